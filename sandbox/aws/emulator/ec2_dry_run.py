"""Dry runs: EC2 answers an error of its own that says the call would have succeeded."""

from __future__ import annotations

from typing import Any

from .call import Call, Refusal
from .gap import HandToMoto, fills


def end_of_dry_run(call: Call) -> None:
    """Ends a dry run here; call it when everything has been checked and nothing done."""
    if call.params.get("DryRun"):
        raise Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")


@fills(
    "ec2",
    "DescribeInstanceTypes",
    because="moto answers a dry run with the whole list, which Karpenter takes for a failed check of its permissions",
)
def describe_instance_types(call: Call) -> dict[str, Any]:
    end_of_dry_run(call)
    raise HandToMoto
