"""Answers that AWS gives when it is not well: throttling, faults of its own, a service that is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .call import Place, Refusal

Kind = Literal["throttled", "broken", "away"]

# what a service says where it differs from the others; "": every other service
_CODES: dict[Kind, dict[str, tuple[str, int]]] = {
    "throttled": {"": ("ThrottlingException", 400), "ec2": ("RequestLimitExceeded", 503), "s3": ("SlowDown", 503)},
    "broken": {"": ("InternalFailure", 500), "ec2": ("InternalError", 500), "s3": ("InternalError", 500)},
    "away": {"": ("ServiceUnavailable", 503)},
}

# services of the old query protocol spell it without "Exception"
_QUERY = frozenset({"autoscaling", "cloudwatch", "elbv2", "iam", "sns", "sts"})


@dataclass
class Fault:
    """Answers matching calls with an error; an absent field matches all, `times` is how many more (None: until lifted)."""

    kind: Kind
    service: str | None = None
    operation: str | None = None
    path: str | None = None
    times: int | None = None
    given: int = 0

    def matches(self, service: str, operation: str, path: str) -> bool:
        return (
            self.times != 0
            and self.service in (None, service)
            and self.operation in (None, operation)
            and (self.path is None or path.startswith(self.path))
        )

    def error(self, service: str) -> tuple[Refusal, int]:
        """The error as this service spells it, and its HTTP status."""
        codes = _CODES[self.kind]
        code, status = codes.get(service, codes[""])
        if code == "ThrottlingException" and service in _QUERY:
            code = "Throttling"
        return Refusal(code, f"{service} is {self.kind} on purpose"), status


def set_faults(place: Place, faults: list[Fault]) -> None:
    """Replaces the faults in force; an empty list lifts all."""
    for fault in faults:
        if fault.kind not in _CODES:
            raise ValueError(f"kind must be one of {', '.join(_CODES)}, got {fault.kind}")
    place.shelf("faults")["in force"] = faults


def faults_set(place: Place) -> list[dict[str, Any]]:
    """As the sandbox's own interface spells them, those that are used up, too."""
    return [
        {
            "kind": fault.kind,
            "service": fault.service,
            "operation": fault.operation,
            "path": fault.path,
            "times": fault.times,
            "given": fault.given,
        }
        for fault in place.shelf("faults").get("in force", [])
    ]


def take_fault(place: Place, service: str, operation: str, path: str) -> tuple[Refusal, int] | None:
    """The error that a call gets instead of its answer; None where all is well."""
    for fault in place.shelf("faults").get("in force", []):
        if fault.matches(service, operation, path):
            if fault.times is not None:
                fault.times -= 1
            fault.given += 1
            return fault.error(service)
    return None
