"""Direct Connect: gateways, private virtual interfaces and what joins them. A connection itself is ordered by hand."""

from __future__ import annotations

import uuid
from typing import Any

from .call import Call, Place, Refusal
from .gap import fills
from .tags import as_pairs, from_pairs, put_tags, tags_at, take_tags

_WHY = "moto has no Direct Connect gateways or virtual interfaces, and makes its own ids for connections"

_GATEWAYS, _INTERFACES, _ASSOCIATIONS = "dx gateways", "dx interfaces", "dx associations"


@fills("directconnect", "DescribeConnections", because=_WHY)
def describe_connections(call: Call) -> dict[str, Any]:
    wanted = call.params.get("connectionId")
    kept = call.shelf("connections")
    if wanted is not None and wanted not in kept:
        raise _refused(f"Connection ID {wanted} was not found.")
    connections = [kept[wanted]] if wanted else list(kept.values())
    return {"connections": [_connection(call, connection) for connection in connections]}


@fills("directconnect", "CreateDirectConnectGateway", because=_WHY)
def create_gateway(call: Call) -> dict[str, Any]:
    asked, identity = call.params, str(uuid.uuid4())
    # a gateway belongs to no region
    put_tags(call, call.arn("directconnect", f"dx-gateway/{identity}", ""), _tags(asked))
    call.shelf(_GATEWAYS)[identity] = {
        "directConnectGatewayId": identity,
        "directConnectGatewayName": asked["directConnectGatewayName"],
        "amazonSideAsn": asked.get("amazonSideAsn", 64512),
        "ownerAccount": call.account,
        "directConnectGatewayState": "available",
    }
    return {"directConnectGateway": call.shelf(_GATEWAYS)[identity]}


@fills("directconnect", "DescribeDirectConnectGateways", because=_WHY)
def describe_gateways(call: Call) -> dict[str, Any]:
    wanted = call.params.get("directConnectGatewayId")
    kept = call.shelf(_GATEWAYS)
    return {"directConnectGateways": [g for identity, g in kept.items() if wanted in (None, identity)]}


@fills("directconnect", "UpdateDirectConnectGateway", because=_WHY)
def update_gateway(call: Call) -> dict[str, Any]:
    gateway = _gateway(call, call.params["directConnectGatewayId"])
    gateway["directConnectGatewayName"] = call.params["newDirectConnectGatewayName"]
    return {"directConnectGateway": gateway}


@fills("directconnect", "DeleteDirectConnectGateway", because=_WHY)
def delete_gateway(call: Call) -> dict[str, Any]:
    identity = call.params["directConnectGatewayId"]
    gateway = _gateway(call, identity)
    for shelf in (_INTERFACES, _ASSOCIATIONS):
        if any(entry["directConnectGatewayId"] == identity for entry in call.shelf(shelf).values()):
            raise _refused(f"Direct Connect Gateway {identity} has attachments or associations.")
    del call.shelf(_GATEWAYS)[identity]
    return {"directConnectGateway": {**gateway, "directConnectGatewayState": "deleting"}}


