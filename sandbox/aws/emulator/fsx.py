"""FSx for Lustre: file systems and what links them to buckets."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow

from .call import Call, Place, Refusal
from .gap import HandToMoto, fills
from .identity import resource_id
from .tags import as_pairs, forget_tags, from_pairs, put_tags, tags_at, take_tags

_WHY = "moto's file system has no lifecycle, network, updates or data repository associations, and takes any capacity"

_FILE_SYSTEMS, _ASSOCIATIONS = "fsx file systems", "fsx associations"


@fills("fsx", "CreateFileSystem", because=_WHY)
def create_file_system(call: Call) -> dict[str, Any]:
    asked = call.params
    if asked["FileSystemType"] != "LUSTRE":
        raise Refusal("BadRequest", "the emulator keeps Lustre file systems only")
    lustre = asked.get("LustreConfiguration", {})
    _check_capacity(asked, lustre)
    subnet = call.backend("ec2").get_subnet(asked["SubnetIds"][0])
    for group in asked.get("SecurityGroupIds", []):
        if call.backend("ec2").get_security_group_from_id(group) is None:
            raise Refusal("InvalidNetworkSettings", f"The security group {group} does not exist")
    identity = resource_id("fs")
    arn = call.arn("fsx", f"file-system/{identity}")
    put_tags(call, arn, from_pairs(asked.get("Tags")))
    call.shelf(_FILE_SYSTEMS)[identity] = {
        "OwnerId": call.account,
        "CreationTime": utcnow(),
        "FileSystemId": identity,
        "FileSystemType": "LUSTRE",
        "FileSystemTypeVersion": asked.get("FileSystemTypeVersion", "2.10"),
        "Lifecycle": "AVAILABLE",
        "StorageCapacity": asked["StorageCapacity"],
        "StorageType": asked.get("StorageType", "SSD"),
        "VpcId": subnet.vpc_id,
        "SubnetIds": asked["SubnetIds"],
        "NetworkInterfaceIds": [resource_id("eni"), resource_id("eni")],
        "DNSName": f"{identity}.fsx.{call.region}.amazonaws.com",
        "KmsKeyId": asked.get("KmsKeyId", f"arn:{call.partition}:kms:{call.region}:{call.account}:alias/aws/fsx"),
        "ResourceARN": arn,
        "LustreConfiguration": _lustre(lustre),
    }
    return {"FileSystem": _described(call, identity)}


@fills("fsx", "DescribeFileSystems", because=_WHY)
def describe_file_systems(call: Call) -> dict[str, Any]:
    ids = call.params.get("FileSystemIds") or sorted(call.shelf(_FILE_SYSTEMS))
    return {"FileSystems": [_described(call, identity) for identity in ids]}


@fills("resourcegroupstaggingapi", "GetResources", because="the file systems are the emulator's own")
def get_resources(call: Call) -> dict[str, Any]:
    if call.params.get("ResourceTypeFilters") != ["fsx:file-system"]:
        raise HandToMoto
    found = ((kept["ResourceARN"], tags_at(call, kept["ResourceARN"])) for kept in call.shelf(_FILE_SYSTEMS).values())
    wanted = [(one["Key"], one.get("Values", [])) for one in call.params.get("TagFilters", [])]
    return {
        "ResourceTagMappingList": [
            {"ResourceARN": arn, "Tags": as_pairs(tags)}
            for arn, tags in found
            if all(key in tags and (not values or tags[key] in values) for key, values in wanted)
        ]
    }


@fills("fsx", "UpdateFileSystem", because=_WHY)
def update_file_system(call: Call) -> dict[str, Any]:
    asked = call.params
    kept = _file_system(call, asked["FileSystemId"])
    if "StorageCapacity" in asked:
        if asked["StorageCapacity"] < kept["StorageCapacity"]:
            raise Refusal("BadRequest", "The storage capacity of a Lustre file system can only grow")
        kept["StorageCapacity"] = asked["StorageCapacity"]
    kept["LustreConfiguration"].update(asked.get("LustreConfiguration", {}))
    return {"FileSystem": _described(call, asked["FileSystemId"])}


@fills("fsx", "DeleteFileSystem", because=_WHY)
def delete_file_system(call: Call) -> dict[str, Any]:
    identity = call.params["FileSystemId"]
    kept = _file_system(call, identity)
    associations = call.shelf(_ASSOCIATIONS)
    for name in [name for name, entry in associations.items() if entry["FileSystemId"] == identity]:
        del associations[name]
    del call.shelf(_FILE_SYSTEMS)[identity]
    forget_tags(call, kept["ResourceARN"])
    return {"FileSystemId": identity, "Lifecycle": "DELETING"}


@fills("fsx", "CreateDataRepositoryAssociation", because=_WHY)
def create_association(call: Call) -> dict[str, Any]:
    asked = call.params
    file_system = _file_system(call, asked["FileSystemId"])
    if file_system["LustreConfiguration"]["DeploymentType"] == "SCRATCH_1":
        raise Refusal("BadRequest", "Data repository associations are not supported on SCRATCH_1 file systems")
    bucket = asked["DataRepositoryPath"].removeprefix("s3://").split("/")[0]
    if bucket not in call.backend("s3", call.partition).buckets:
        raise Refusal("BadRequest", f"The data repository {asked['DataRepositoryPath']} does not exist")
    path = asked.get("FileSystemPath", "/")
    associations = call.shelf(_ASSOCIATIONS)
    if any((a["FileSystemId"], a["FileSystemPath"]) == (asked["FileSystemId"], path) for a in associations.values()):
        raise Refusal("BadRequest", f"The file system path {path} is associated already")
    identity = resource_id("dra")
    arn = call.arn("fsx", f"association/{asked['FileSystemId']}/{identity}")
    put_tags(call, arn, from_pairs(asked.get("Tags")))
    associations[identity] = {
        "AssociationId": identity,
        "ResourceARN": arn,
        "FileSystemId": asked["FileSystemId"],
        "Lifecycle": "AVAILABLE",
        "FileSystemPath": path,
        "DataRepositoryPath": asked["DataRepositoryPath"],
        "BatchImportMetaDataOnCreate": asked.get("BatchImportMetaDataOnCreate", False),
        "ImportedFileChunkSize": asked.get("ImportedFileChunkSize", 1024),
        "S3": asked.get("S3", {}),
        "CreationTime": utcnow(),
    }
    return {"Association": _association(call, identity)}


@fills("fsx", "DescribeDataRepositoryAssociations", because=_WHY)
def describe_associations(call: Call) -> dict[str, Any]:
    ids = call.params.get("AssociationIds") or sorted(call.shelf(_ASSOCIATIONS))
    return {"Associations": [_association(call, identity) for identity in ids]}


@fills("fsx", "UpdateDataRepositoryAssociation", because=_WHY)
def update_association(call: Call) -> dict[str, Any]:
    asked, identity = call.params, call.params["AssociationId"]
    _association(call, identity)
    kept = call.shelf(_ASSOCIATIONS)[identity]
    kept["ImportedFileChunkSize"] = asked.get("ImportedFileChunkSize", kept["ImportedFileChunkSize"])
    kept["S3"] = asked.get("S3", kept["S3"])
    return {"Association": _association(call, identity)}


@fills("fsx", "DeleteDataRepositoryAssociation", because=_WHY)
def delete_association(call: Call) -> dict[str, Any]:
    identity = call.params["AssociationId"]
    forget_tags(call, _association(call, identity)["ResourceARN"])
    del call.shelf(_ASSOCIATIONS)[identity]
    return {"AssociationId": identity, "Lifecycle": "DELETING", "DeleteDataInFileSystem": False}


@fills("fsx", "ListTagsForResource", because=_WHY)
def list_tags(call: Call) -> dict[str, Any]:
    return {"Tags": as_pairs(tags_at(call, call.params["ResourceARN"]))}


@fills("fsx", "TagResource", because=_WHY)
def tag_resource(call: Call) -> dict[str, Any]:
    put_tags(call, call.params["ResourceARN"], from_pairs(call.params["Tags"]))
    return {}


@fills("fsx", "UntagResource", because=_WHY)
def untag_resource(call: Call) -> dict[str, Any]:
    take_tags(call, call.params["ResourceARN"], call.params["TagKeys"])
    return {}


def _file_system(place: Place, identity: str) -> dict[str, Any]:
    kept = place.shelf(_FILE_SYSTEMS).get(identity)
    if kept is None:
        raise Refusal("FileSystemNotFound", f"File system '{identity}' does not exist.")
    return kept


def _described(place: Place, identity: str) -> dict[str, Any]:
    kept = _file_system(place, identity)
    return {**kept, "Tags": as_pairs(tags_at(place, kept["ResourceARN"]))}


def _association(place: Place, identity: str) -> dict[str, Any]:
    kept = place.shelf(_ASSOCIATIONS).get(identity)
    if kept is None:
        raise Refusal("DataRepositoryAssociationNotFound", f"Data repository association '{identity}' does not exist.")
    return {**kept, "Tags": as_pairs(tags_at(place, kept["ResourceARN"]))}


def _check_capacity(asked: dict[str, Any], lustre: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-storage-capacity.html
    gib = asked.get("StorageCapacity", 0)
    if gib != 1200 and (gib <= 0 or gib % 2400 != 0):
        raise Refusal("BadRequest", f"The storage capacity {gib} is invalid: it must be 1200 or a multiple of 2400 GiB")
    if lustre.get("DeploymentType") == "PERSISTENT_2" and lustre.get("PerUnitStorageThroughput") not in (
        125,
        250,
        500,
        1000,
    ):
        raise Refusal("BadRequest", "PerUnitStorageThroughput must be 125, 250, 500 or 1000 with PERSISTENT_2")


def _lustre(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "DeploymentType": "SCRATCH_1",
        "WeeklyMaintenanceStartTime": "1:05:00",
        "MountName": "emulate",
        "CopyTagsToBackups": False,
        "AutomaticBackupRetentionDays": 0,
        "DataCompressionType": "NONE",
        "LogConfiguration": {"Level": "DISABLED"},
        "EfaEnabled": False,
        **asked,
    }
