"""EC2's filters and tags for what the emulator keeps itself."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

from .call import Call, Place, Refusal


def with_filters(call: Call, items: list[dict[str, Any]], named: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items that pass the call's filters; `named` says which field a filter's name is. Any other filter is refused."""
    for wanted in call.params.get("Filters") or []:
        name, values = wanted["Name"], wanted.get("Values") or []
        if not (name in named or name == "tag-key" or name.startswith("tag:")):
            raise Refusal("InvalidParameterValue", f"The filter '{name}' is invalid")
        items = [item for item in items if _passes(_found(item, name, named), values)]
    return items


def tags_on(place: Place, resource: str, asked: Mapping[str, Any], resource_type: str) -> None:
    """Puts the tags of a create call on a resource, in moto's store, where CreateTags and DescribeTags find them."""
    tags = {
        tag["Key"]: tag.get("Value", "")
        for specification in asked.get("TagSpecifications") or []
        if specification.get("ResourceType") == resource_type
        for tag in specification.get("Tags") or []
    }
    if tags:
        place.backend("ec2").create_tags([resource], tags)


def tags_of(place: Place, resource: str) -> list[dict[str, str]]:
    """A resource's tags as EC2 lists them."""
    kept = place.backend("ec2").tags.get(resource, {})
    return [{"Key": key, "Value": value} for key, value in sorted(kept.items())]


def _found(item: Mapping[str, Any], name: str, named: Mapping[str, str]) -> list[str]:
    if name in named:
        return [str(item.get(named[name], ""))]
    tags = item.get("Tags") or []
    if name == "tag-key":
        return [tag["Key"] for tag in tags]
    return [tag["Value"] for tag in tags if tag["Key"] == name.removeprefix("tag:")]


def _passes(found: list[str], patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(value, pattern) for value in found for pattern in patterns)
