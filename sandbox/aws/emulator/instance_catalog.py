"""The instance types on offer. Karpenter keeps every one in memory: all 1,263 of moto's cost it hundreds of megabytes."""

from __future__ import annotations

from collections.abc import Iterable

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS, INSTANCE_TYPES, InstanceTypeBackend


def keep_only(wanted: Iterable[str]) -> None:
    """Takes every other type off the list and out of every offer."""
    names = {name.strip() for name in wanted}
    unknown = sorted(names - set(INSTANCE_TYPES))
    if unknown:
        raise SystemExit(f"no such instance type: {', '.join(unknown)}")
    InstanceTypeBackend.instance_types = [t for t in InstanceTypeBackend.instance_types if t.name in names]
    for offers in INSTANCE_TYPE_OFFERINGS.values():
        for region, listed in offers.items():
            offers[region] = [offer for offer in listed if offer["InstanceType"] in names]
