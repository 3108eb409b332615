"""Spot prices and instance health, as Karpenter reads them."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS, INSTANCE_TYPES

from .call import Call
from .gap import HandToMoto, fills


@fills(
    "ec2",
    "DescribeSpotPriceHistory",
    because="moto gives every type one price, so that Karpenter cannot rank them; here the figure is a rank, not a price",
)
def describe_spot_price_history(call: Call) -> dict[str, Any]:
    wanted = set(call.params.get("InstanceTypes") or [])
    offered = INSTANCE_TYPE_OFFERINGS["availability-zone"].get(call.region, [])
    return {
        "SpotPriceHistory": [
            {
                "InstanceType": offer["InstanceType"],
                "AvailabilityZone": offer["Location"],
                "SpotPrice": f"{_rank(offer['InstanceType'], offer['Location']):.4f}",
                "ProductDescription": "Linux/UNIX",
                "Timestamp": utcnow(),
            }
            for offer in offered
            if offer["InstanceType"] in INSTANCE_TYPES and (not wanted or offer["InstanceType"] in wanted)
        ]
    }


def _rank(instance_type: str, zone: str) -> float:
    """Bigger machines rank higher, GPUs most of all; zones differ a little, so that one of them is the cheapest."""
    facts = INSTANCE_TYPES[instance_type]
    gpu_mib = sum(gpu["Count"] * gpu["MemoryInfo"]["SizeInMiB"] for gpu in (facts.get("GpuInfo") or {}).get("Gpus", []))
    size = facts["VCpuInfo"]["DefaultVCpus"] / 100 + gpu_mib / 100_000
    return size * (1 + (ord(zone[-1]) - ord("a")) / 10)


@fills(
    "ec2",
    "DescribeInstanceStatus",
    because="moto ignores filters on a status, so that Karpenter would take every healthy instance for an impaired one",
)
def describe_instance_status(call: Call) -> dict[str, Any]:
    names = {wanted["Name"] for wanted in call.params.get("Filters") or []}
    # no maintenance is ever planned here
    if any(name.startswith("event.") for name in names):
        return {"InstanceStatuses": []}
    if not any(name.endswith("-status.status") for name in names):
        raise HandToMoto
    impaired = call.shelf("impaired instances")
    return {
        "InstanceStatuses": [
            {
                "InstanceId": identity,
                "InstanceState": {"Code": 16, "Name": "running"},
                "SystemStatus": _impaired(since),
                "InstanceStatus": _impaired(since),
            }
            for identity, since in sorted(impaired.items())
        ]
    }


def _impaired(since: Any) -> dict[str, Any]:
    return {
        "Status": "impaired",
        "Details": [{"Name": "reachability", "Status": "failed", "ImpairedSince": since}],
    }
