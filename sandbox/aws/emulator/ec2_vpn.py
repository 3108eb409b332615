"""VPN connections with both their tunnels, and routes that a virtual private gateway spreads."""

from __future__ import annotations

import ipaddress
from typing import Any
from xml.sax.saxutils import escape

from .call import Call, Place, Refusal
from .filters import tags_of, tags_on, with_filters
from .gap import fills
from .identity import resource_id

_WHY_CONNECTIONS = "moto's connection has no options, and the same two tunnels whatever is asked"
_WHY_ROUTES = "moto does not spread routes of a virtual private gateway"

# documentation's own addresses (RFC 5737): nothing answers there
_OUTSIDE = ipaddress.ip_network("203.0.113.0/24")
_INSIDE = ipaddress.ip_network("169.254.64.0/18")

# what a tunnel has where nothing is asked: https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html
_TUNNEL_DEFAULTS: dict[str, Any] = {
    "Phase1LifetimeSeconds": 28800,
    "Phase2LifetimeSeconds": 3600,
    "RekeyMarginTimeSeconds": 540,
    "RekeyFuzzPercentage": 100,
    "ReplayWindowSize": 1024,
    "DpdTimeoutSeconds": 30,
    "DpdTimeoutAction": "clear",
    "StartupAction": "add",
    "EnableTunnelLifecycleControl": False,
}

# fields that EC2 spells in one way when asked and in another when it answers
_SPELLED = {
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    "DPDTimeoutAction": "DpdTimeoutAction",
    "IKEVersions": "IkeVersions",
}


@fills("ec2", "CreateVpnConnection", because=_WHY_CONNECTIONS)
def create_connection(call: Call) -> dict[str, Any]:
    asked, ec2 = call.params, call.backend("ec2")
    customer = ec2.get_customer_gateway(customer_gateway_id=asked["CustomerGatewayId"])
    if "VpnGatewayId" not in asked:
        raise Refusal("UnsupportedOperation", "the emulator keeps VPN connections of virtual private gateways only")
    gateway = ec2.get_vpn_gateway(asked["VpnGatewayId"])
    options = asked.get("Options", {})
    connections = call.shelf("vpn connections")
    identity = resource_id("vpn")
    requested = list(options.get("TunnelOptions", []))
    tunnels = [_tunnel(len(connections) * 2 + n, requested[n] if n < len(requested) else {}) for n in range(2)]
    storage = asked.get("PreSharedKeyStorage", "Standard")
    connections[identity] = {
        "VpnConnectionId": identity,
        "State": "available",
        "Type": asked["Type"],
        "Category": "VPN",
        "CustomerGatewayId": customer.id,
        "VpnGatewayId": gateway.id,
        "GatewayAssociationState": "associated",
        "Options": {
            "EnableAcceleration": options.get("EnableAcceleration", False),
            "StaticRoutesOnly": options.get("StaticRoutesOnly", False),
            "LocalIpv4NetworkCidr": options.get("LocalIpv4NetworkCidr", "0.0.0.0/0"),
            "RemoteIpv4NetworkCidr": options.get("RemoteIpv4NetworkCidr", "0.0.0.0/0"),
            "OutsideIpAddressType": options.get("OutsideIpAddressType", "PublicIpv4"),
            "TunnelInsideIpVersion": options.get("TunnelInsideIpVersion", "ipv4"),
            "TunnelOptions": tunnels,
        },
        "Routes": [],
        "VgwTelemetry": [],
        "CustomerGatewayConfiguration": _device_configuration(identity, customer, gateway, tunnels, storage),
    }
    if storage == "SecretsManager":
        secret = f"secret:s2svpn!{identity}"
        connections[identity]["PreSharedKeyArn"] = call.arn("secretsmanager", secret)
    tags_on(call, identity, asked, "vpn-connection")
    return {"VpnConnection": _described(call, connections[identity])}


@fills("ec2", "DescribeVpnConnections", because=_WHY_CONNECTIONS)
def describe_connections(call: Call) -> dict[str, Any]:
    connections = call.shelf("vpn connections")
    ids = call.params.get("VpnConnectionIds") or sorted(connections)
    named = {
        "vpn-connection-id": "VpnConnectionId",
        "vpn-gateway-id": "VpnGatewayId",
        "customer-gateway-id": "CustomerGatewayId",
        "state": "State",
        "type": "Type",
    }
    return {"VpnConnections": with_filters(call, [_described(call, _connection(call, i)) for i in ids], named)}


