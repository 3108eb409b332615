"""Every running instance as the sandbox's bridge reads it, with what a node needs to know of its type."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from .call import Place
from .ec2_launch import LaunchedInstance, live_instances
from .ec2_reservations import end_what_has_expired
from .eks_node_groups import node_groups, reconcile


def instance_records(place: Place) -> list[dict[str, Any]]:
    """The running instances, oldest first, after those of ended blocks are gone and node groups are at their desired size."""
    end_what_has_expired(place)
    groups = node_groups(place)
    for group in groups:
        if group["status"] == "ACTIVE":
            reconcile(place, group)
    running = sorted(live_instances(place), key=lambda instance: (instance.launch_time, instance.id))
    return [_record(place, instance, groups) for instance in running]


def _record(place: Place, instance: Any, groups: list[dict[str, Any]]) -> dict[str, Any]:
    tags = {tag["key"]: tag["value"] for tag in instance.get_tags()}
    launched = isinstance(instance, LaunchedInstance)
    interfaces = instance.launched_interfaces if launched else []
    return {
        "id": instance.id,
        "instanceType": instance.instance_type,
        "zone": instance.availability_zone,
        "region": place.region,
        "subnetId": instance.subnet_id,
        "imageId": instance.image_id,
        "privateDnsName": instance.private_dns_name,
        "privateIp": instance.private_ip,
        "launchedAt": instance.launch_time,
        "tags": tags,
        "userData": instance.user_data.decode() if instance.user_data else None,
        "securityGroupIds": [group.id for group in instance.security_groups],
        "interfaces": [
            {
                "type": interface["InterfaceType"],
                "networkCard": interface["Attachment"]["NetworkCardIndex"],
                "device": interface["Attachment"]["DeviceIndex"],
            }
            for interface in interfaces
        ],
        "rootVolumeGiB": _root_volume(instance),
        "spot": bool(launched and instance.spot_instance_request_id),
        "reservationId": instance.capacity_reservation_id if launched else None,
        "placementGroup": instance.placement.group_name or None,
        "nodeGroup": _node_group(tags, groups),
        "hardware": _hardware(instance.instance_type),
    }


def _root_volume(instance: Any) -> int | None:
    sizes = [mapping["Ebs"].size for mapping in instance.block_device_mappings]
    return max(sizes, default=None)


def _node_group(tags: dict[str, str], groups: list[dict[str, Any]]) -> dict[str, Any] | None:
    for group in groups:
        if (tags.get("eks:cluster-name"), tags.get("eks:nodegroup-name")) == (
            group["clusterName"],
            group["nodegroupName"],
        ):
            return {
                "cluster": group["clusterName"],
                "name": group["nodegroupName"],
                "capacityType": group["capacityType"],
                "labels": group["labels"],
                "taints": group["taints"],
            }
    return None


def _hardware(instance_type: str) -> dict[str, Any]:
    facts = INSTANCE_TYPES[instance_type]
    network = facts["NetworkInfo"]
    return {
        "architecture": facts["ProcessorInfo"]["SupportedArchitectures"][0],
        "vCpus": facts["VCpuInfo"]["DefaultVCpus"],
        "memoryMiB": facts["MemoryInfo"]["SizeInMiB"],
        "gpus": [
            {
                "name": gpu["Name"],
                "maker": gpu["Manufacturer"],
                "count": gpu["Count"],
                "memoryMiB": gpu["MemoryInfo"]["SizeInMiB"],
            }
            for gpu in (facts.get("GpuInfo") or {}).get("Gpus", [])
        ],
        "maxInterfaces": network["MaximumNetworkInterfaces"],
        "addressesPerInterface": network["Ipv4AddressesPerInterface"],
        "maxEfaInterfaces": (network.get("EfaInfo") or {}).get("MaximumEfaInterfaces", 0),
        "localStorageGB": (facts.get("InstanceStorageInfo") or {}).get("TotalSizeInGB", 0),
    }
