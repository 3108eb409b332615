"""The gaps: operations that moto lacks, or answers in a way this platform cannot use, each with its reason.

A gap is filled (the emulator answers instead of moto) or mended (moto answers, then its store is put right).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .call import Call


class HandToMoto(Exception):
    """Raised by an answer when moto's own will do for this call."""


Answer = Callable[[Call], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Gap:
    """One operation that moto leaves open."""

    service: str
    operation: str
    how: Literal["filled", "mended"]
    because: str
    answer: Answer


GAPS: dict[tuple[str, str], Gap] = {}


def fills(service: str, *operations: str, because: str) -> Callable[[Answer], Answer]:
    """Registers a function as the answer to one or several operations of a service."""
    return _register(service, operations, "filled", because)


def mends(service: str, *operations: str, because: str) -> Callable[[Answer], Answer]:
    """Registers a function that runs after moto has carried out one of the operations; its result is not used."""
    return _register(service, operations, "mended", because)


def gap_table() -> str:
    """The gaps as a Markdown table, one row for each service and reason."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for gap in GAPS.values():
        rows.setdefault((gap.service, gap.how, gap.because), []).append(gap.operation)
    lines = ["| service | operations | how | why |", "|---|---|---|---|"]
    for (service, how, why), names in sorted(rows.items(), key=lambda row: (row[0][0], sorted(row[1]))):
        lines.append(f"| {service} | {', '.join(sorted(names))} | {how} | {why} |")
    return "\n".join(lines) + "\n"


def _register(
    service: str, operations: tuple[str, ...], how: Literal["filled", "mended"], because: str
) -> Callable[[Answer], Answer]:
    def register(answer: Answer) -> Answer:
        for operation in operations:
            if (service, operation) in GAPS:
                raise ValueError(f"{service} {operation} is registered twice")
            GAPS[service, operation] = Gap(service, operation, how, because, answer)
        return answer

    return register