@fills("ec2", "ModifyVpnTunnelOptions", because=_WHY_CONNECTIONS)
def modify_tunnel(call: Call) -> dict[str, Any]:
    connection = _connection(call, call.params["VpnConnectionId"])
    wanted = {_SPELLED.get(key, key): value for key, value in call.params["TunnelOptions"].items()}
    for tunnel in connection["Options"]["TunnelOptions"]:
        if tunnel["OutsideIpAddress"] == call.params["VpnTunnelOutsideIpAddress"]:
            tunnel.update(wanted)
            return {"VpnConnection": _described(call, connection)}
    raise Refusal("InvalidParameterValue", f"no tunnel has the address {call.params['VpnTunnelOutsideIpAddress']}")


@fills("ec2", "DeleteVpnConnection", because=_WHY_CONNECTIONS)
def delete_connection(call: Call) -> dict[str, Any]:
    _connection(call, call.params["VpnConnectionId"])
    del call.shelf("vpn connections")[call.params["VpnConnectionId"]]
    return {}


@fills("ec2", "EnableVgwRoutePropagation", "DisableVgwRoutePropagation", because=_WHY_ROUTES)
def switch_route_propagation(call: Call) -> dict[str, Any]:
    table = call.backend("ec2").get_route_table(call.params["RouteTableId"])
    gateway = call.backend("ec2").get_vpn_gateway(call.params["GatewayId"])
    kept = [entry for entry in getattr(table, "propagating_vgws", []) if entry["GatewayId"] != gateway.id]
    # moto writes a route table by the names of its attributes, and has none of this one
    table.propagating_vgws = [*kept, {"GatewayId": gateway.id}] if call.operation.startswith("Enable") else kept
    return {}


def _tunnel(number: int, asked: dict[str, Any]) -> dict[str, Any]:
    wanted = {_SPELLED.get(key, key): value for key, value in asked.items()}
    return {
        **_TUNNEL_DEFAULTS,
        "OutsideIpAddress": str(_OUTSIDE[1 + number % 254]),
        "TunnelInsideCidr": str(ipaddress.ip_network((int(_INSIDE[0]) + 4 * number, 30))),
        **wanted,
    }


def _connection(place: Place, identity: str) -> dict[str, Any]:
    connection = place.shelf("vpn connections").get(identity)
    if connection is None:
        raise Refusal("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{identity}' does not exist")
    return connection


def _described(place: Place, connection: dict[str, Any]) -> dict[str, Any]:
    return {**connection, "Tags": tags_of(place, connection["VpnConnectionId"])}


def _device_configuration(
    identity: str, customer: Any, gateway: Any, tunnels: list[dict[str, Any]], storage: str
) -> str:
    """What the device at the other end is set up with; only what Terraform reads of it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<vpn_connection id="{identity}">'
        f"<customer_gateway_id>{customer.id}</customer_gateway_id><vpn_gateway_id>{gateway.id}</vpn_gateway_id>"
        + "".join(_tunnel_configuration(tunnel, customer, gateway, storage) for tunnel in tunnels)
        + "</vpn_connection>\n"
    )


def _tunnel_configuration(tunnel: dict[str, Any], customer: Any, gateway: Any, storage: str) -> str:
    ours, theirs = list(ipaddress.ip_network(tunnel["TunnelInsideCidr"]).hosts())[:2]
    # a key in Secrets Manager is blacked out here, by which Terraform knows where it is kept
    key = "REDACTED" if storage == "SecretsManager" else tunnel.get("PreSharedKey", "emulated")

    def end(noun: str, outside: str, inside: Any, asn: Any) -> str:
        return (
            f"<{noun}><tunnel_outside_address><ip_address>{outside}</ip_address></tunnel_outside_address>"
            f"<tunnel_inside_address><ip_address>{inside}</ip_address></tunnel_inside_address>"
            f"<bgp><asn>{asn}</asn><hold_time>30</hold_time></bgp></{noun}>"
        )

    return (
        "<ipsec_tunnel>"
        + end("customer_gateway", customer.ip_address, theirs, customer.bgp_asn)
        + end("vpn_gateway", tunnel["OutsideIpAddress"], ours, gateway.amazon_side_asn or 64512)
        + f"<ike><pre_shared_key>{escape(str(key))}</pre_shared_key></ike></ipsec_tunnel>"
    )
