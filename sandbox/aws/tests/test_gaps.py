"""The table of gaps in README.md is the one in the code, and the catalogue can be cut short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.session import Session
from conftest import SOURCES, Emulator, run_emulator


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    yield from run_emulator(
        tmp_path_factory.mktemp("short"), "--instance-types", "p5.48xlarge,g6.xlarge", clusters=False
    )


def test_the_readme_has_every_gap(emulator: Emulator) -> None:
    import sys

    sys.path.insert(0, str(SOURCES))
    from emulator import every_gap  # noqa: F401
    from emulator.gap import gap_table

    assert gap_table() in (Path(SOURCES) / "README.md").read_text(encoding="utf-8")


def test_every_gap_is_an_operation_of_aws_with_a_reason(emulator: Emulator) -> None:
    gaps, session = emulator.get("gaps"), Session()
    assert len(gaps) > 50
    for gap in gaps:
        assert gap["operation"] in session.get_service_model(gap["service"]).operation_names
        assert len(gap["because"]) > 15


def test_only_the_types_asked_for_are_on_offer(short: Emulator) -> None:
    ec2 = short.aws("ec2")
    assert sorted(t["InstanceType"] for t in ec2.describe_instance_types()["InstanceTypes"]) == [
        "g6.xlarge",
        "p5.48xlarge",
    ]
    offers = ec2.describe_instance_type_offerings(LocationType="availability-zone")["InstanceTypeOfferings"]
    assert {offer["InstanceType"] for offer in offers} == {"g6.xlarge", "p5.48xlarge"}


def test_without_a_clusters_file_an_endpoint_leads_nowhere(short: Emulator) -> None:
    ec2 = short.aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.60.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.60.{n}.0/24", AvailabilityZone=f"eu-north-1{z}")["Subnet"][
            "SubnetId"
        ]
        for n, z in enumerate("ab")
    ]
    made = short.aws("eks").create_cluster(
        name="lonely",
        version="1.35",
        roleArn="arn:aws:iam::111122223333:role/x",
        resourcesVpcConfig={"subnetIds": subnets},
    )
    assert made["cluster"]["endpoint"] == "https://lonely.eks.invalid"
