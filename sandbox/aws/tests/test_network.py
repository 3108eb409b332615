"""What moto drops of security groups' rules, what it adds to launch templates, and how it names endpoints."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import REGION, Emulator, Network


def rule(emulator: Emulator, identity: str) -> dict[str, Any]:
    (found,) = emulator.aws("ec2").describe_security_group_rules(SecurityGroupRuleIds=[identity])["SecurityGroupRules"]
    return found


@pytest.mark.parametrize("way", ["ingress", "egress"])
def test_a_rule_that_refers_to_a_group_keeps_its_description(emulator: Emulator, network: Network, way: str) -> None:
    pair = {"GroupId": network.group, "Description": f"all {way}"}
    authorize = getattr(emulator.aws("ec2"), f"authorize_security_group_{way}")
    made = authorize(GroupId=network.group, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [pair]}])
    found = rule(emulator, made["SecurityGroupRules"][0]["SecurityGroupRuleId"])
    assert (found["Description"], found["ReferencedGroupInfo"]["GroupId"]) == (f"all {way}", network.group)


def test_a_rule_of_all_protocols_can_be_changed(emulator: Emulator, network: Network) -> None:
    ec2 = emulator.aws("ec2")
    ranges = [{"CidrIp": "10.0.0.0/8", "Description": "before"}]
    made = ec2.authorize_security_group_ingress(
        GroupId=network.group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": ranges}]
    )
    identity = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    wanted = {"IpProtocol": "-1", "CidrIpv4": "10.60.0.0/16", "Description": "after"}
    ec2.modify_security_group_rules(
        GroupId=network.group,
        SecurityGroupRules=[{"SecurityGroupRuleId": identity, "SecurityGroupRule": wanted}],
    )
    found = rule(emulator, identity)
    assert (found["IpProtocol"], found["CidrIpv4"], found["Description"]) == ("-1", "10.60.0.0/16", "after")


@pytest.mark.parametrize("asked", [[], [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "system"}]}]])
def test_the_tags_of_a_launch_template_are_not_its_data(emulator: Emulator, asked: list[dict[str, Any]]) -> None:
    ec2, name = emulator.aws("ec2"), f"tagged-{len(asked)}"
    ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"InstanceType": "m7i.xlarge", **({"TagSpecifications": asked} if asked else {})},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "team", "Value": "vision"}]}],
    )
    (version,) = ec2.describe_launch_template_versions(LaunchTemplateName=name)["LaunchTemplateVersions"]
    assert version["LaunchTemplateData"].get("TagSpecifications", []) == asked
    (template,) = ec2.describe_launch_templates(LaunchTemplateNames=[name])["LaunchTemplates"]
    assert template["Tags"] == [{"Key": "team", "Value": "vision"}]


def test_an_interface_of_s3_has_the_name_under_which_buckets_are_reached(emulator: Emulator, network: Network) -> None:
    ec2 = emulator.aws("ec2")
    made = {}
    for service in ("s3", "ecr.api"):
        asked = ec2.create_vpc_endpoint(
            VpcId=network.vpc,
            ServiceName=f"com.amazonaws.{REGION}.{service}",
            VpcEndpointType="Interface",
            SubnetIds=list(network.subnets.values()),
        )
        identity = asked["VpcEndpoint"]["VpcEndpointId"]
        (found,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[identity])["VpcEndpoints"]
        made[service] = (identity, found["DnsEntries"][0]["DnsName"])
    identity, name = made["s3"]
    assert re.fullmatch(rf"\*\.{identity}-[0-9a-f]+\.s3\.{REGION}\.vpce\.amazonaws\.com", name)
    assert not made["ecr.api"][1].startswith("*")
