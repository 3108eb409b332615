"""The link to on-prem, and what an account has once: what moto lacks of both."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, Emulator, Network


def test_a_vpn_has_two_tunnels_with_addresses_of_their_own(emulator: Emulator, network: Network) -> None:
    ec2 = emulator.aws("ec2")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1", AmazonSideAsn=64512)["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=network.vpc, VpnGatewayId=gateway)
    peers = [
        ec2.create_customer_gateway(Type="ipsec.1", BgpAsn=65010, PublicIp=f"198.51.100.{n}")["CustomerGateway"]
        for n in (7, 8)
    ]
    connections = [
        ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=peer["CustomerGatewayId"],
            VpnGatewayId=gateway,
            PreSharedKeyStorage="SecretsManager",
            Options={"TunnelOptions": [{"DPDTimeoutAction": "restart", "IKEVersions": [{"Value": "ikev2"}]}, {}]},
        )["VpnConnection"]
        for peer in peers
    ]
    tunnels = [tunnel for connection in connections for tunnel in connection["Options"]["TunnelOptions"]]
    assert len({tunnel["OutsideIpAddress"] for tunnel in tunnels}) == 4
    assert len({tunnel["TunnelInsideCidr"] for tunnel in tunnels}) == 4
    assert (tunnels[0]["DpdTimeoutAction"], tunnels[1]["DpdTimeoutAction"]) == ("restart", "clear")
    assert tunnels[0]["IkeVersions"] == [{"Value": "ikev2"}]
    assert "REDACTED" in connections[0]["CustomerGatewayConfiguration"]
    table = ec2.create_route_table(VpcId=network.vpc)["RouteTable"]["RouteTableId"]
    ec2.enable_vgw_route_propagation(RouteTableId=table, GatewayId=gateway)
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert found["PropagatingVgws"] == [{"GatewayId": gateway}]
    ec2.disable_vgw_route_propagation(RouteTableId=table, GatewayId=gateway)
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert found["PropagatingVgws"] == []


def test_what_the_emulator_keeps_is_tagged_after_it_was_made(emulator: Emulator, network: Network) -> None:
    ec2 = emulator.aws("ec2")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1", AmazonSideAsn=64512)["VpnGateway"]["VpnGatewayId"]
    peer = ec2.create_customer_gateway(Type="ipsec.1", BgpAsn=65010, PublicIp="198.51.100.9")["CustomerGateway"]
    name = [{"ResourceType": "vpn-connection", "Tags": [{"Key": "Name", "Value": "acme"}]}]
    connection = ec2.create_vpn_connection(
        Type="ipsec.1",
        CustomerGatewayId=peer["CustomerGatewayId"],
        VpnGatewayId=gateway,
        TagSpecifications=name,
    )["VpnConnection"]["VpnConnectionId"]
    group = ec2.create_placement_group(GroupName="acme-train", Strategy="cluster")["PlacementGroup"]["GroupId"]

    def tags() -> dict[str, str]:
        (found,) = ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"]
        return {tag["Key"]: tag["Value"] for tag in found["Tags"]}

    ec2.create_tags(Resources=[connection, group, network.vpc], Tags=[{"Key": "owner", "Value": "ml"}])
    assert tags() == {"Name": "acme", "owner": "ml"}
    (placed,) = ec2.describe_placement_groups(GroupIds=[group])["PlacementGroups"]
    (vpc,) = ec2.describe_vpcs(VpcIds=[network.vpc])["Vpcs"]
    assert placed["Tags"] == [{"Key": "owner", "Value": "ml"}]
    assert {"Key": "owner", "Value": "ml"} in vpc["Tags"]
    ec2.create_tags(Resources=[connection], Tags=[{"Key": "owner", "Value": "infra"}])
    ec2.delete_tags(Resources=[connection], Tags=[{"Key": "Name"}, {"Key": "owner", "Value": "of another"}])
    assert tags() == {"owner": "infra"}
    with pytest.raises(ClientError, match="InvalidVpnConnectionID.NotFound"):
        ec2.create_tags(Resources=["vpn-0123456789abcdef0"], Tags=[{"Key": "owner", "Value": "ml"}])
    with pytest.raises(ClientError, match="InvalidVpcID.NotFound"):
        ec2.create_tags(Resources=[connection, "vpc-0123456789abcdef9"], Tags=[{"Key": "owner", "Value": "lost"}])
    assert tags() == {"owner": "infra"}


def test_a_virtual_interface_needs_a_connection_that_is_there(emulator: Emulator) -> None:
    dx = emulator.aws("directconnect")
    gateway = dx.create_direct_connect_gateway(directConnectGatewayName="site")["directConnectGateway"]
    wanted = {
        "virtualInterfaceName": "site",
        "vlan": 310,
        "asn": 65010,
        "directConnectGatewayId": gateway["directConnectGatewayId"],
    }
    with pytest.raises(ClientError, match="Connection ID dxcon-fg5678gh was not found"):
        dx.create_private_virtual_interface(connectionId="dxcon-fg5678gh", newPrivateVirtualInterface=wanted)
    emulator.post("connections", {"id": "dxcon-fg5678gh"})
    made = dx.create_private_virtual_interface(connectionId="dxcon-fg5678gh", newPrivateVirtualInterface=wanted)
    assert made["virtualInterfaceState"] == "available"
    with pytest.raises(ClientError, match="VLAN 310 is in use"):
        dx.create_private_virtual_interface(connectionId="dxcon-fg5678gh", newPrivateVirtualInterface=wanted)
    with pytest.raises(ClientError, match="has attachments or associations"):
        dx.delete_direct_connect_gateway(directConnectGatewayId=gateway["directConnectGatewayId"])


def test_a_trust_anchor_takes_a_certificate_authority_only(emulator: Emulator) -> None:
    anywhere = emulator.aws("rolesanywhere")

    def anchor(pem: str) -> dict[str, Any]:
        source = {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": pem}}
        return anywhere.create_trust_anchor(name="site", enabled=True, source=source)["trustAnchor"]

    from pathlib import Path

    made = anchor((Path(__file__).parent / "every-resource" / "ca.pem").read_text())
    assert (made["enabled"], len(made["notificationSettings"])) == (True, 2)
    with pytest.raises(ClientError, match="unreadable certificate"):
        anchor("not a certificate")
    with pytest.raises(ClientError, match="does not exist"):
        anywhere.create_profile(name="copies", roleArns=[f"arn:aws:iam::{ACCOUNT}:role/nobody"])


def test_an_existing_network_has_the_ids_that_the_platform_file_names(emulator: Emulator) -> None:
    wanted = {
        "vpcId": "vpc-0123456789abcdef0",
        "cidr": "10.80.0.0/16",
        "subnets": {"eu-north-1a": {"id": "subnet-0123456789abcdef0", "cidr": "10.80.0.0/20"}},
    }
    emulator.post("networks", wanted)
    emulator.post("networks", wanted)
    (found,) = emulator.aws("ec2").describe_subnets(SubnetIds=["subnet-0123456789abcdef0"])["Subnets"]
    assert (found["VpcId"], found["AvailabilityZone"]) == ("vpc-0123456789abcdef0", "eu-north-1a")


def test_a_budget_tells_whom_it_warns(emulator: Emulator) -> None:
    budgets = emulator.aws("budgets")
    notification = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    subscribers = [{"SubscriptionType": "EMAIL", "Address": "ml-platform@acme.example"}]
    budgets.create_budget(
        AccountId=ACCOUNT,
        Budget={
            "BudgetName": "acme",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "60000", "Unit": "USD"},
        },
        NotificationsWithSubscribers=[{"Notification": notification, "Subscribers": subscribers}],
    )
    asked = {"AccountId": ACCOUNT, "BudgetName": "acme"}
    found = budgets.describe_subscribers_for_notification(**asked, Notification=notification)
    assert found["Subscribers"] == subscribers
    with pytest.raises(ClientError, match="the notification doesn't exist"):
        budgets.describe_subscribers_for_notification(**asked, Notification={**notification, "Threshold": 81.0})
