"""EKS add-ons, and tags of everything that EKS keeps."""

from __future__ import annotations

import json
import uuid
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Refusal
from .eks_clusters import cluster_of, finished_update
from .gap import fills

_WHY_ADDONS = "moto has no add-ons"
_WHY_TAGS = "the things tagged are the emulator's own"

# an add-on without a version gets EKS's default one, which only AWS knows
_UNNAMED_VERSION = "v0.0.0-emulated"

_SHELVES = ("eks clusters", "eks node groups", "eks addons", "eks access entries", "eks pod identities")
_ARN_KEYS = ("arn", "nodegroupArn", "addonArn", "accessEntryArn", "associationArn")


@fills("eks", "CreateAddon", because=_WHY_ADDONS)
def create_addon(call: Call) -> dict[str, Any]:
    asked = call.params
    cluster = cluster_of(call, asked["clusterName"])["name"]
    name = asked["addonName"]
    addons = call.shelf("eks addons")
    if (cluster, name) in addons:
        raise Refusal("ResourceInUseException", "Addon already exists.")
    _check_configuration(asked)
    addons[cluster, name] = {
        "addonName": name,
        "clusterName": cluster,
        "status": "ACTIVE",
        "addonVersion": asked.get("addonVersion", _UNNAMED_VERSION),
        "health": {"issues": []},
        "addonArn": call.arn("eks", f"addon/{cluster}/{name}/{uuid.uuid4()}"),
        "createdAt": utcnow(),
        "modifiedAt": utcnow(),
        "tags": dict(asked.get("tags", {})),
        "podIdentityAssociations": [],
        **{key: asked[key] for key in ("serviceAccountRoleArn", "configurationValues") if key in asked},
    }
    return {"addon": addons[cluster, name]}


@fills("eks", "DescribeAddon", because=_WHY_ADDONS)
def describe_addon(call: Call) -> dict[str, Any]:
    return {"addon": _addon(call)}


@fills("eks", "ListAddons", because=_WHY_ADDONS)
def list_addons(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["clusterName"])["name"]
    return {"addons": sorted(name for held_by, name in call.shelf("eks addons") if held_by == cluster)}


@fills("eks", "UpdateAddon", because=_WHY_ADDONS)
def update_addon(call: Call) -> dict[str, Any]:
    addon = _addon(call)
    _check_configuration(call.params)
    for key in ("addonVersion", "serviceAccountRoleArn", "configurationValues"):
        if key in call.params:
            addon[key] = call.params[key]
    addon["modifiedAt"] = utcnow()
    return {"update": finished_update(call, "AddonUpdate")}


@fills("eks", "DeleteAddon", because=_WHY_ADDONS)
def delete_addon(call: Call) -> dict[str, Any]:
    addon = _addon(call)
    del call.shelf("eks addons")[addon["clusterName"], addon["addonName"]]
    return {"addon": {**addon, "status": "DELETING"}}


@fills("eks", "TagResource", because=_WHY_TAGS)
def tag_resource(call: Call) -> dict[str, Any]:
    _tagged(call)["tags"].update(call.params["tags"])
    return {}


@fills("eks", "UntagResource", because=_WHY_TAGS)
def untag_resource(call: Call) -> dict[str, Any]:
    tags = _tagged(call)["tags"]
    for key in call.params["tagKeys"]:
        tags.pop(key, None)
    return {}


@fills("eks", "ListTagsForResource", because=_WHY_TAGS)
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    return {"tags": _tagged(call)["tags"]}


def _addon(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["clusterName"])["name"]
    addon = call.shelf("eks addons").get((cluster, call.params["addonName"]))
    if addon is None:
        raise Refusal("ResourceNotFoundException", f"No addon: {call.params['addonName']} found in cluster: {cluster}")
    return addon


def _check_configuration(asked: dict[str, Any]) -> None:
    # EKS also takes YAML; Terraform's jsonencode is what the platform writes
    if not asked.get("configurationValues"):
        return
    try:
        json.loads(asked["configurationValues"])
    except ValueError as wrong:
        raise Refusal("InvalidParameterException", f"ConfigurationValue provided is not valid JSON: {wrong}") from None


def _tagged(call: Call) -> dict[str, Any]:
    arn = call.params["resourceArn"]
    for shelf in _SHELVES:
        for kept in call.shelf(shelf).values():
            if arn in (kept.get(key) for key in _ARN_KEYS):
                return kept
    raise Refusal("NotFoundException", f"no resource of EKS has the ARN {arn}")
