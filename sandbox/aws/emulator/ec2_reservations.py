"""Capacity reservations and Capacity Blocks. A block is bought, so a drill puts it there; see control.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Place, Refusal
from .ec2_launch import live_instances
from .filters import tags_of, tags_on, with_filters
from .gap import fills
from .identity import resource_id

_WHY = "moto has no capacity reservations"

# EC2 begins to end a block's instances 30 minutes before its end:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-blocks-how.html
_LAST_HALF_HOUR = timedelta(minutes=30)


@fills("ec2", "CreateCapacityReservation", because=_WHY)
def create_capacity_reservation(call: Call) -> dict[str, Any]:
    asked = call.params
    identity = resource_id("cr")
    keep_reservation(
        call,
        identity,
        instance_type=asked["InstanceType"],
        zone=asked["AvailabilityZone"],
        count=int(asked["InstanceCount"]),
        ends_at=asked.get("EndDate"),
        platform=asked["InstancePlatform"],
        match=asked.get("InstanceMatchCriteria", "open"),
        more={
            key: asked[key]
            for key in ("Tenancy", "EbsOptimized", "EphemeralStorage", "PlacementGroupArn")
            if key in asked
        },
    )
    tags_on(call, identity, asked, "capacity-reservation")
    return {"CapacityReservation": _described(call, call.shelf("reservations")[identity])}


@fills("ec2", "DescribeCapacityReservations", because=_WHY)
def describe_capacity_reservations(call: Call) -> dict[str, Any]:
    end_what_has_expired(call)
    kept = call.shelf("reservations")
    ids = call.params.get("CapacityReservationIds") or []
    for wanted in ids:
        if wanted not in kept:
            raise Refusal(
                "InvalidCapacityReservationId.NotFound", f"The capacity reservation '{wanted}' does not exist"
            )
    named = {
        "state": "State",
        "instance-type": "InstanceType",
        "availability-zone": "AvailabilityZone",
        "instance-match-criteria": "InstanceMatchCriteria",
        "owner-id": "OwnerId",
        "tenancy": "Tenancy",
    }
    described = [_described(call, entry) for identity, entry in sorted(kept.items()) if not ids or identity in ids]
    return {"CapacityReservations": with_filters(call, described, named)}


@fills("ec2", "ModifyCapacityReservation", because=_WHY)
def modify_capacity_reservation(call: Call) -> dict[str, Any]:
    asked, entry = call.params, _reservation(call, call.params["CapacityReservationId"])
    if "InstanceCount" in asked:
        entry["TotalInstanceCount"] = int(asked["InstanceCount"])
    if "EndDate" in asked:
        entry["EndDate"] = asked["EndDate"]
    entry["EndDateType"] = asked.get("EndDateType", entry["EndDateType"])
    return {"Return": True}


@fills("ec2", "CancelCapacityReservation", because=_WHY)
def cancel_capacity_reservation(call: Call) -> dict[str, Any]:
    entry = _reservation(call, call.params["CapacityReservationId"])
    if entry["ReservationType"] == "capacity-block":
        raise Refusal("UnsupportedOperation", "A Capacity Block cannot be cancelled.")
    entry["State"] = "cancelled"
    return {"Return": True}


def keep_reservation(
    place: Place,
    identity: str,
    *,
    instance_type: str,
    zone: str,
    count: int,
    ends_at: datetime | None = None,
    block: bool = False,
    platform: str = "Linux/UNIX",
    match: str = "targeted",
    more: dict[str, Any] | None = None,
) -> None:
    """Keeps a reservation, active at once."""
    place.shelf("reservations")[identity] = {
        "CapacityReservationId": identity,
        "CapacityReservationArn": place.arn("ec2", f"capacity-reservation/{identity}"),
        "OwnerId": place.account,
        "InstanceType": instance_type,
        "InstancePlatform": platform,
        "AvailabilityZone": zone,
        "TotalInstanceCount": count,
        "Tenancy": "default",
        "EbsOptimized": False,
        "EphemeralStorage": False,
        "State": "active",
        "StartDate": utcnow(),
        "CreateDate": utcnow(),
        "EndDateType": "limited" if ends_at else "unlimited",
        "EndDate": ends_at,
        "InstanceMatchCriteria": match,
        "ReservationType": "capacity-block" if block else "default",
        **(more or {}),
    }


def end_what_has_expired(place: Place) -> None:
    """Ends the instances of Capacity Blocks whose last half hour has begun, and expires what is over."""
    for entry in place.shelf("reservations").values():
        if entry["EndDate"] is None or entry["State"] != "active":
            continue
        if entry["ReservationType"] == "capacity-block" and entry["EndDate"] - _LAST_HALF_HOUR <= utcnow():
            inside = _instances_in(place, entry["CapacityReservationId"])
            if inside:
                place.backend("ec2").terminate_instances([instance.id for instance in inside])
        if entry["EndDate"] <= utcnow():
            entry["State"] = "expired"


def reservation_refusal(place: Place, identity: str, instance_type: str, zone: str) -> tuple[str, str] | None:
    """None where the reservation has room for such an instance; else EC2's code and message."""
    end_what_has_expired(place)
    entry = place.shelf("reservations").get(identity)
    if entry is None:
        return "InvalidCapacityReservationId.NotFound", f"The capacity reservation '{identity}' does not exist"
    fits = entry["State"] == "active" and (entry["InstanceType"], entry["AvailabilityZone"]) == (instance_type, zone)
    if fits and _free(place, entry) > 0:
        return None
    return "ReservationCapacityExceeded", f"The requested reservation {identity} does not have sufficient capacity."


def _reservation(place: Place, identity: str) -> dict[str, Any]:
    entry = place.shelf("reservations").get(identity)
    if entry is None:
        raise Refusal("InvalidCapacityReservationId.NotFound", f"The capacity reservation '{identity}' does not exist")
    return entry


def _free(place: Place, entry: dict[str, Any]) -> int:
    return int(entry["TotalInstanceCount"]) - len(_instances_in(place, entry["CapacityReservationId"]))


def _instances_in(place: Place, identity: str) -> list[Any]:
    return [i for i in live_instances(place) if getattr(i, "capacity_reservation_id", None) == identity]


def _described(place: Place, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **entry,
        "AvailableInstanceCount": _free(place, entry),
        "Tags": tags_of(place, entry["CapacityReservationId"]),
    }