@fills("directconnect", "CreatePrivateVirtualInterface", because=_WHY)
def create_private_interface(call: Call) -> dict[str, Any]:
    connection = call.shelf("connections").get(call.params["connectionId"])
    if connection is None:
        raise _refused(f"Connection ID {call.params['connectionId']} was not found.")
    asked = call.params["newPrivateVirtualInterface"]
    if any(
        (entry["connectionId"], entry["vlan"]) == (connection["id"], asked["vlan"])
        for entry in call.shelf(_INTERFACES).values()
    ):
        raise _refused(f"VLAN {asked['vlan']} is in use on {connection['id']}.")
    gateway = _gateway(call, asked["directConnectGatewayId"])
    identity = f"dxvif-{uuid.uuid4().hex[:8]}"
    put_tags(call, call.arn("directconnect", f"dxvif/{identity}"), _tags(asked))
    call.shelf(_INTERFACES)[identity] = {
        "ownerAccount": call.account,
        "virtualInterfaceId": identity,
        "virtualInterfaceType": "private",
        "location": connection.get("location", ""),
        "connectionId": connection["id"],
        "virtualInterfaceName": asked["virtualInterfaceName"],
        "vlan": asked["vlan"],
        "asn": asked.get("asn"),
        "asnLong": asked.get("asnLong", asked.get("asn")),
        "amazonSideAsn": gateway["amazonSideAsn"],
        "authKey": asked.get("authKey", "emulated"),
        "amazonAddress": asked.get("amazonAddress", "169.254.96.1/29"),
        "customerAddress": asked.get("customerAddress", "169.254.96.6/29"),
        "addressFamily": asked.get("addressFamily", "ipv4"),
        "virtualInterfaceState": "available",
        "mtu": asked.get("mtu", 1500),
        "jumboFrameCapable": True,
        "directConnectGatewayId": asked["directConnectGatewayId"],
        "bgpPeers": [],
        "region": call.region,
        "awsDeviceV2": "emulated",
        "siteLinkEnabled": asked.get("enableSiteLink", False),
    }
    return call.shelf(_INTERFACES)[identity]


@fills("directconnect", "DescribeVirtualInterfaces", because=_WHY)
def describe_interfaces(call: Call) -> dict[str, Any]:
    wanted, connection = call.params.get("virtualInterfaceId"), call.params.get("connectionId")
    return {
        "virtualInterfaces": [
            {**entry, "tags": as_pairs(tags_at(call, call.arn("directconnect", f"dxvif/{identity}")), "key", "value")}
            for identity, entry in call.shelf(_INTERFACES).items()
            if wanted in (None, identity) and connection in (None, entry["connectionId"])
        ]
    }


@fills("directconnect", "UpdateVirtualInterfaceAttributes", because=_WHY)
def update_interface(call: Call) -> dict[str, Any]:
    asked, entry = call.params, _interface(call, call.params["virtualInterfaceId"])
    for key, kept_as in (
        ("mtu", "mtu"),
        ("enableSiteLink", "siteLinkEnabled"),
        ("virtualInterfaceName", "virtualInterfaceName"),
    ):
        if key in asked:
            entry[kept_as] = asked[key]
    return entry


@fills("directconnect", "DeleteVirtualInterface", because=_WHY)
def delete_interface(call: Call) -> dict[str, Any]:
    identity = _interface(call, call.params["virtualInterfaceId"])["virtualInterfaceId"]
    del call.shelf(_INTERFACES)[identity]
    return {"virtualInterfaceState": "deleting"}


@fills("directconnect", "CreateDirectConnectGatewayAssociation", because=_WHY)
def create_association(call: Call) -> dict[str, Any]:
    asked = call.params
    gateway = _gateway(call, asked["directConnectGatewayId"])
    target = asked.get("gatewayId") or asked["virtualGatewayId"]
    identity = str(uuid.uuid4())
    call.shelf(_ASSOCIATIONS)[identity] = {
        "directConnectGatewayId": gateway["directConnectGatewayId"],
        "directConnectGatewayOwnerAccount": call.account,
        "associationState": "associated",
        "associationId": identity,
        "associatedGateway": {
            "id": target,
            "type": "transitGateway" if target.startswith("tgw-") else "virtualPrivateGateway",
            "ownerAccount": call.account,
            "region": call.region,
        },
        "allowedPrefixesToDirectConnectGateway": asked.get("addAllowedPrefixesToDirectConnectGateway")
        or _ranges_behind(call, target),
    }
    return {"directConnectGatewayAssociation": call.shelf(_ASSOCIATIONS)[identity]}


