"""What Karpenter asks of EC2: fleets, reservations, placement, prices, health, and what to do when capacity lacks."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator, Network

USER_DATA = "MIME-Version: 1.0\n\nkind: NodeConfig"


@pytest.fixture
def images(emulator: Emulator) -> str:
    parameter = "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/nvidia/recommended/image_id"
    return emulator.aws("ssm").get_parameter(Name=parameter)["Parameter"]["Value"]


def launch_template(emulator: Emulator, name: str, image: str, network: Network, **data: Any) -> str:
    interfaces = [{"DeviceIndex": 0, "NetworkCardIndex": 0, "InterfaceType": "interface", "Groups": [network.group]}]
    interfaces += [
        {"DeviceIndex": 1, "NetworkCardIndex": card, "InterfaceType": "efa-only", "Groups": [network.group]}
        for card in range(1, 32)
    ]
    emulator.aws("ec2").create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={
            "ImageId": image,
            "UserData": base64.b64encode(USER_DATA.encode()).decode(),
            "NetworkInterfaces": interfaces,
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 200, "VolumeType": "gp3"}}],
            **data,
        },
    )
    return name


def fleet(
    emulator: Emulator, template: str, overrides: list[dict[str, Any]], count: int = 1, spot: bool = False, **more: Any
) -> Any:
    return emulator.aws("ec2").create_fleet(
        Type="instant",
        LaunchTemplateConfigs=[
            {
                "LaunchTemplateSpecification": {"LaunchTemplateName": template, "Version": "$Latest"},
                "Overrides": overrides,
            }
        ],
        TargetCapacitySpecification={
            "TotalTargetCapacity": count,
            "DefaultTargetCapacityType": "spot" if spot else "on-demand",
        },
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "karpenter.sh/nodepool", "Value": "h100"}]}],
        **more,
    )


def override(network: Network, zone: str, instance_type: str = "p5.48xlarge", **more: Any) -> dict[str, Any]:
    return {"InstanceType": instance_type, "SubnetId": network.subnets[zone], "AvailabilityZone": zone, **more}


def described(emulator: Emulator, identity: str) -> dict[str, Any]:
    found = emulator.aws("ec2").describe_instances(InstanceIds=[identity])
    return found["Reservations"][0]["Instances"][0]


def test_a_fleet_instance_is_as_its_template_says(emulator: Emulator, network: Network, images: str) -> None:
    group = emulator.aws("ec2").create_placement_group(GroupName="h100", Strategy="cluster")["PlacementGroup"]
    name = launch_template(emulator, "efa", images, network, Placement={"GroupId": group["GroupId"]})
    answer = fleet(emulator, name, [override(network, "eu-north-1a")])
    assert answer["Errors"] == []
    instance = described(emulator, answer["Instances"][0]["InstanceIds"][0])
    assert instance["InstanceType"] == "p5.48xlarge"
    assert instance["ImageId"] == images
    assert [group["GroupId"] for group in instance["SecurityGroups"]] == [network.group]
    assert {"Key": "karpenter.sh/nodepool", "Value": "h100"} in instance["Tags"]
    assert instance["Placement"]["GroupName"] == "h100"
    kinds = [interface["InterfaceType"] for interface in instance["NetworkInterfaces"]]
    assert (kinds[0], kinds[1:]) == ("interface", ["efa-only"] * 31)
    cards = [interface["Attachment"]["NetworkCardIndex"] for interface in instance["NetworkInterfaces"]]
    assert cards == list(range(32))
    attribute = emulator.aws("ec2").describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute="userData")
    assert base64.b64decode(attribute["UserData"]["Value"]).decode() == USER_DATA
    (record,) = [i for i in emulator.get("instances") if i["id"] == instance["InstanceId"]]
    assert (record["userData"], record["placementGroup"], record["rootVolumeGiB"]) == (USER_DATA, "h100", 200)
    assert (record["hardware"]["gpus"][0]["count"], record["hardware"]["maxEfaInterfaces"]) == (8, 32)
    with pytest.raises(ClientError, match="InvalidPlacementGroup.InUse"):
        emulator.aws("ec2").delete_placement_group(GroupName="h100")


def test_a_fleet_takes_the_lowest_priority_number_first(emulator: Emulator, network: Network, images: str) -> None:
    name = launch_template(emulator, "priorities", images, network)
    answer = fleet(
        emulator,
        name,
        [override(network, "eu-north-1a", Priority=2.0), override(network, "eu-north-1b", Priority=1.0)],
    )
    assert (
        described(emulator, answer["Instances"][0]["InstanceIds"][0])["Placement"]["AvailabilityZone"] == "eu-north-1b"
    )


def test_a_zone_without_capacity_is_passed_over_in_the_same_call(
    emulator: Emulator, network: Network, images: str
) -> None:
    name = launch_template(emulator, "passed-over", images, network)
    emulator.post("capacity", {"refuse": [{"instanceType": "p5.48xlarge", "zone": "eu-north-1a"}]})
    assert emulator.get("capacity") == [
        {"instanceType": "p5.48xlarge", "zone": "eu-north-1a", "capacityType": None, "times": None}
    ]
    answer = fleet(emulator, name, [override(network, "eu-north-1a"), override(network, "eu-north-1b")], count=2)
    emulator.post("capacity", {"refuse": []})
    zones = [described(emulator, i["InstanceIds"][0])["Placement"]["AvailabilityZone"] for i in answer["Instances"]]
    assert zones == ["eu-north-1b", "eu-north-1b"]
    assert [error["ErrorCode"] for error in answer["Errors"]] == ["InsufficientInstanceCapacity"]
    assert answer["Errors"][0]["LaunchTemplateAndOverrides"]["Overrides"]["AvailabilityZone"] == "eu-north-1a"


def test_capacity_comes_back_after_as_many_refusals_as_asked(emulator: Emulator, network: Network, images: str) -> None:
    name = launch_template(emulator, "comes-back", images, network)
    emulator.post("capacity", {"refuse": [{"capacityType": "spot", "times": 1}]})
    first = fleet(emulator, name, [override(network, "eu-north-1a")], spot=True)
    assert (first["Instances"], [e["Lifecycle"] for e in first["Errors"]]) == ([], ["spot"])
    assert emulator.get("capacity") == []
    second = fleet(emulator, name, [override(network, "eu-north-1a")], spot=True)
    instance = described(emulator, second["Instances"][0]["InstanceIds"][0])
    assert instance["InstanceLifecycle"] == "spot"
    assert instance["SpotInstanceRequestId"].startswith("sir-")


def test_a_dry_run_starts_nothing(emulator: Emulator, network: Network, images: str) -> None:
    name = launch_template(emulator, "dry", images, network)
    before = len(emulator.get("instances"))
    with pytest.raises(ClientError, match="DryRunOperation"):
        fleet(emulator, name, [override(network, "eu-north-1a")], DryRun=True)
    with pytest.raises(ClientError, match="DryRunOperation"):
        emulator.aws("ec2").describe_instance_types(DryRun=True)
    assert len(emulator.get("instances")) == before


def test_a_reservation_holds_as_many_as_it_has(emulator: Emulator, network: Network, images: str) -> None:
    ec2 = emulator.aws("ec2")
    reservation = ec2.create_capacity_reservation(
        InstanceType="p5.48xlarge",
        InstancePlatform="Linux/UNIX",
        AvailabilityZone="eu-north-1a",
        InstanceCount=1,
        InstanceMatchCriteria="targeted",
        TagSpecifications=[{"ResourceType": "capacity-reservation", "Tags": [{"Key": "pool", "Value": "h100"}]}],
    )["CapacityReservation"]
    identity = reservation["CapacityReservationId"]
    target = {"CapacityReservationTarget": {"CapacityReservationId": identity}}
    name = launch_template(emulator, "reserved", images, network, CapacityReservationSpecification=target)
    first = fleet(emulator, name, [override(network, "eu-north-1a")])
    instance = described(emulator, first["Instances"][0]["InstanceIds"][0])
    assert instance["CapacityReservationId"] == identity
    found = ec2.describe_capacity_reservations(Filters=[{"Name": "tag:pool", "Values": ["h100"]}])[
        "CapacityReservations"
    ]
    assert [(r["CapacityReservationId"], r["AvailableInstanceCount"], r["State"]) for r in found] == [
        (identity, 0, "active")
    ]
    assert (
        ec2.describe_capacity_reservations(Filters=[{"Name": "tag:pool", "Values": ["l4"]}])["CapacityReservations"]
        == []
    )
    second = fleet(emulator, name, [override(network, "eu-north-1a")])
    assert [error["ErrorCode"] for error in second["Errors"]] == ["ReservationCapacityExceeded"]
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    assert (
        ec2.describe_capacity_reservations(CapacityReservationIds=[identity])["CapacityReservations"][0][
            "AvailableInstanceCount"
        ]
        == 1
    )
    elsewhere = fleet(emulator, name, [override(network, "eu-north-1b")])
    assert [error["ErrorCode"] for error in elsewhere["Errors"]] == ["ReservationCapacityExceeded"]


def test_a_capacity_block_has_the_id_and_end_that_the_sandbox_gives(emulator: Emulator, network: Network) -> None:
    ec2, identity = emulator.aws("ec2"), "cr-0a1b2c3d4e5f60718"
    block = {"id": identity, "instanceType": "p5en.48xlarge", "zone": "eu-north-1a", "count": 2, "block": True}
    emulator.post("reservations", {**block, "endsAt": "2029-12-20T11:30:00Z"})
    emulator.post("reservations", {**block, "endsAt": "2029-12-20T12:00:00Z"})
    (found,) = ec2.describe_capacity_reservations(CapacityReservationIds=[identity])["CapacityReservations"]
    assert (found["ReservationType"], found["EndDateType"], found["TotalInstanceCount"]) == (
        "capacity-block",
        "limited",
        2,
    )
    assert found["EndDate"].isoformat() == "2029-12-20T12:00:00+00:00"
    with pytest.raises(ClientError, match="A Capacity Block cannot be cancelled"):
        ec2.cancel_capacity_reservation(CapacityReservationId=identity)
    with pytest.raises(ClientError, match="InvalidCapacityReservationId.NotFound"):
        ec2.describe_capacity_reservations(CapacityReservationIds=["cr-unknown"])


def test_the_instances_of_a_block_end_half_an_hour_before_it(emulator: Emulator, network: Network, images: str) -> None:
    block = {"id": "cr-ending", "instanceType": "p5.48xlarge", "zone": "eu-north-1a", "count": 1, "block": True}

    def ends_in(**time: int) -> None:
        emulator.post("reservations", {**block, "endsAt": (datetime.now(timezone.utc) + timedelta(**time)).isoformat()})

    def running() -> list[str]:
        return [i["id"] for i in emulator.get("instances") if i["reservationId"] == "cr-ending"]

    ends_in(minutes=31)
    target = {"CapacityReservationTarget": {"CapacityReservationId": "cr-ending"}}
    market = {"MarketType": "capacity-block"}
    name = launch_template(
        emulator, "block", images, network, CapacityReservationSpecification=target, InstanceMarketOptions=market
    )
    answer = fleet(emulator, name, [override(network, "eu-north-1a")])
    assert running() == answer["Instances"][0]["InstanceIds"]
    assert described(emulator, running()[0])["InstanceLifecycle"] == "capacity-block"
    ends_in(minutes=29)
    assert running() == []
    ends_in(seconds=-1)
    (found,) = emulator.aws("ec2").describe_capacity_reservations(CapacityReservationIds=["cr-ending"])[
        "CapacityReservations"
    ]
    assert found["State"] == "expired"
    over = fleet(emulator, name, [override(network, "eu-north-1a")])
    assert [error["ErrorCode"] for error in over["Errors"]] == ["ReservationCapacityExceeded"]


def test_refuses_a_filter_that_it_does_not_know(emulator: Emulator) -> None:
    with pytest.raises(ClientError, match="The filter 'colour' is invalid"):
        emulator.aws("ec2").describe_placement_groups(Filters=[{"Name": "colour", "Values": ["red"]}])


def test_spot_prices_rank_types_and_zones(emulator: Emulator) -> None:
    history = emulator.aws("ec2").describe_spot_price_history(InstanceTypes=["g6.xlarge", "p5.48xlarge"])[
        "SpotPriceHistory"
    ]
    price = {(h["InstanceType"], h["AvailabilityZone"]): float(h["SpotPrice"]) for h in history}
    assert price["g6.xlarge", "eu-north-1a"] < price["g6.xlarge", "eu-north-1b"] < price["p5.48xlarge", "eu-north-1a"]


def test_only_an_impaired_instance_has_an_impaired_status(emulator: Emulator, network: Network, images: str) -> None:
    ec2 = emulator.aws("ec2")
    name = launch_template(emulator, "impaired", images, network)
    identity = fleet(emulator, name, [override(network, "eu-north-1a")])["Instances"][0]["InstanceIds"][0]
    filters = [{"Name": "instance-status.status", "Values": ["impaired"]}]
    assert ec2.describe_instance_status(Filters=filters)["InstanceStatuses"] == []
    emulator.post("impairments", {"instanceId": identity})
    planned = [{"Name": "event.code", "Values": ["instance-retirement"]}]
    assert ec2.describe_instance_status(Filters=planned)["InstanceStatuses"] == []
    assert identity in [s["InstanceId"] for s in ec2.describe_instance_status()["InstanceStatuses"]]
    (status,) = ec2.describe_instance_status(Filters=filters)["InstanceStatuses"]
    assert (status["InstanceId"], status["SystemStatus"]["Status"]) == (identity, "impaired")
    emulator.post("impairments", {"instanceId": identity, "impaired": False})
    assert ec2.describe_instance_status(Filters=filters)["InstanceStatuses"] == []


@pytest.mark.parametrize("variant", ["standard", "nvidia", "neuron"])
@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
def test_eks_publishes_its_images(emulator: Emulator, variant: str, architecture: str) -> None:
    stem = f"/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/{architecture}/{variant}"
    release = f"amazon-eks-node-al2023-{architecture}-{variant}-1.35-v20261101"
    image = emulator.aws("ssm").get_parameter(Name=f"{stem}/{release}/image_id")["Parameter"]["Value"]
    (found,) = emulator.aws("ec2").describe_images(ImageIds=[image])["Images"]
    assert (found["Name"], found["Architecture"], found["State"]) == (release, architecture, "available")
    assert found["ImageOwnerAlias"] == "amazon"


def test_does_not_publish_an_image_of_another_shape(emulator: Emulator) -> None:
    for name in (
        "1.35/amazon-linux-2/x86_64/standard/recommended",
        "1.35/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-nvidia-1.35-v20261101",
        "1.35/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.35-latest",
    ):
        with pytest.raises(ClientError, match="ParameterNotFound"):
            emulator.aws("ssm").get_parameter(Name=f"/aws/service/eks/optimized-ami/{name}/image_id")


def test_profiles_are_listed_by_their_path(emulator: Emulator) -> None:
    iam = emulator.aws("iam")
    iam.create_instance_profile(InstanceProfileName="of-terraform")
    iam.create_instance_profile(InstanceProfileName="of-karpenter", Path="/karpenter/eu-north-1/acme/h100/")
    listed = iam.list_instance_profiles(PathPrefix="/karpenter/eu-north-1/acme/")["InstanceProfiles"]
    assert [(one["InstanceProfileName"], one["Path"], one["Roles"]) for one in listed] == [
        ("of-karpenter", "/karpenter/eu-north-1/acme/h100/", [])
    ]
    assert "of-terraform" in [one["InstanceProfileName"] for one in iam.list_instance_profiles()["InstanceProfiles"]]


def test_a_fleet_whose_profile_is_missing_starts_nothing(emulator: Emulator, network: Network, images: str) -> None:
    name = launch_template(emulator, "no-profile", images, network, IamInstanceProfile={"Name": "missing"})
    before = len(emulator.get("instances"))
    with pytest.raises(ClientError, match="missing"):
        fleet(emulator, name, [override(network, "eu-north-1a")])
    assert len(emulator.get("instances")) == before
