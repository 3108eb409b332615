"""Starts instances as a launch template describes them: its interfaces, groups, user data, profile, placement and market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.models.instances import Instance
from moto.ec2.utils import filter_iam_instance_profiles

from .call import Place
from .identity import resource_id


@dataclass(frozen=True)
class Launch:
    """One instance to start. `template` is launch template data in EC2's spelling."""

    instance_type: str
    subnet_id: str
    template: Mapping[str, Any]
    tags: Mapping[str, str]
    image_id: str | None = None
    spot: bool = False
    default_groups: tuple[str, ...] = field(default=())


class LaunchedInstance(Instance):
    """An instance with every interface of its template; moto keeps one for each device index and forgets its type."""

    launched_interfaces: list[dict[str, Any]]
    capacity_reservation_id: str | None = None
    capacity_reservation_specification: dict[str, Any] | None = None
    spot_instance_request_id: str | None = None
    instance_lifecycle: str | None = None

    @property
    def instance_id(self) -> str:
        return self.id

    @property
    def network_interfaces(self) -> list[Any]:
        return self.launched_interfaces


def launch(place: Place, wanted: Launch) -> LaunchedInstance:
    """Starts the instance in moto's store, where every other call finds it."""
    ec2, template = place.backend("ec2"), wanted.template
    interfaces = template.get("NetworkInterfaces") or [{}]
    groups = interfaces[0].get("Groups") or template.get("SecurityGroupIds") or list(wanted.default_groups)
    tag_specifications = template.get("TagSpecifications", [])
    # before anything is started: one that is missing must leave no instance behind
    profile = _instance_profile(place, template.get("IamInstanceProfile") or {})
    instance = ec2.run_instances(
        wanted.image_id or template.get("ImageId"),
        1,
        _user_data(template.get("UserData")),
        [],
        instance_type=wanted.instance_type,
        is_instance_type_default=False,
        region_name=place.region,
        subnet_id=wanted.subnet_id,
        security_group_ids=list(groups),
        metadata_options=template.get("MetadataOptions", {}),
        block_device_mappings=template.get("BlockDeviceMappings", []),
        tags={
            "instance": {**_tags(tag_specifications, "instance"), **wanted.tags},
            "volume": {**_tags(tag_specifications, "volume"), **wanted.tags},
        },
    ).instances[0]
    # every other attribute stays what moto made it
    instance.__class__ = LaunchedInstance
    instance.security_groups = [ec2.get_security_group_from_id(group) for group in groups]
    instance.launched_interfaces = [
        _interface(instance, number, spec, groups) for number, spec in enumerate(interfaces)
    ]
    _place_and_market(place, instance, template, wanted.spot)
    if profile is not None:
        ec2.associate_iam_instance_profile(instance_id=instance.id, iam_instance_profile_arn=profile.arn)
    return instance


def _instance_profile(place: Place, named: Mapping[str, str]) -> Any:
    """The profile that a template names by its name or ARN; None where it names none."""
    if not named:
        return None
    return filter_iam_instance_profiles(place.account, place.partition, named.get("Arn"), named.get("Name"))


def live_instances(place: Place) -> list[Instance]:
    """Instances that run or are about to."""
    reservations = place.backend("ec2").reservations.values()
    return [
        instance
        for reservation in list(reservations)
        for instance in reservation.instances
        if instance.state in ("pending", "running")
    ]


def template_data(place: Place, specification: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Id, version and data of the launch template that a specification names."""
    ec2 = place.backend("ec2")
    template = (
        ec2.get_launch_template(specification["LaunchTemplateId"])
        if "LaunchTemplateId" in specification
        else ec2.get_launch_template_by_name(specification["LaunchTemplateName"])
    )
    version = template.get_version(specification.get("Version") or "$Default")
    return template.id, str(version.number), version.data


def _interface(instance: LaunchedInstance, number: int, spec: Mapping[str, Any], groups: list[str]) -> dict[str, Any]:
    kind = spec.get("InterfaceType") or "interface"
    primary = instance.nics[0]
    own_groups = spec.get("Groups") or groups
    address = primary.private_ip_address if number == 0 else None
    return {
        "NetworkInterfaceId": primary.id if number == 0 else resource_id("eni"),
        "Status": "in-use",
        "OwnerId": instance.owner_id,
        "SubnetId": instance.subnet_id,
        "VpcId": instance.vpc_id,
        "InterfaceType": kind,
        "SourceDestCheck": True,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}] if address else [],
        "Groups": [{"GroupId": group} for group in own_groups],
        "Attachment": {
            "AttachmentId": resource_id("eni-attach"),
            "DeviceIndex": int(spec.get("DeviceIndex", 0)),
            "NetworkCardIndex": int(spec.get("NetworkCardIndex", 0)),
            "Status": "attached",
            "DeleteOnTermination": True,
        },
    }


def _place_and_market(place: Place, instance: LaunchedInstance, template: Mapping[str, Any], spot: bool) -> None:
    placement = template.get("Placement") or {}
    for group in place.shelf("placement groups").values():
        if placement.get("GroupId") == group["GroupId"] or placement.get("GroupName") == group["GroupName"]:
            instance.placement.group_name = group["GroupName"]
            instance.placement.group_id = group["GroupId"]  # type: ignore[attr-defined]
    reservation = template.get("CapacityReservationSpecification") or {}
    instance.capacity_reservation_specification = dict(reservation) or None
    instance.capacity_reservation_id = (reservation.get("CapacityReservationTarget") or {}).get("CapacityReservationId")
    market = (template.get("InstanceMarketOptions") or {}).get("MarketType")
    if spot or market == "spot":
        instance.lifecycle = instance.instance_lifecycle = "spot"
        instance.spot_instance_request_id = resource_id("sir")
    elif market == "capacity-block":
        instance.lifecycle = instance.instance_lifecycle = "capacity-block"


def _user_data(value: Any) -> Base64EncodedString | None:
    # moto keeps a template's first version parsed, later ones as they came
    if value is None or isinstance(value, Base64EncodedString):
        return value
    return Base64EncodedString(value.decode("ascii") if isinstance(value, bytes) else str(value))


def _tags(specifications: list[Mapping[str, Any]], resource_type: str) -> dict[str, str]:
    return {
        tag["Key"]: tag.get("Value", "")
        for specification in specifications
        if specification.get("ResourceType") == resource_type
        for tag in specification.get("Tags", [])
    }
