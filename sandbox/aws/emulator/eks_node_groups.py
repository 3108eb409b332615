"""EKS managed node groups, with real instances at the emulated EC2: as many as are desired, replaced when they end."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Place, Refusal
from .capacity import take_capacity
from .ec2_launch import Launch, launch, live_instances, template_data
from .eks_clusters import cluster_of, finished_update
from .eks_images import RECOMMENDED, eks_image
from .gap import fills

_WHY = "moto's node group lacks update, repair and launch template rules, and starts no instances"

# what EKS takes where neither the group nor its template names a type
_DEFAULT_TYPE = "t3.medium"


@fills("eks", "CreateNodegroup", because=_WHY)
def create_node_group(call: Call) -> dict[str, Any]:
    asked = call.params
    cluster = cluster_of(call, asked["clusterName"])
    name = asked["nodegroupName"]
    groups = call.shelf("eks node groups")
    if (cluster["name"], name) in groups:
        raise Refusal(
            "ResourceInUseException", f"NodeGroup already exists with name {name} and cluster name {cluster['name']}"
        )
    template = _check_template(call)
    custom_image = bool(template.get("ImageId"))
    group = {
        "nodegroupName": name,
        "nodegroupArn": call.arn("eks", f"nodegroup/{cluster['name']}/{name}/{uuid.uuid4()}"),
        "clusterName": cluster["name"],
        "version": asked.get("version") or cluster["version"],
        "releaseVersion": asked.get("releaseVersion") or _release(asked.get("version") or cluster["version"]),
        "createdAt": utcnow(),
        "modifiedAt": utcnow(),
        "status": "ACTIVE",
        "capacityType": asked.get("capacityType", "ON_DEMAND"),
        "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2, **asked.get("scalingConfig", {})},
        "instanceTypes": asked.get("instanceTypes") or ([] if template.get("InstanceType") else [_DEFAULT_TYPE]),
        "subnets": asked["subnets"],
        "amiType": "CUSTOM" if custom_image else asked.get("amiType", "AL2023_x86_64_STANDARD"),
        "nodeRole": asked["nodeRole"],
        "labels": dict(asked.get("labels", {})),
        "taints": asked.get("taints", []),
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{uuid.uuid4()}"}]},
        "health": {"issues": []},
        "updateConfig": asked.get("updateConfig") or {"maxUnavailable": 1},
        "nodeRepairConfig": asked.get("nodeRepairConfig") or {"enabled": False},
        "tags": dict(asked.get("tags", {})),
    }
    if "launchTemplate" in asked:
        identity, version, _ = template_data(call, _specification(asked["launchTemplate"]))
        named = call.backend("ec2").get_launch_template(identity).name
        group["launchTemplate"] = {"id": identity, "name": named, "version": version}
    else:
        group["diskSize"] = asked.get("diskSize", 20)
    groups[cluster["name"], name] = group
    reconcile(call, group)
    if group["health"]["issues"]:
        group["status"] = "CREATE_FAILED"
    return {"nodegroup": group}


@fills("eks", "DescribeNodegroup", because=_WHY)
def describe_node_group(call: Call) -> dict[str, Any]:
    return {"nodegroup": _group(call)}


@fills("eks", "ListNodegroups", because=_WHY)
def list_node_groups(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["clusterName"])["name"]
    return {"nodegroups": sorted(name for held_by, name in call.shelf("eks node groups") if held_by == cluster)}


@fills("eks", "UpdateNodegroupConfig", because=_WHY)
def update_node_group_config(call: Call) -> dict[str, Any]:
    asked, group = call.params, _group(call)
    group["scalingConfig"] = {**group["scalingConfig"], **asked.get("scalingConfig", {})}
    for key in ("updateConfig", "nodeRepairConfig"):
        group[key] = asked.get(key) or group[key]
    labels = asked.get("labels", {})
    group["labels"].update(labels.get("addOrUpdateLabels", {}))
    for key in labels.get("removeLabels", []):
        group["labels"].pop(key, None)
    taints = asked.get("taints", {})
    changed = taints.get("addOrUpdateTaints", []) + taints.get("removeTaints", [])
    replaced = {(taint["key"], taint["effect"]) for taint in changed}
    kept = [taint for taint in group["taints"] if (taint["key"], taint["effect"]) not in replaced]
    group["taints"] = kept + taints.get("addOrUpdateTaints", [])
    group["modifiedAt"] = utcnow()
    reconcile(call, group)
    return {"update": finished_update(call, "ConfigUpdate")}


@fills("eks", "UpdateNodegroupVersion", because=_WHY)
def update_node_group_version(call: Call) -> dict[str, Any]:
    asked, group = call.params, _group(call)
    group["version"] = asked.get("version") or cluster_of(call, group["clusterName"])["version"]
    group["releaseVersion"] = asked.get("releaseVersion") or _release(group["version"])
    if "launchTemplate" in asked:
        identity, version, _ = template_data(call, _specification(asked["launchTemplate"]))
        group["launchTemplate"] = {**group["launchTemplate"], "id": identity, "version": version}
    _end(call, _members(call, group))
    reconcile(call, group)
    return {"update": finished_update(call, "VersionUpdate")}


@fills("eks", "DeleteNodegroup", because=_WHY)
def delete_node_group(call: Call) -> dict[str, Any]:
    group = _group(call)
    _end(call, _members(call, group))
    del call.shelf("eks node groups")[group["clusterName"], group["nodegroupName"]]
    return {"nodegroup": {**group, "status": "DELETING"}}


def reconcile(place: Place, group: dict[str, Any]) -> None:
    """Starts or ends instances until there are as many as desired; says in the group's health where capacity lacks."""
    group["health"] = {"issues": []}
    members, desired = _members(place, group), group["scalingConfig"]["desiredSize"]
    _end(place, members[desired:])
    for number in range(len(members), desired):
        subnet = place.backend("ec2").get_subnet(group["subnets"][number % len(group["subnets"])])
        template = _template(place, group)
        instance_type = template.get("InstanceType") or group["instanceTypes"][0]
        spot = group["capacityType"] == "SPOT"
        refused = take_capacity(place, instance_type, subnet.availability_zone, "spot" if spot else "on-demand")
        if refused is not None:
            issue = {
                "code": "AsgInstanceLaunchFailures",
                "message": f"Could not launch On-Demand Instances. InsufficientInstanceCapacity - {refused}",
                "resourceIds": [group["resources"]["autoScalingGroups"][0]["name"]],
            }
            group["health"]["issues"] = [issue]
            return
        launch(place, _launch_of(place, group, template, instance_type, subnet.id, spot))


