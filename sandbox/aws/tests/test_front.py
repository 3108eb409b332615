"""Nothing that is not known succeeds, whoever asks and however."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, Emulator


def test_knows_the_account_of_the_platform(emulator: Emulator) -> None:
    assert emulator.aws("sts").get_caller_identity()["Account"] == ACCOUNT


def test_knows_keys_of_another_account(emulator: Emulator) -> None:
    role = "arn:aws:iam::999988887777:role/drill"
    keys = emulator.aws("sts").assume_role(RoleArn=role, RoleSessionName="drill")["Credentials"]
    other = boto3.client(
        "sts",
        endpoint_url=emulator.url,
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert other.get_caller_identity()["Account"] == "999988887777"


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "message"),
    [
        ("eks", "list_insights", {"clusterName": "burst"}, "the emulator does not know eks ListInsights"),
        ("fsx", "describe_volumes", {}, "the emulator does not know fsx DescribeVolumes"),
        ("ec2", "describe_local_gateways", {}, "the emulator does not know ec2 DescribeLocalGateways"),
        (
            "s3",
            "get_bucket_metrics_configuration",
            {"Bucket": "b", "Id": "x"},
            "does not know s3 GetBucketMetricsConfiguration",
        ),
        ("braket", "get_device", {"deviceArn": "arn:x"}, "the emulator does not know braket GetDevice"),
        ("rolesanywhere", "list_crls", {}, "the emulator does not know rolesanywhere ListCrls"),
    ],
)
def test_refuses_what_it_does_not_know(
    emulator: Emulator, service: str, operation: str, arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(emulator.aws(service), operation)(**arguments)
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    assert message in refused.value.response["Error"]["Message"]
    # final: an SDK would try a 5xx again for minutes
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_lists_the_calls_that_nobody_answered(emulator: Emulator) -> None:
    before = max((call["number"] for call in emulator.get("calls")), default=0)
    emulator.aws("ec2").describe_vpcs()
    with pytest.raises(ClientError):
        emulator.aws("ec2").describe_local_gateways()
    every = emulator.get(f"calls?since={before}")
    assert [(c["operation"], c["answeredBy"]) for c in every] == [
        ("DescribeVpcs", "moto"),
        ("DescribeLocalGateways", "nobody"),
    ]
    assert [c["operation"] for c in emulator.get(f"calls?since={before}&answeredBy=nobody")] == [
        "DescribeLocalGateways"
    ]
    last = json.loads(emulator.calls_file.read_text().splitlines()[-1])
    assert last["error"].startswith("NotImplemented: the emulator does not know ec2 DescribeLocalGateways")


def test_refuses_an_action_that_aws_does_not_have(emulator: Emulator) -> None:
    request = urllib.request.Request(emulator.url, data=b"Action=MakeCoffee&Version=2016-11-15", method="POST")
    request.add_header("Content-Type", "application/x-www-form-urlencoded")
    request.add_header(
        "Authorization", f"AWS4-HMAC-SHA256 Credential=x/20261101/{REGION}/ec2/aws4_request, Signature=x"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    assert b"the emulator does not know ec2 MakeCoffee" in refused.value.read()


def test_refuses_a_service_that_aws_does_not_have(emulator: Emulator) -> None:
    request = urllib.request.Request(f"{emulator.url}/coffee", method="GET")
    request.add_header(
        "Authorization", f"AWS4-HMAC-SHA256 Credential=x/20261101/{REGION}/coffee/aws4_request, Signature=x"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    assert b"the emulator does not know coffee GET /coffee" in refused.value.read()


def test_refuses_what_is_not_signed(emulator: Emulator) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{emulator.url}/some-bucket")
    assert refused.value.code == 403


def test_names_its_own_paths_when_asked_for_another(emulator: Emulator) -> None:
    status, answer = emulator.sandbox("coffee")
    assert status == 404
    assert answer["error"].startswith(
        "no GET /sandbox/coffee; there are: DELETE /sandbox/instances, GET /sandbox/calls"
    )


def test_says_what_is_wrong_with_what_the_sandbox_asks(emulator: Emulator) -> None:
    assert emulator.sandbox("capacity", {"refuse": [{"instancetype": "p5.48xlarge"}]}) == (
        400,
        {"error": "KeyError: 'instancetype'"},
    )
    assert emulator.sandbox("capacity", []) == (400, {"error": "BadRequest: the body must be a JSON object"})
