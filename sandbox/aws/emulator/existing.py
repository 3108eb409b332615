"""What a platform file may name as already there: a VPC with its subnets, a Direct Connect connection."""

from __future__ import annotations

from typing import Any
from unittest import mock

from .call import Place


def keep_network(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    """Makes a VPC and subnets under given ids, each with a route table: `{vpcId, cidr, subnets: {zone: {id, cidr}}}`.

    Again is no change.
    """
    ec2 = place.backend("ec2")
    if asked["vpcId"] not in ec2.vpcs:
        with mock.patch("moto.ec2.models.vpcs.random_vpc_id", lambda: asked["vpcId"]):
            ec2.create_vpc(asked["cidr"])
    for zone, subnet in asked.get("subnets", {}).items():
        if not any(subnet["id"] in of_zone for of_zone in ec2.subnets.values()):
            with mock.patch("moto.ec2.models.subnets.random_subnet_id", lambda identity=subnet["id"]: identity):
                ec2.create_subnet(asked["vpcId"], subnet["cidr"], availability_zone=zone)
            ec2.associate_route_table(ec2.create_route_table(asked["vpcId"]).id, subnet_id=subnet["id"])
    return asked


def keep_connection(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    """A Direct Connect connection under a given id: `{id, location, bandwidth}`."""
    place.shelf("connections")[asked["id"]] = asked
    return asked
