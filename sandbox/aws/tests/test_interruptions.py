"""An interruption reaches the platform's queue through the platform's own rules, or the drill says that none matched."""

from __future__ import annotations

import json

import pytest
from conftest import Emulator, Network

PATTERNS = {
    "spot": "EC2 Spot Instance Interruption Warning",
    "rebalance": "EC2 Instance Rebalance Recommendation",
    "stopping": "EC2 Instance State-change Notification",
    "capacity": "EC2 Capacity Reservation Instance Interruption Warning",
}


@pytest.fixture(scope="module")
def instance(emulator: Emulator, network: Network) -> str:
    started = emulator.aws("ec2").run_instances(
        ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId=network.subnets["eu-north-1a"], InstanceType="g6.xlarge"
    )
    return started["Instances"][0]["InstanceId"]


@pytest.mark.parametrize(("kind", "detail_type"), PATTERNS.items())
def test_the_rule_that_matches_carries_it(emulator: Emulator, instance: str, kind: str, detail_type: str) -> None:
    queue = emulator.aws("sqs").create_queue(QueueName=kind)["QueueUrl"]
    arn = emulator.aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    pattern = json.dumps({"source": ["aws.ec2"], "detail-type": [detail_type]})
    emulator.aws("events").put_rule(Name=kind, EventPattern=pattern)
    emulator.aws("events").put_targets(Rule=kind, Targets=[{"Id": "queue", "Arn": arn}])
    assert emulator.post("interruptions", {"instanceId": instance, "kind": kind})["rules"] == [kind]
    (message,) = emulator.aws("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"], event["detail"]["instance-id"]) == ("aws.ec2", detail_type, instance)


def test_says_when_no_rule_matches(emulator: Emulator, instance: str) -> None:
    emulator.aws("events").put_rule(
        Name="misspelt", EventPattern=json.dumps({"source": ["aws.ec2"], "detail-type": ["C2 Instance State-change"]})
    )
    emulator.aws("events").disable_rule(Name="stopping")
    status, answer = emulator.sandbox("interruptions", {"instanceId": instance, "kind": "terminated"})
    assert (status, answer["error"]) == (
        409,
        'NoRule: no rule of the default event bus matches "EC2 Instance State-change Notification" from aws.ec2',
    )


def test_names_the_kinds_it_knows(emulator: Emulator, instance: str) -> None:
    status, answer = emulator.sandbox("interruptions", {"instanceId": instance, "kind": "meteor"})
    assert status == 400
    assert answer["error"].endswith("kind must be one of spot, rebalance, stopping, terminated, capacity, got meteor")
