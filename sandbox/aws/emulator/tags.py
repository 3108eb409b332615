"""Tags of what the emulator keeps itself, by ARN. EC2's own tags are in moto's store; see filters.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .call import Place

_SHELF = "tags"


def put_tags(place: Place, arn: str, tags: Mapping[str, str]) -> None:
    place.shelf(_SHELF).setdefault(arn, {}).update(tags)


def take_tags(place: Place, arn: str, keys: Iterable[str]) -> None:
    kept = place.shelf(_SHELF).get(arn, {})
    for key in keys:
        kept.pop(key, None)


def tags_at(place: Place, arn: str) -> dict[str, str]:
    return dict(sorted(place.shelf(_SHELF).get(arn, {}).items()))


def forget_tags(place: Place, arn: str) -> None:
    place.shelf(_SHELF).pop(arn, None)


def as_pairs(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as a list, as most services write them."""
    return [{key: k, value: v} for k, v in tags.items()]


def from_pairs(pairs: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    return {pair[key]: pair.get(value, "") for pair in pairs or []}
