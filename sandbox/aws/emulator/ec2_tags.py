"""Tags that are put on, changed or taken off after a resource was made."""

from __future__ import annotations

from typing import Any

from .call import Call
from .gap import HandToMoto, fills
from .tags import from_pairs

_WHY = "moto asks its own store whether a resource is there: the emulator's connections and groups are not"


@fills("ec2", "CreateTags", because=_WHY)
def create_tags(call: Call) -> dict[str, Any]:
    ec2, theirs = call.backend("ec2"), _kept_by_moto(call)
    ec2.do_resources_exist(theirs)
    ec2.create_tags(call.params["Resources"], from_pairs(call.params["Tags"]))
    return {}


@fills("ec2", "DeleteTags", because=_WHY)
def delete_tags(call: Call) -> dict[str, Any]:
    _kept_by_moto(call)
    # a tag that is named without a value goes whatever it says
    named = {tag["Key"]: tag.get("Value") for tag in call.params.get("Tags") or []}
    call.backend("ec2").delete_tags(call.params["Resources"], named)
    return {}


def _kept_by_moto(call: Call) -> list[str]:
    """What of the call's resources the emulator does not keep; where it keeps none, moto's own answer will do."""
    groups = call.shelf("placement groups").values()
    ours = {*call.shelf("vpn connections"), *call.shelf("reservations"), *(group["GroupId"] for group in groups)}
    asked = call.params.get("Resources") or []
    if ours.isdisjoint(asked):
        raise HandToMoto
    return [resource for resource in asked if resource not in ours]
