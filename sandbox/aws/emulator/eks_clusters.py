"""EKS clusters. Their API servers run on this machine: endpoint and certificate authority come from the clusters file."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Place, Refusal
from .clusters_file import VARIABLE, control_planes
from .gap import fills

_WHY = (
    "moto's cluster has no access configuration, upgrade policy, zonal shift or updates, and no endpoint that answers"
)

# EKS's own ranges where the caller names none: 172.20.0.0/16 unless the VPC overlaps it
_DEFAULT_SERVICE_RANGE = "172.20.0.0/16"

# no control plane runs behind this name: .invalid never resolves (RFC 2606)
_NOWHERE = "https://{name}.eks.invalid"


def cluster_of(place: Place, name: str) -> dict[str, Any]:
    """The cluster, or EKS's own refusal."""
    cluster = place.shelf("eks clusters").get(name)
    if cluster is None:
        raise Refusal("ResourceNotFoundException", f"No cluster found for name: {name}.")
    return cluster


@fills("eks", "CreateCluster", because=_WHY)
def create_cluster(call: Call) -> dict[str, Any]:
    asked = call.params
    name = asked["name"]
    clusters = call.shelf("eks clusters")
    if name in clusters:
        raise Refusal("ResourceInUseException", f"Cluster already exists with name: {name}")
    running = control_planes()
    if running is not None and name not in running:
        known = ", ".join(sorted(running)) or "none"
        raise Refusal(
            "InvalidParameterException",
            f"no control plane runs here for a cluster named {name}; the file of {VARIABLE} names: {known}",
        )
    network = asked["resourcesVpcConfig"]
    vpc_id = _vpc_of(call, network.get("subnetIds", []))
    cluster = {
        "name": name,
        "arn": call.arn("eks", f"cluster/{name}"),
        "createdAt": utcnow(),
        "version": asked["version"],
        "roleArn": asked["roleArn"],
        "resourcesVpcConfig": {
            "subnetIds": network["subnetIds"],
            "securityGroupIds": network.get("securityGroupIds", []),
            "clusterSecurityGroupId": _cluster_security_group(call, name, vpc_id),
            "vpcId": vpc_id,
            **_endpoint_access(network, {}),
        },
        "kubernetesNetworkConfig": {
            "serviceIpv4Cidr": _DEFAULT_SERVICE_RANGE,
            "ipFamily": "ipv4",
            "elasticLoadBalancing": {"enabled": False},
            **asked.get("kubernetesNetworkConfig", {}),
        },
        "logging": {"clusterLogging": _logging({}, asked.get("logging", {}))},
        "identity": {"oidc": {"issuer": _issuer(call, name)}},
        "status": "ACTIVE",
        "platformVersion": "eks.1",
        "tags": dict(asked.get("tags", {})),
        "encryptionConfig": asked.get("encryptionConfig", []),
        "accessConfig": {
            "authenticationMode": "CONFIG_MAP",
            "bootstrapClusterCreatorAdminPermissions": True,
            **asked.get("accessConfig", {}),
        },
        "upgradePolicy": {"supportType": "EXTENDED", **asked.get("upgradePolicy", {})},
        "zonalShiftConfig": {"enabled": False, **asked.get("zonalShiftConfig", {})},
        "deletionProtection": asked.get("deletionProtection", False),
        "health": {"issues": []},
    }
    for optional in ("remoteNetworkConfig", "computeConfig", "storageConfig"):
        if optional in asked:
            cluster[optional] = asked[optional]
    clusters[name] = cluster
    return {"cluster": _described(cluster)}


@fills("eks", "DescribeCluster", because=_WHY)
def describe_cluster(call: Call) -> dict[str, Any]:
    return {"cluster": _described(cluster_of(call, call.params["name"]))}


@fills("eks", "ListClusters", because=_WHY)
def list_clusters(call: Call) -> dict[str, Any]:
    return {"clusters": sorted(call.shelf("eks clusters"))}


@fills("eks", "DeleteCluster", because=_WHY)
def delete_cluster(call: Call) -> dict[str, Any]:
    name = call.params["name"]
    cluster = cluster_of(call, name)
    if any(held_by == name for held_by, _ in call.shelf("eks node groups")):
        raise Refusal("ResourceInUseException", "Cluster has nodegroups attached")
    if cluster["deletionProtection"]:
        raise Refusal("InvalidRequestException", f"Cluster {name} has deletion protection enabled")
    for shelf in ("eks addons", "eks access entries", "eks pod identities"):
        kept = call.shelf(shelf)
        for key in [key for key in kept if key[0] == name]:
            del kept[key]
    call.backend("ec2").delete_security_group(group_id=cluster["resourcesVpcConfig"]["clusterSecurityGroupId"])
    del call.shelf("eks clusters")[name]
    return {"cluster": {**_described(cluster), "status": "DELETING"}}