@fills("directconnect", "DescribeDirectConnectGatewayAssociations", because=_WHY)
def describe_associations(call: Call) -> dict[str, Any]:
    asked = call.params
    return {
        "directConnectGatewayAssociations": [
            entry
            for identity, entry in call.shelf(_ASSOCIATIONS).items()
            if asked.get("associationId") in (None, identity)
            and asked.get("directConnectGatewayId") in (None, entry["directConnectGatewayId"])
            and asked.get("associatedGatewayId") in (None, entry["associatedGateway"]["id"])
        ]
    }


@fills("directconnect", "UpdateDirectConnectGatewayAssociation", because=_WHY)
def update_association(call: Call) -> dict[str, Any]:
    asked, entry = call.params, _association(call, call.params["associationId"])
    gone = asked.get("removeAllowedPrefixesToDirectConnectGateway", [])
    kept = [prefix for prefix in entry["allowedPrefixesToDirectConnectGateway"] if prefix not in gone]
    entry["allowedPrefixesToDirectConnectGateway"] = kept + asked.get("addAllowedPrefixesToDirectConnectGateway", [])
    return {"directConnectGatewayAssociation": entry}


@fills("directconnect", "DeleteDirectConnectGatewayAssociation", because=_WHY)
def delete_association(call: Call) -> dict[str, Any]:
    entry = _association(call, call.params["associationId"])
    del call.shelf(_ASSOCIATIONS)[entry["associationId"]]
    return {"directConnectGatewayAssociation": {**entry, "associationState": "disassociating"}}


@fills("directconnect", "DescribeTags", because=_WHY)
def describe_tags(call: Call) -> dict[str, Any]:
    return {
        "resourceTags": [
            {"resourceArn": arn, "tags": as_pairs(tags_at(call, arn), "key", "value")}
            for arn in call.params["resourceArns"]
        ]
    }


@fills("directconnect", "TagResource", because=_WHY)
def tag_resource(call: Call) -> dict[str, Any]:
    put_tags(call, call.params["resourceArn"], _tags(call.params))
    return {}


@fills("directconnect", "UntagResource", because=_WHY)
def untag_resource(call: Call) -> dict[str, Any]:
    take_tags(call, call.params["resourceArn"], call.params["tagKeys"])
    return {}


def _connection(place: Place, kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "ownerAccount": place.account,
        "connectionId": kept["id"],
        "connectionName": kept.get("name", kept["id"]),
        "connectionState": "available",
        "region": place.region,
        "location": kept.get("location", ""),
        "bandwidth": kept.get("bandwidth", ""),
        "awsDevice": "emulated",
        "jumboFrameCapable": True,
        "macSecCapable": False,
    }


def _ranges_behind(place: Place, gateway_id: str) -> list[dict[str, str]]:
    """A virtual private gateway announces its VPC's range, unless told otherwise."""
    ec2 = place.backend("ec2")
    gateway = ec2.vpn_gateways.get(gateway_id)
    attached = list(gateway.attachments) if gateway else []
    return [{"cidr": ec2.vpcs[vpc_id].cidr_block} for vpc_id in attached if vpc_id in ec2.vpcs]


def _gateway(place: Place, identity: str) -> dict[str, Any]:
    return _kept(place, _GATEWAYS, identity, "Direct Connect Gateway")


def _interface(place: Place, identity: str) -> dict[str, Any]:
    return _kept(place, _INTERFACES, identity, "Virtual Interface")


def _association(place: Place, identity: str) -> dict[str, Any]:
    return _kept(place, _ASSOCIATIONS, identity, "Direct Connect Gateway Association")


def _kept(place: Place, shelf: str, identity: str, noun: str) -> dict[str, Any]:
    entry = place.shelf(shelf).get(identity)
    if entry is None:
        raise _refused(f"{noun} {identity} could not be found.")
    return entry


def _refused(message: str) -> Refusal:
    return Refusal("DirectConnectClientException", message)


def _tags(asked: dict[str, Any]) -> dict[str, str]:
    return from_pairs(asked.get("tags"), "key", "value")
