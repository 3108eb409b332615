"""EKS: clusters whose control plane runs here, who may enter them, node groups with instances."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, Emulator, Network

ROLE = f"arn:aws:iam::{ACCOUNT}:role/"


def create(emulator: Emulator, network: Network, name: str, **more: Any) -> dict[str, Any]:
    return emulator.aws("eks").create_cluster(
        name=name,
        version="1.35",
        roleArn=ROLE + "cluster",
        **{"resourcesVpcConfig": {"subnetIds": list(network.subnets.values())}, **more},
    )["cluster"]


def refusal(failing: Any, **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        failing(**arguments)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def test_a_cluster_answers_with_the_control_plane_of_the_file(emulator: Emulator, cluster: str) -> None:
    described = emulator.aws("eks").describe_cluster(name=cluster)["cluster"]
    assert described["endpoint"] == "https://127.0.0.1:6443"
    assert described["certificateAuthority"] == {"data": "Q0E="}
    # read at each request: control planes start beside the emulator
    emulator.control_planes(burst={"endpoint": "https://127.0.0.1:7443", "certificateAuthorityData": "WA=="})
    described = emulator.aws("eks").describe_cluster(name=cluster)["cluster"]
    assert (described["endpoint"], described["certificateAuthority"]["data"]) == ("https://127.0.0.1:7443", "WA==")


def test_refuses_a_cluster_that_has_no_control_plane_here(emulator: Emulator, network: Network, cluster: str) -> None:
    assert refusal(lambda: create(emulator, network, "other")) == (
        "InvalidParameterException",
        "no control plane runs here for a cluster named other; the file of SANDBOX_CLUSTERS names: burst",
    )


def test_refuses_a_cluster_in_one_zone(emulator: Emulator, network: Network, cluster: str) -> None:
    emulator.control_planes(
        **{n: {"endpoint": "https://x", "certificateAuthorityData": ""} for n in ("burst", "narrow")}
    )
    one = {"subnetIds": [network.subnets["eu-north-1a"]]}
    assert refusal(lambda: create(emulator, network, "narrow", resourcesVpcConfig=one))[1] == (
        "Subnets specified must be in at least two different AZs"
    )


def test_remembers_how_a_cluster_was_asked_for(emulator: Emulator, network: Network, cluster: str) -> None:
    emulator.control_planes(**{n: {"endpoint": "https://x", "certificateAuthorityData": ""} for n in ("burst", "full")})
    described = create(
        emulator,
        network,
        "full",
        accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        upgradePolicy={"supportType": "STANDARD"},
        zonalShiftConfig={"enabled": True},
        logging={"clusterLogging": [{"types": ["audit", "api"], "enabled": True}]},
        resourcesVpcConfig={
            "subnetIds": list(network.subnets.values()),
            "endpointPublicAccess": False,
            "endpointPrivateAccess": True,
        },
    )
    assert described["accessConfig"] == {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    assert described["upgradePolicy"] == {"supportType": "STANDARD"}
    assert described["zonalShiftConfig"] == {"enabled": True}
    assert described["logging"]["clusterLogging"][0] == {"types": ["api", "audit"], "enabled": True}
    network_config = described["resourcesVpcConfig"]
    assert (network_config["endpointPublicAccess"], network_config["publicAccessCidrs"]) == (False, [])
    groups = emulator.aws("ec2").describe_security_groups(GroupIds=[network_config["clusterSecurityGroupId"]])
    assert groups["SecurityGroups"][0]["VpcId"] == network.vpc
    emulator.aws("eks").delete_cluster(name="full")
    assert refusal(emulator.aws("eks").describe_cluster, name="full")[0] == "ResourceNotFoundException"


def test_an_update_changes_what_it_names_and_nothing_else(emulator: Emulator, cluster: str) -> None:
    eks = emulator.aws("eks")
    before = eks.describe_cluster(name=cluster)["cluster"]
    update = eks.update_cluster_config(name=cluster, upgradePolicy={"supportType": "STANDARD"})["update"]
    assert (update["status"], update["type"]) == ("Successful", "UpgradePolicyUpdate")
    assert eks.describe_update(name=cluster, updateId=update["id"])["update"]["status"] == "Successful"
    after = eks.describe_cluster(name=cluster)["cluster"]
    assert after == {**before, "upgradePolicy": {"supportType": "STANDARD"}}


def test_an_access_entry_takes_policies(emulator: Emulator, cluster: str) -> None:
    eks = emulator.aws("eks")
    entry = eks.create_access_entry(clusterName=cluster, principalArn=ROLE + "admin")["accessEntry"]
    assert (entry["type"], entry["username"]) == (
        "STANDARD",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/{{{{SessionName}}}}",
    )
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    which = {"clusterName": cluster, "principalArn": ROLE + "admin"}
    eks.associate_access_policy(**which, policyArn=policy, accessScope={"type": "cluster"})
    kept = eks.list_associated_access_policies(**which)["associatedAccessPolicies"]
    assert [(p["policyArn"], p["accessScope"]) for p in kept] == [(policy, {"type": "cluster", "namespaces": []})]
    assert refusal(
        eks.associate_access_policy, **which, policyArn="arn:aws:iam::aws:policy/X", accessScope={"type": "cluster"}
    )[0] == ("InvalidParameterException")
    assert refusal(eks.create_access_entry, **which)[0] == "ResourceInUseException"
    eks.delete_access_entry(**which)
    assert eks.list_access_entries(clusterName=cluster)["accessEntries"] == []


def test_a_pod_identity_is_one_for_each_service_account(emulator: Emulator, cluster: str) -> None:
    eks = emulator.aws("eks")
    account = {"clusterName": cluster, "namespace": "kube-system", "serviceAccount": "karpenter"}
    made = eks.create_pod_identity_association(**account, roleArn=ROLE + "karpenter")["association"]
    assert (
        refusal(eks.create_pod_identity_association, **account, roleArn=ROLE + "other")[0] == "ResourceInUseException"
    )
    eks.update_pod_identity_association(clusterName=cluster, associationId=made["associationId"], roleArn=ROLE + "new")
    found = eks.describe_pod_identity_association(clusterName=cluster, associationId=made["associationId"])
    assert found["association"]["roleArn"] == ROLE + "new"
    assert eks.list_pod_identity_associations(clusterName=cluster, namespace="default")["associations"] == []


def test_an_add_on_keeps_version_configuration_and_tags(emulator: Emulator, cluster: str) -> None:
    eks = emulator.aws("eks")
    addon = eks.create_addon(
        clusterName=cluster, addonName="vpc-cni", addonVersion="v1.20.1-eksbuild.1", configurationValues='{"env":{}}'
    )["addon"]
    eks.tag_resource(resourceArn=addon["addonArn"], tags={"team": "vision"})
    found = eks.describe_addon(clusterName=cluster, addonName="vpc-cni")["addon"]
    assert (found["addonVersion"], found["configurationValues"], found["tags"]) == (
        "v1.20.1-eksbuild.1",
        '{"env":{}}',
        {"team": "vision"},
    )
    code, message = refusal(eks.create_addon, clusterName=cluster, addonName="coredns", configurationValues="{")
    assert (code, message.split(":")[0]) == (
        "InvalidParameterException",
        "ConfigurationValue provided is not valid JSON",
    )


def template(emulator: Emulator, name: str, **data: Any) -> dict[str, str]:
    made = emulator.aws("ec2").create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)
    return {"id": made["LaunchTemplate"]["LaunchTemplateId"], "version": "1"}


def test_a_node_group_has_as_many_instances_as_desired(emulator: Emulator, network: Network, cluster: str) -> None:
    eks = emulator.aws("eks")

    def members() -> list[dict[str, Any]]:
        return [i for i in emulator.get("instances") if i["nodeGroup"] and i["nodeGroup"]["name"] == "system"]

    group = eks.create_nodegroup(
        clusterName=cluster,
        nodegroupName="system",
        nodeRole=ROLE + "node",
        subnets=list(network.subnets.values()),
        instanceTypes=["m7i.xlarge"],
        scalingConfig={"minSize": 2, "desiredSize": 2, "maxSize": 4},
        labels={"gpu.platform/pool": "system"},
        taints=[{"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}],
        launchTemplate=template(emulator, "system", MetadataOptions={"HttpTokens": "required"}),
    )["nodegroup"]
    assert group["status"] == "ACTIVE"
    assert sorted(i["zone"] for i in members()) == ["eu-north-1a", "eu-north-1b"]
    assert members()[0]["nodeGroup"]["labels"] == {"gpu.platform/pool": "system"}
    assert members()[0]["instanceType"] == "m7i.xlarge"
    # one that ends is replaced
    first = members()[0]["id"]
    emulator.sandbox(f"instances?id={first}", method="DELETE")
    assert len(members()) == 2 and first not in [i["id"] for i in members()]
    eks.update_nodegroup_config(clusterName=cluster, nodegroupName="system", scalingConfig={"desiredSize": 3})
    assert len(members()) == 3
    eks.update_nodegroup_config(clusterName=cluster, nodegroupName="system", scalingConfig={"desiredSize": 2})
    assert len(members()) == 2
    assert refusal(eks.delete_cluster, name=cluster) == ("ResourceInUseException", "Cluster has nodegroups attached")
    eks.delete_nodegroup(clusterName=cluster, nodegroupName="system")
    assert members() == []


def test_a_node_group_without_capacity_says_so(emulator: Emulator, network: Network, cluster: str) -> None:
    emulator.post("capacity", {"refuse": [{"instanceType": "m7i.xlarge"}]})
    group = emulator.aws("eks").create_nodegroup(
        clusterName=cluster,
        nodegroupName="hungry",
        nodeRole=ROLE + "node",
        subnets=list(network.subnets.values()),
        instanceTypes=["m7i.xlarge"],
    )["nodegroup"]
    emulator.post("capacity", {"refuse": []})
    assert group["status"] == "CREATE_FAILED"
    assert group["health"]["issues"][0]["code"] == "AsgInstanceLaunchFailures"
    assert "InsufficientInstanceCapacity" in group["health"]["issues"][0]["message"]


@pytest.mark.parametrize(
    ("data", "asked", "message"),
    [
        ({}, {"diskSize": 80}, "Disk size must be specified within the launch template."),
        (
            {"InstanceType": "m7i.xlarge"},
            {"instanceTypes": ["m7i.xlarge"]},
            "Instance types must be specified in either the launch template or as a parameter, not both.",
        ),
        ({"IamInstanceProfile": {"Name": "x"}}, {}, "The launch template may not contain IamInstanceProfile."),
        (
            {"NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": "subnet-1"}]},
            {},
            "Subnet must not be specified in the launch template.",
        ),
    ],
)
def test_refuses_what_may_not_stand_beside_a_launch_template(
    emulator: Emulator, network: Network, cluster: str, data: dict[str, Any], asked: dict[str, Any], message: str
) -> None:
    made = template(emulator, f"wrong-{abs(hash(message))}", **data)
    group = {"clusterName": cluster, "nodegroupName": "wrong", "nodeRole": ROLE + "node"}
    subnets = list(network.subnets.values())
    assert refusal(emulator.aws("eks").create_nodegroup, **group, subnets=subnets, launchTemplate=made, **asked) == (
        "InvalidParameterException",
        message,
    )
