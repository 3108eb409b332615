"""AWS is throttled, broken or away where a drill says so, as often as it says, and well everywhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator


@pytest.fixture(autouse=True)
def lifted(emulator: Emulator) -> Iterator[None]:
    yield
    emulator.post("faults", {"faults": []})


def refusal(emulator: Emulator, service: str, operation: str, **arguments: str) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        getattr(emulator.aws(service), operation)(**arguments)
    answer = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("kind", "service", "operation", "said"),
    [
        ("throttled", "ec2", "describe_vpcs", ("RequestLimitExceeded", 503)),
        ("throttled", "s3", "list_buckets", ("SlowDown", 503)),
        ("throttled", "iam", "list_roles", ("Throttling", 400)),
        ("throttled", "eks", "list_clusters", ("ThrottlingException", 400)),
        ("throttled", "kms", "list_keys", ("ThrottlingException", 400)),
        ("broken", "ec2", "describe_vpcs", ("InternalError", 500)),
        ("broken", "kms", "list_keys", ("InternalFailure", 500)),
        ("away", "eks", "list_clusters", ("ServiceUnavailable", 503)),
    ],
)
def test_says_what_the_service_would_say(
    emulator: Emulator, kind: str, service: str, operation: str, said: tuple[str, int]
) -> None:
    emulator.post("faults", {"faults": [{"kind": kind, "service": service}]})
    assert refusal(emulator, service, operation) == said


def test_is_given_as_often_as_asked_and_counted(emulator: Emulator) -> None:
    emulator.post("faults", {"faults": [{"kind": "broken", "service": "ec2", "operation": "DescribeVpcs", "times": 2}]})
    emulator.aws("ec2").describe_subnets()
    # the client tries once more by itself
    assert refusal(emulator, "ec2", "describe_vpcs") == ("InternalError", 500)
    emulator.aws("ec2").describe_vpcs()
    assert [(fault["times"], fault["given"]) for fault in emulator.get("faults")] == [(0, 2)]


def test_may_be_of_one_bucket(emulator: Emulator) -> None:
    for bucket in ("state", "data"):
        emulator.aws("s3").create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
        )
    emulator.post("faults", {"faults": [{"kind": "away", "service": "s3", "path": "/state"}]})
    assert refusal(emulator, "s3", "get_bucket_policy", Bucket="state") == ("ServiceUnavailable", 503)
    assert refusal(emulator, "s3", "get_bucket_policy", Bucket="data")[0] == "NoSuchBucketPolicy"


def test_an_unknown_kind_is_refused(emulator: Emulator) -> None:
    status, answer = emulator.sandbox("faults", {"faults": [{"kind": "tired"}]})
    assert (status, answer["error"]) == (400, "ValueError: kind must be one of throttled, broken, away, got tired")
