"""Storage near the GPUs, and images: what moto lacks of both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, Emulator, Network


def bucket(emulator: Emulator, name: str) -> str:
    emulator.aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def lustre(emulator: Emulator, network: Network, gib: int = 4800, **more: Any) -> dict[str, Any]:
    return emulator.aws("fsx").create_file_system(
        FileSystemType="LUSTRE",
        StorageCapacity=gib,
        SubnetIds=[network.subnets["eu-north-1a"]],
        SecurityGroupIds=[network.group],
        LustreConfiguration={
            "DeploymentType": "PERSISTENT_2",
            "PerUnitStorageThroughput": 1000,
            "EfaEnabled": True,
            **more,
        },
    )["FileSystem"]


def test_file_systems_are_found_by_their_tags(emulator: Emulator, network: Network) -> None:
    fsx, tagging = emulator.aws("fsx"), emulator.aws("resourcegroupstaggingapi")
    made = lustre(emulator, network)
    fsx.tag_resource(ResourceARN=made["ResourceARN"], Tags=[{"Key": "Name", "Value": "acme-lustre"}])

    def found(**tags: str) -> list[str]:
        filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
        answer = tagging.get_resources(ResourceTypeFilters=["fsx:file-system"], TagFilters=filters)
        return [one["ResourceARN"] for one in answer["ResourceTagMappingList"]]

    assert found(Name="acme-lustre") == [made["ResourceARN"]]
    assert found(Name="acme-lustre", owner="x") == found(Name="atlas-lustre") == []
    fsx.delete_file_system(FileSystemId=made["FileSystemId"])
    assert found(Name="acme-lustre") == []


def test_a_file_system_is_linked_to_a_bucket(emulator: Emulator, network: Network) -> None:
    fsx = emulator.aws("fsx")
    made = lustre(emulator, network)
    assert (made["Lifecycle"], made["VpcId"], made["LustreConfiguration"]["EfaEnabled"]) == (
        "AVAILABLE",
        network.vpc,
        True,
    )
    events = {"Events": ["NEW", "CHANGED", "DELETED"]}
    link = {
        "FileSystemId": made["FileSystemId"],
        "FileSystemPath": "/datasets",
        "DataRepositoryPath": f"s3://{bucket(emulator, 'datasets')}",
        "S3": {"AutoImportPolicy": events, "AutoExportPolicy": events},
    }
    association = fsx.create_data_repository_association(**link)["Association"]
    (found,) = fsx.describe_data_repository_associations(AssociationIds=[association["AssociationId"]])["Associations"]
    assert found["S3"] == link["S3"]
    with pytest.raises(ClientError, match="The data repository s3://nowhere does not exist"):
        fsx.create_data_repository_association(**{**link, "FileSystemPath": "/x", "DataRepositoryPath": "s3://nowhere"})
    with pytest.raises(ClientError, match="/datasets is associated already"):
        fsx.create_data_repository_association(**link)
    fsx.delete_file_system(FileSystemId=made["FileSystemId"])
    with pytest.raises(ClientError, match="FileSystemNotFound"):
        fsx.describe_file_systems(FileSystemIds=[made["FileSystemId"]])
    with pytest.raises(ClientError, match="DataRepositoryAssociationNotFound"):
        fsx.describe_data_repository_associations(AssociationIds=[association["AssociationId"]])


@pytest.mark.parametrize("gib", [1200, 2400, 4800])
def test_lustre_takes_its_steps_of_capacity(emulator: Emulator, network: Network, gib: int) -> None:
    assert lustre(emulator, network, gib)["StorageCapacity"] == gib


@pytest.mark.parametrize("gib", [1199, 1300, 3600])
def test_lustre_takes_no_other(emulator: Emulator, network: Network, gib: int) -> None:
    with pytest.raises(ClientError, match="it must be 1200 or a multiple of 2400 GiB"):
        lustre(emulator, network, gib)


def test_an_express_bucket_is_in_the_zone_of_its_name(emulator: Emulator) -> None:
    s3 = emulator.aws("s3")
    inside = {
        "Location": {"Type": "AvailabilityZone", "Name": "eun1-az1"},
        "Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"},
    }
    s3.create_bucket(Bucket="hot--eun1-az1--x-s3", CreateBucketConfiguration=inside)
    head = s3.head_bucket(Bucket="hot--eun1-az1--x-s3")
    assert (head["BucketLocationType"], head["BucketLocationName"]) == ("AvailabilityZone", "eun1-az1")
    with pytest.raises(ClientError, match="ends with --eun1-az1--x-s3"):
        s3.create_bucket(Bucket="hot--eun1-az2--x-s3", CreateBucketConfiguration=inside)


def policy(emulator: Emulator, name: str, *more: dict[str, Any]) -> None:
    tls = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/*"}
    emulator.aws("s3").put_bucket_policy(
        Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls, *more]})
    )


def test_access_logs_need_the_targets_leave(emulator: Emulator) -> None:
    s3, source, target = emulator.aws("s3"), bucket(emulator, "source"), bucket(emulator, "logs")
    wanted = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "source/"}}
    policy(emulator, target)
    with pytest.raises(ClientError, match="does not allow logging.s3.amazonaws.com"):
        s3.put_bucket_logging(Bucket=source, BucketLoggingStatus=wanted)

    def leave(service: str, action: str) -> dict[str, Any]:
        resource = f"arn:aws:s3:::{target}/*"
        return {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}

    for useless in (
        leave("delivery.logs.amazonaws.com", "s3:PutObject"),
        leave("logging.s3.amazonaws.com", "s3:GetObject"),
    ):
        policy(emulator, target, useless)
        with pytest.raises(ClientError, match="does not allow logging.s3.amazonaws.com"):
            s3.put_bucket_logging(Bucket=source, BucketLoggingStatus=wanted)
    policy(emulator, target, leave("logging.s3.amazonaws.com", "s3:PutObject"))
    s3.put_bucket_logging(Bucket=source, BucketLoggingStatus=wanted)
    assert s3.get_bucket_logging(Bucket=source)["LoggingEnabled"]["TargetPrefix"] == "source/"
    # none is delivered: a bucket that fills at each request could never be deleted
    s3.list_objects_v2(Bucket=source)
    assert s3.list_objects_v2(Bucket=target)["KeyCount"] == 0


def test_a_bucket_that_refuses_plain_http_takes_objects(emulator: Emulator) -> None:
    s3, name = emulator.aws("s3"), bucket(emulator, "data")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/*"}

    def refuse(condition: dict[str, Any]) -> None:
        document = {"Version": "2012-10-17", "Statement": [{**deny, **condition}]}
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))

    refuse({"Condition": {"Bool": {"aws:SecureTransport": "false"}}})
    s3.put_object(Bucket=name, Key="team/", Metadata={"file-owner": "1000"})
    assert s3.head_object(Bucket=name, Key="team/")["Metadata"] == {"file-owner": "1000"}
    refuse({})
    with pytest.raises(ClientError, match="Forbidden|403"):
        s3.put_object(Bucket=name, Key="team/other")


def test_a_cache_of_a_registry_that_asks_for_a_login_needs_one(emulator: Emulator) -> None:
    ecr = emulator.aws("ecr")
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="k8s", upstreamRegistryUrl="registry.k8s.io")
    (found,) = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["k8s"])["pullThroughCacheRules"]
    assert (found["upstreamRegistry"], found["registryId"]) == ("k8s", ACCOUNT)
    with pytest.raises(ClientError, match="ghcr.io needs a credentialArn"):
        ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="ghcr", upstreamRegistryUrl="ghcr.io")
    with pytest.raises(ClientError, match="nvcr.io is not supported"):
        ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="ngc", upstreamRegistryUrl="nvcr.io")


def test_a_cache_makes_its_repositories_by_a_template(emulator: Emulator) -> None:
    ecr = emulator.aws("ecr")
    wanted = {
        "prefix": "acme/quay",
        "appliedFor": ["PULL_THROUGH_CACHE"],
        "imageTagMutability": "IMMUTABLE",
        "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1d9c"},
        "resourceTags": [{"Key": "owner", "Value": "ml"}],
        "customRoleArn": f"arn:aws:iam::{ACCOUNT}:role/acme-image-caches",
    }

    def found() -> list[dict[str, Any]]:
        return ecr.describe_repository_creation_templates(prefixes=["acme/quay"])["repositoryCreationTemplates"]

    assert found() == []
    ecr.create_repository_creation_template(**wanted)
    assert [{key: template[key] for key in wanted} for template in found()] == [wanted]
    with pytest.raises(ClientError, match="TemplateAlreadyExists"):
        ecr.create_repository_creation_template(**wanted)
    ecr.update_repository_creation_template(prefix="acme/quay", lifecyclePolicy='{"rules": []}')
    (template,) = found()
    assert (template["lifecyclePolicy"], template["imageTagMutability"]) == ('{"rules": []}', "IMMUTABLE")
    ecr.delete_repository_creation_template(prefix="acme/quay")
    assert found() == []
    with pytest.raises(ClientError, match="TemplateNotFound"):
        ecr.delete_repository_creation_template(prefix="acme/quay")
