"""Instant fleets, as Karpenter asks for them: overrides in order of priority, capacity that may be refused."""

from __future__ import annotations

from typing import Any

from .call import Call, Refusal
from .capacity import INSUFFICIENT, take_capacity
from .ec2_dry_run import end_of_dry_run
from .ec2_launch import Launch, LaunchedInstance, launch, template_data
from .ec2_reservations import reservation_refusal
from .gap import fills
from .identity import resource_id

_WHY = (
    "moto's fleet ignores the template's interfaces, groups, reservation and placement, so that Karpenter would see every "
    "node as drifted; it takes the first override only and never lacks capacity"
)


@fills("ec2", "CreateFleet", because=_WHY)
def create_fleet(call: Call) -> dict[str, Any]:
    asked = call.params
    if asked.get("Type") != "instant":
        raise Refusal("UnsupportedOperation", "the emulator starts instant fleets only")
    target = asked["TargetCapacitySpecification"]
    spot = target.get("DefaultTargetCapacityType") == "spot"
    tags = {
        tag["Key"]: tag.get("Value", "")
        for specification in asked.get("TagSpecifications", [])
        if specification.get("ResourceType") == "instance"
        for tag in specification.get("Tags", [])
    }
    choices = _choices(call)
    end_of_dry_run(call)
    started: list[tuple[dict[str, Any], LaunchedInstance]] = []
    errors: dict[str, dict[str, Any]] = {}
    for _ in range(int(target["TotalTargetCapacity"])):
        for choice in choices:
            error = _refusal(call, choice, spot)
            if error is None:
                started.append((choice, _start(call, choice, spot, tags)))
                break
            errors[f"{choice['reference']}"] = {
                "LaunchTemplateAndOverrides": choice["reference"],
                "Lifecycle": "spot" if spot else "on-demand",
                "ErrorCode": error[0],
                "ErrorMessage": error[1],
            }
    return {
        "FleetId": resource_id("fleet"),
        "Errors": list(errors.values()),
        "Instances": [
            {
                "LaunchTemplateAndOverrides": choice["reference"],
                "Lifecycle": "spot" if spot else "on-demand",
                "InstanceIds": [instance.id],
                "InstanceType": instance.instance_type,
            }
            for choice, instance in started
        ],
    }


def _choices(call: Call) -> list[dict[str, Any]]:
    """Every override with its template's data, lowest priority number first and then as they came."""
    choices = []
    for config in call.params["LaunchTemplateConfigs"]:
        specification = config["LaunchTemplateSpecification"]
        identity, version, data = template_data(call, specification)
        for override in config.get("Overrides") or [{}]:
            reference = {"LaunchTemplateId": identity, "Version": version}
            choices.append(
                {
                    "override": override,
                    "template": data,
                    "reference": {"LaunchTemplateSpecification": reference, "Overrides": override},
                }
            )
    return sorted(choices, key=lambda choice: float(choice["override"].get("Priority", 0)))


def _refusal(call: Call, choice: dict[str, Any], spot: bool) -> tuple[str, str] | None:
    override, template = choice["override"], choice["template"]
    instance_type = override.get("InstanceType") or template["InstanceType"]
    zone = override.get("AvailabilityZone") or call.backend("ec2").get_subnet(override["SubnetId"]).availability_zone
    target = (template.get("CapacityReservationSpecification") or {}).get("CapacityReservationTarget") or {}
    reserved = target.get("CapacityReservationId")
    capacity_type = "reserved" if reserved else "spot" if spot else "on-demand"
    message = take_capacity(call, instance_type, zone, capacity_type)
    if message is not None:
        return INSUFFICIENT, message
    return reservation_refusal(call, reserved, instance_type, zone) if reserved else None


def _start(call: Call, choice: dict[str, Any], spot: bool, tags: dict[str, str]) -> LaunchedInstance:
    override, template = choice["override"], choice["template"]
    wanted = Launch(
        instance_type=override.get("InstanceType") or template["InstanceType"],
        subnet_id=override["SubnetId"],
        template=template,
        tags=tags,
        image_id=override.get("ImageId"),
        spot=spot,
    )
    return launch(call, wanted)
