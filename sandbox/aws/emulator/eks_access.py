"""Who may enter an EKS cluster: access entries with their policies, and the pods' AWS identities."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow

from .call import Call, Refusal
from .eks_clusters import cluster_of
from .gap import fills
from .identity import resource_id

_WHY_ENTRIES = "moto has no access entries"
_WHY_PODS = "moto has no pod identity associations"


@fills("eks", "CreateAccessEntry", because=_WHY_ENTRIES)
def create_access_entry(call: Call) -> dict[str, Any]:
    asked = call.params
    cluster = cluster_of(call, asked["clusterName"])
    principal = asked["principalArn"]
    if cluster["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise Refusal(
            "InvalidRequestException",
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
        )
    entries = call.shelf("eks access entries")
    key = (cluster["name"], principal)
    if key in entries:
        raise Refusal(
            "ResourceInUseException", "The specified access entry resource is already in use on this cluster."
        )
    entries[key] = {
        "clusterName": cluster["name"],
        "principalArn": principal,
        "kubernetesGroups": asked.get("kubernetesGroups", []),
        "accessEntryArn": call.arn("eks", f"access-entry/{cluster['name']}/{principal.split(':', 5)[5]}"),
        "createdAt": utcnow(),
        "modifiedAt": utcnow(),
        "tags": dict(asked.get("tags", {})),
        "username": asked.get("username") or _username(principal),
        "type": asked.get("type", "STANDARD"),
        "policies": {},
    }
    return {"accessEntry": _described(entries[key])}


@fills("eks", "DescribeAccessEntry", because=_WHY_ENTRIES)
def describe_access_entry(call: Call) -> dict[str, Any]:
    return {"accessEntry": _described(_entry(call))}


@fills("eks", "ListAccessEntries", because=_WHY_ENTRIES)
def list_access_entries(call: Call) -> dict[str, Any]:
    name = cluster_of(call, call.params["clusterName"])["name"]
    wanted = call.params.get("associatedPolicyArn")
    entries = call.shelf("eks access entries").values()
    return {
        "accessEntries": sorted(
            entry["principalArn"]
            for entry in entries
            if entry["clusterName"] == name and (wanted is None or wanted in entry["policies"])
        )
    }


@fills("eks", "UpdateAccessEntry", because=_WHY_ENTRIES)
def update_access_entry(call: Call) -> dict[str, Any]:
    entry = _entry(call)
    for key in ("kubernetesGroups", "username"):
        if key in call.params:
            entry[key] = call.params[key]
    entry["modifiedAt"] = utcnow()
    return {"accessEntry": _described(entry)}


@fills("eks", "DeleteAccessEntry", because=_WHY_ENTRIES)
def delete_access_entry(call: Call) -> dict[str, Any]:
    entry = _entry(call)
    del call.shelf("eks access entries")[entry["clusterName"], entry["principalArn"]]
    return {}


@fills("eks", "AssociateAccessPolicy", because=_WHY_ENTRIES)
def associate_access_policy(call: Call) -> dict[str, Any]:
    entry = _entry(call)
    if entry["type"] != "STANDARD":
        raise Refusal(
            "InvalidRequestException", f"Cannot associate policies to an access entry of type {entry['type']}"
        )
    policy = call.params["policyArn"]
    if not policy.startswith(f"arn:{call.partition}:eks::aws:cluster-access-policy/"):
        raise Refusal("InvalidParameterException", f"The policyArn {policy} is not a cluster access policy")
    scope = call.params["accessScope"]
    entry["policies"][policy] = {
        "policyArn": policy,
        "accessScope": {"type": scope["type"], "namespaces": scope.get("namespaces", [])},
        "associatedAt": utcnow(),
        "modifiedAt": utcnow(),
    }
    return {
        "clusterName": entry["clusterName"],
        "principalArn": entry["principalArn"],
        "associatedAccessPolicy": entry["policies"][policy],
    }


@fills("eks", "ListAssociatedAccessPolicies", because=_WHY_ENTRIES)
def list_associated_access_policies(call: Call) -> dict[str, Any]:
    entry = _entry(call)
    return {
        "clusterName": entry["clusterName"],
        "principalArn": entry["principalArn"],
        "associatedAccessPolicies": list(entry["policies"].values()),
    }


@fills("eks", "DisassociateAccessPolicy", because=_WHY_ENTRIES)
def disassociate_access_policy(call: Call) -> dict[str, Any]:
    if _entry(call)["policies"].pop(call.params["policyArn"], None) is None:
        raise Refusal("ResourceNotFoundException", "The policy is not associated with the access entry")
    return {}


@fills("eks", "CreatePodIdentityAssociation", because=_WHY_PODS)
def create_pod_identity_association(call: Call) -> dict[str, Any]:
    asked = call.params
    name = cluster_of(call, asked["clusterName"])["name"]
    associations = call.shelf("eks pod identities")
    account = (asked["namespace"], asked["serviceAccount"])
    if any(
        key[0] == name and (kept["namespace"], kept["serviceAccount"]) == account for key, kept in associations.items()
    ):
        raise Refusal("ResourceInUseException", f"Association already exists: {'/'.join(account)}")
    identity = resource_id("a")
    associations[name, identity] = {
        "clusterName": name,
        "namespace": asked["namespace"],
        "serviceAccount": asked["serviceAccount"],
        "roleArn": asked["roleArn"],
        "associationArn": call.arn("eks", f"podidentityassociation/{name}/{identity}"),
        "associationId": identity,
        "tags": dict(asked.get("tags", {})),
        "createdAt": utcnow(),
        "modifiedAt": utcnow(),
        "disableSessionTags": asked.get("disableSessionTags", False),
        **({"targetRoleArn": asked["targetRoleArn"]} if "targetRoleArn" in asked else {}),
    }
    return {"association": associations[name, identity]}


@fills("eks", "DescribePodIdentityAssociation", because=_WHY_PODS)
def describe_pod_identity_association(call: Call) -> dict[str, Any]:
    return {"association": _association(call)}


@fills("eks", "ListPodIdentityAssociations", because=_WHY_PODS)
def list_pod_identity_associations(call: Call) -> dict[str, Any]:
    asked = call.params
    name = cluster_of(call, asked["clusterName"])["name"]
    kept = [a for (cluster, _), a in sorted(call.shelf("eks pod identities").items()) if cluster == name]
    return {
        "associations": [
            a
            for a in kept
            if asked.get("namespace") in (None, a["namespace"])
            and asked.get("serviceAccount") in (None, a["serviceAccount"])
        ]
    }


@fills("eks", "UpdatePodIdentityAssociation", because=_WHY_PODS)
def update_pod_identity_association(call: Call) -> dict[str, Any]:
    association = _association(call)
    for key in ("roleArn", "targetRoleArn", "disableSessionTags"):
        if key in call.params:
            association[key] = call.params[key]
    association["modifiedAt"] = utcnow()
    return {"association": association}


@fills("eks", "DeletePodIdentityAssociation", because=_WHY_PODS)
def delete_pod_identity_association(call: Call) -> dict[str, Any]:
    association = _association(call)
    del call.shelf("eks pod identities")[association["clusterName"], association["associationId"]]
    return {"association": association}


def _entry(call: Call) -> dict[str, Any]:
    name = cluster_of(call, call.params["clusterName"])["name"]
    entry = call.shelf("eks access entries").get((name, call.params["principalArn"]))
    if entry is None:
        raise Refusal("ResourceNotFoundException", "The specified principalArn could not be found.")
    return entry


def _association(call: Call) -> dict[str, Any]:
    name = cluster_of(call, call.params["clusterName"])["name"]
    association = call.shelf("eks pod identities").get((name, call.params["associationId"]))
    if association is None:
        raise Refusal("ResourceNotFoundException", f"No association found for ID: {call.params['associationId']}")
    return association


def _described(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "policies"}


def _username(principal: str) -> str:
    """A role's sessions appear as sts assumed roles; a user by its own ARN."""
    partition, account, resource = principal.split(":")[1], principal.split(":")[4], principal.split(":", 5)[5]
    if not resource.startswith("role/"):
        return principal
    return f"arn:{partition}:sts::{account}:assumed-role/{resource.rsplit('/', 1)[1]}/{{{{SessionName}}}}"
