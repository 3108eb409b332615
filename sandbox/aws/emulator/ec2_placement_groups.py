"""Placement groups."""

from __future__ import annotations

from typing import Any

from .call import Call, Refusal
from .ec2_launch import live_instances
from .filters import tags_of, tags_on, with_filters
from .gap import fills
from .identity import resource_id

_WHY = "moto has no placement groups"


@fills("ec2", "CreatePlacementGroup", because=_WHY)
def create_placement_group(call: Call) -> dict[str, Any]:
    asked = call.params
    groups = call.shelf("placement groups")
    name = asked["GroupName"]
    if name in groups:
        raise Refusal("InvalidPlacementGroup.Duplicate", f"The placement group '{name}' already exists.")
    groups[name] = {
        "GroupName": name,
        "GroupId": resource_id("pg"),
        "GroupArn": call.arn("ec2", f"placement-group/{name}"),
        "Strategy": asked.get("Strategy", "cluster"),
        "State": "available",
        **{key: asked[key] for key in ("PartitionCount", "SpreadLevel") if key in asked},
    }
    tags_on(call, groups[name]["GroupId"], asked, "placement-group")
    return {"PlacementGroup": _described(call, groups[name])}


@fills("ec2", "DescribePlacementGroups", because=_WHY)
def describe_placement_groups(call: Call) -> dict[str, Any]:
    groups = call.shelf("placement groups")
    names, ids = call.params.get("GroupNames") or [], call.params.get("GroupIds") or []
    known_ids = {group["GroupId"] for group in groups.values()}
    unknown = [name for name in names if name not in groups] + [wanted for wanted in ids if wanted not in known_ids]
    if unknown:
        raise Refusal("InvalidPlacementGroup.Unknown", f"The Placement Group '{unknown[0]}' is unknown.")
    wanted = [
        _described(call, group)
        for name, group in sorted(groups.items())
        if (not names or name in names) and (not ids or group["GroupId"] in ids)
    ]
    named = {"group-name": "GroupName", "state": "State", "strategy": "Strategy", "group-arn": "GroupArn"}
    return {"PlacementGroups": with_filters(call, wanted, named)}


@fills("ec2", "DeletePlacementGroup", because=_WHY)
def delete_placement_group(call: Call) -> dict[str, Any]:
    groups = call.shelf("placement groups")
    name = call.params["GroupName"]
    if name not in groups:
        raise Refusal("InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown.")
    if any(instance.placement.group_name == name for instance in live_instances(call)):
        raise Refusal("InvalidPlacementGroup.InUse", f"The placement group {name} is in use and may not be deleted.")
    del groups[name]
    return {}


def _described(call: Call, group: dict[str, Any]) -> dict[str, Any]:
    return {**group, "Tags": tags_of(call, group["GroupId"])}