@fills("eks", "UpdateClusterConfig", because=_WHY)
def update_cluster_config(call: Call) -> dict[str, Any]:
    asked = call.params
    cluster = cluster_of(call, asked["name"])
    kind = "ConfigUpdate"
    if "resourcesVpcConfig" in asked:
        kind = "VpcConfigUpdate"
        network, wanted = cluster["resourcesVpcConfig"], asked["resourcesVpcConfig"]
        cluster["resourcesVpcConfig"] = {
            **network,
            **{key: wanted[key] for key in ("subnetIds", "securityGroupIds") if key in wanted},
            **_endpoint_access(wanted, network),
        }
    if "logging" in asked:
        kind = "LoggingUpdate"
        enabled = {
            kind for entry in cluster["logging"]["clusterLogging"] if entry["enabled"] for kind in entry["types"]
        }
        cluster["logging"] = {"clusterLogging": _logging(enabled, asked["logging"])}
    for key, named in (
        ("accessConfig", "AccessConfigUpdate"),
        ("upgradePolicy", "UpgradePolicyUpdate"),
        ("zonalShiftConfig", "ZonalShiftConfigUpdate"),
    ):
        if key in asked:
            kind = named
            cluster[key] = {**cluster[key], **asked[key]}
    if "deletionProtection" in asked:
        kind = "DeletionProtectionUpdate"
        cluster["deletionProtection"] = asked["deletionProtection"]
    return {"update": finished_update(call, kind)}


@fills("eks", "UpdateClusterVersion", because=_WHY)
def update_cluster_version(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["name"])
    cluster["version"] = call.params["version"]
    return {"update": finished_update(call, "VersionUpdate")}


@fills("eks", "AssociateEncryptionConfig", because=_WHY)
def associate_encryption_config(call: Call) -> dict[str, Any]:
    cluster = cluster_of(call, call.params["clusterName"])
    if cluster["encryptionConfig"]:
        raise Refusal("InvalidRequestException", "Encryption is already enabled")
    cluster["encryptionConfig"] = call.params["encryptionConfig"]
    return {"update": finished_update(call, "AssociateEncryptionConfig")}


@fills("eks", "DescribeUpdate", because=_WHY)
def describe_update(call: Call) -> dict[str, Any]:
    update = call.shelf("eks updates").get(call.params["updateId"])
    if update is None:
        raise Refusal("ResourceNotFoundException", f"No update found for ID: {call.params['updateId']}")
    return {"update": update}


def finished_update(call: Call, kind: str) -> dict[str, Any]:
    """The record of an update; in the emulator each is done when it is asked for."""
    update = {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "params": [], "createdAt": utcnow()}
    call.shelf("eks updates")[update["id"]] = update
    return {**update, "errors": []}


def _described(cluster: dict[str, Any]) -> dict[str, Any]:
    name = cluster["name"]
    running = (control_planes() or {}).get(name)
    if running is None:
        return {**cluster, "endpoint": _NOWHERE.format(name=name), "certificateAuthority": {"data": ""}}
    return {
        **cluster,
        "endpoint": running["endpoint"],
        "certificateAuthority": {"data": running["certificateAuthorityData"]},
    }


def _endpoint_access(wanted: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    public = wanted.get("endpointPublicAccess", current.get("endpointPublicAccess", True))
    ranges = wanted.get("publicAccessCidrs") or current.get("publicAccessCidrs") or ["0.0.0.0/0"]
    return {
        "endpointPublicAccess": public,
        "endpointPrivateAccess": wanted.get("endpointPrivateAccess", current.get("endpointPrivateAccess", False)),
        "publicAccessCidrs": ranges if public else [],
    }


def _logging(enabled: set[str] | dict[str, Any], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Each type is on or off; EKS answers with one entry for those on and one for those off."""
    every = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    on = set(enabled)
    for entry in asked.get("clusterLogging", []):
        on = on | set(entry["types"]) if entry.get("enabled") else on - set(entry["types"])
    off = [kind for kind in every if kind not in on]
    entries = [
        {"types": [kind for kind in every if kind in on], "enabled": True},
        {"types": off, "enabled": False},
    ]
    return [entry for entry in entries if entry["types"]]


def _vpc_of(call: Call, subnet_ids: list[str]) -> str:
    subnets = [call.backend("ec2").get_subnet(subnet_id) for subnet_id in subnet_ids]
    if len({subnet.availability_zone for subnet in subnets}) < 2:
        raise Refusal(
            "InvalidParameterException",
            "Subnets specified must be in at least two different AZs",
        )
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise Refusal("InvalidParameterException", "Subnets specified must belong to the same VPC")
    return subnets[0].vpc_id


def _cluster_security_group(call: Call, name: str, vpc_id: str) -> str:
    group = call.backend("ec2").create_security_group(
        f"eks-cluster-sg-{name}-{uuid.uuid4().int % 10**10}",
        "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any "
        "managed workloads.",
        vpc_id=vpc_id,
        tags={f"kubernetes.io/cluster/{name}": "owned", "aws:eks:cluster-name": name},
    )
    return group.id


def _issuer(call: Call, name: str) -> str:
    identity = hashlib.sha256(call.arn("eks", f"cluster/{name}").encode()).hexdigest()[:32].upper()
    return f"https://oidc.eks.{call.region}.amazonaws.com/id/{identity}"
