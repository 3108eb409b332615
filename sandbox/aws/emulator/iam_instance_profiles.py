"""Instance profiles by their path: Karpenter takes every one that is listed under its own path for one that it made."""

from __future__ import annotations

from typing import Any

from .call import Call
from .gap import fills


@fills(
    "iam",
    "ListInstanceProfiles",
    because="moto ignores the path prefix, so that Karpenter deletes a profile of Terraform's as one of its own",
)
def list_instance_profiles(call: Call) -> dict[str, Any]:
    prefix = call.params.get("PathPrefix", "/")
    profiles = call.backend("iam", call.partition).get_instance_profiles()
    return {"InstanceProfiles": [_described(one) for one in profiles if one.path.startswith(prefix)]}


def _described(profile: Any) -> dict[str, Any]:
    return {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": profile.create_date,
        "Roles": [_role(role) for role in profile.roles],
    }


def _role(role: Any) -> dict[str, Any]:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": role.assume_role_policy_document,
    }
