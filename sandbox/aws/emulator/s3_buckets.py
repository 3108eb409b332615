"""S3: sessions of Express One Zone, and the permission that server access logging needs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, S3Backend

from .call import Call, Refusal
from .gap import HandToMoto, fills


@fills(
    "s3",
    "CreateSession",
    because="moto has no sessions of S3 Express One Zone; the emulator gives one for any directory bucket's name, as the "
    "SDK asks for it even before the bucket is made where the endpoint is not Amazon's",
)
def create_session(call: Call) -> dict[str, Any]:
    bucket = call.params["Bucket"]
    if not bucket.endswith("--x-s3"):
        raise Refusal("InvalidRequest", f"{bucket} is not a directory bucket")
    return {
        "Credentials": {
            "AccessKeyId": "EMULATEDSESSION00000",
            "SecretAccessKey": "emulated",
            "SessionToken": "emulated",
            "Expiration": utcnow() + timedelta(minutes=5),
        }
    }


_WHY_DIRECTORIES = "moto has no directory buckets"


@fills("s3", "CreateBucket", because=_WHY_DIRECTORIES)
def create_bucket(call: Call) -> dict[str, Any]:
    name = call.params["Bucket"]
    wanted = call.params.get("CreateBucketConfiguration") or {}
    if not wanted.get("Bucket"):
        if name.endswith("--x-s3"):
            raise Refusal("InvalidBucketName", f"The name {name} is kept for directory buckets")
        raise HandToMoto
    zone = (wanted.get("Location") or {}).get("Name", "")
    if not name.endswith(f"--{zone}--x-s3"):
        raise Refusal(
            "InvalidBucketName", f"The name of a directory bucket in {zone} ends with --{zone}--x-s3, got {name}"
        )
    if zone not in {known.zone_id for known in call.backend("ec2").describe_availability_zones()}:
        raise Refusal("InvalidRequest", f"There is no zone {zone} in {call.region}")
    call.backend("s3", call.partition).create_bucket(name, call.region)
    call.shelf("directory buckets")[name] = zone
    return {"Location": f"https://{name}.s3express-{zone}.{call.region}.amazonaws.com/"}


@fills("s3", "HeadBucket", because=_WHY_DIRECTORIES)
def head_bucket(call: Call) -> dict[str, Any]:
    name = call.params["Bucket"]
    if name not in call.shelf("directory buckets") or name not in call.backend("s3", call.partition).buckets:
        raise HandToMoto
    return {
        "BucketLocationType": "AvailabilityZone",
        "BucketLocationName": call.shelf("directory buckets")[name],
        "BucketRegion": call.region,
        "AccessPointAlias": False,
    }


@fills(
    "s3",
    "PutBucketLogging",
    because='moto cannot read a target\'s policy in which a statement names everyone as `"Principal": "*"`, as one that asks '
    "for TLS does",
)
def put_bucket_logging(call: Call) -> dict[str, Any]:
    s3 = call.backend("s3", call.partition)
    bucket = s3.get_bucket(call.params["Bucket"])
    wanted = call.params["BucketLoggingStatus"].get("LoggingEnabled")
    if not wanted:
        bucket.logging = {}
        return {}
    target = s3.buckets.get(wanted["TargetBucket"])
    if target is None or target.region_name != bucket.region_name:
        raise Refusal("InvalidTargetBucketForLogging", "The target bucket for logging does not exist in this region")
    if not _takes_logs(target):
        raise Refusal(
            "InvalidTargetBucketForLogging",
            f"The policy of {target.name} does not allow logging.s3.amazonaws.com to s3:PutObject",
        )
    bucket.logging = {"TargetBucket": wanted["TargetBucket"], "TargetPrefix": wanted.get("TargetPrefix", "")}
    return {}


def deliver_no_access_logs() -> None:
    """Turns off moto's delivery, which writes an object for each request at once: no bucket could ever be emptied."""
    S3Backend.log_incoming_request = lambda *_: None  # type: ignore[method-assign]


def weigh_no_conditions() -> None:
    """Leaves statements with a condition out of a bucket's policy: moto takes each for true, as the refusal of plain HTTP.

    A request to the emulator counts as one by TLS.
    """

    def permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
        if not bucket.policy:
            return PermissionResult.NEUTRAL
        document = json.loads(bucket.policy)
        statements = document["Statement"]
        plain = [one for one in (statements if isinstance(statements, list) else [statements]) if "Condition" not in one]
        return IAMPolicy(json.dumps({**document, "Statement": plain})).is_action_permitted(action, resource)

    FakeBucket.get_permission = permission  # type: ignore[method-assign]


def _takes_logs(bucket: Any) -> bool:
    if not bucket.policy:
        return False
    statements = json.loads(bucket.policy)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        services = _listed(principal.get("Service")) if isinstance(principal, dict) else []
        if (
            statement.get("Effect") == "Allow"
            and "logging.s3.amazonaws.com" in services
            and {"s3:PutObject", "s3:*"} & set(_listed(statement.get("Action")))
        ):
            return True
    return False


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]