def node_groups(place: Place) -> list[dict[str, Any]]:
    return list(place.shelf("eks node groups").values())


def _launch_of(
    place: Place, group: dict[str, Any], template: dict[str, Any], instance_type: str, subnet_id: str, spot: bool
) -> Launch:
    cluster = cluster_of(place, group["clusterName"])
    return Launch(
        instance_type=instance_type,
        subnet_id=subnet_id,
        template=template,
        tags={
            "eks:cluster-name": group["clusterName"],
            "eks:nodegroup-name": group["nodegroupName"],
            f"kubernetes.io/cluster/{group['clusterName']}": "owned",
        },
        image_id=None if template.get("ImageId") else _image(place, group),
        spot=spot,
        default_groups=(cluster["resourcesVpcConfig"]["clusterSecurityGroupId"],),
    )


def _image(place: Place, group: dict[str, Any]) -> str:
    kind = group["amiType"]
    architecture = "arm64" if "ARM_64" in kind else "x86_64"
    variant = "nvidia" if kind.endswith("NVIDIA") else "neuron" if kind.endswith("NEURON") else "standard"
    return eks_image(place, group["version"], architecture, variant)


def _release(version: str) -> str:
    return f"{version}.0-{RECOMMENDED.removeprefix('v')}"


def _members(place: Place, group: dict[str, Any]) -> list[Any]:
    wanted = {"eks:cluster-name": group["clusterName"], "eks:nodegroup-name": group["nodegroupName"]}

    def tags(instance: Any) -> dict[str, str]:
        return {tag["key"]: tag["value"] for tag in instance.get_tags()}

    return [i for i in live_instances(place) if wanted.items() <= tags(i).items()]


def _end(place: Place, instances: list[Any]) -> None:
    if instances:
        place.backend("ec2").terminate_instances([instance.id for instance in instances])


def _group(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["clusterName"])["name"]
    group = call.shelf("eks node groups").get((cluster, call.params["nodegroupName"]))
    if group is None:
        raise Refusal("ResourceNotFoundException", f"No node group found for name: {call.params['nodegroupName']}.")
    return group


def _specification(reference: dict[str, Any]) -> dict[str, Any]:
    named = {"id": "LaunchTemplateId", "name": "LaunchTemplateName", "version": "Version"}
    return {named[key]: value for key, value in reference.items() if value}


def _template(place: Place, group: dict[str, Any]) -> dict[str, Any]:
    if "launchTemplate" not in group:
        return {}
    reference = {key: group["launchTemplate"][key] for key in ("id", "version")}
    return template_data(place, _specification(reference))[2]


def _check_template(call: Call) -> dict[str, Any]:
    """EKS's own rules for a node group with a launch template; returns the template's data."""
    asked = call.params
    if "launchTemplate" not in asked:
        if asked.get("capacityType") == "CAPACITY_BLOCK":
            raise Refusal("InvalidParameterException", "Launch template is required for capacity type CAPACITY_BLOCK.")
        return {}
    data = template_data(call, _specification(asked["launchTemplate"]))[2]
    for key, said in (("diskSize", "Disk size"), ("remoteAccess", "Remote access configuration")):
        if asked.get(key):
            raise Refusal("InvalidParameterException", f"{said} must be specified within the launch template.")
    if asked.get("instanceTypes") and data.get("InstanceType"):
        raise Refusal(
            "InvalidParameterException",
            "Instance types must be specified in either the launch template or as a parameter, not both.",
        )
    for key in ("IamInstanceProfile", "HibernationOptions", "InstanceInitiatedShutdownBehavior"):
        if data.get(key):
            raise Refusal("InvalidParameterException", f"The launch template may not contain {key}.")
    if any(interface.get("SubnetId") for interface in data.get("NetworkInterfaces") or []):
        raise Refusal("InvalidParameterException", "Subnet must not be specified in the launch template.")
    return data
