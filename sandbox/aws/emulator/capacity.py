"""Capacity that AWS does not have: the refusals a drill asks for, and what is left in a reservation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .call import Place

INSUFFICIENT = "InsufficientInstanceCapacity"


@dataclass
class CapacityRefusal:
    """Refuses matching instances; an absent field matches all, `times` is how many more (None: until lifted)."""

    instance_type: str | None = None
    zone: str | None = None
    capacity_type: str | None = None
    times: int | None = None

    def matches(self, instance_type: str, zone: str, capacity_type: str) -> bool:
        wanted = (self.instance_type, self.zone, self.capacity_type)
        return self.times != 0 and all(
            want in (None, got) for want, got in zip(wanted, (instance_type, zone, capacity_type), strict=True)
        )


def refuse_capacity(place: Place, refusals: list[CapacityRefusal]) -> None:
    """Replaces the refusals in force; an empty list lifts all."""
    place.shelf("capacity")["refusals"] = refusals


def refusals_in_force(place: Place) -> list[dict[str, Any]]:
    """As the sandbox's own interface spells them."""
    return [
        {
            "instanceType": refusal.instance_type,
            "zone": refusal.zone,
            "capacityType": refusal.capacity_type,
            "times": refusal.times,
        }
        for refusal in place.shelf("capacity").get("refusals", [])
        if refusal.times != 0
    ]


def take_capacity(place: Place, instance_type: str, zone: str, capacity_type: str) -> str | None:
    """None where an instance may start; else what EC2 says instead."""
    for refusal in place.shelf("capacity").get("refusals", []):
        if refusal.matches(instance_type, zone, capacity_type):
            if refusal.times is not None:
                refusal.times -= 1
            return (
                f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested "
                f"({zone})."
            )
    return None
