"""The journal: every call the emulator got, who answered it, and how it ended."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, TextIO

# enough for several whole deployments; older calls are only in the log file
_KEPT = 20_000


@dataclass(frozen=True)
class Entry:
    """One call. `answered_by` is emulator, moto, or nobody for what is not known."""

    number: int
    at: float
    client: str
    service: str
    operation: str
    answered_by: str
    status: int
    error: str
    milliseconds: int

    def as_json(self) -> dict[str, Any]:
        """As the log and the sandbox's own interface spell it."""
        fields = asdict(self)
        return {"answeredBy": fields.pop("answered_by"), **fields}


class Journal:
    """Keeps the latest calls in memory and writes each as a line of JSON to the log."""

    def __init__(self, log: TextIO | None) -> None:
        self._log = log
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()
        self._number = 0

    def add(
        self, *, client: str, service: str, operation: str, answered_by: str, status: int, error: str, began: float
    ) -> None:
        with self._lock:
            self._number += 1
            took = int((time.time() - began) * 1000)
            entry = Entry(self._number, round(began, 3), client, service, operation, answered_by, status, error, took)
            self._entries.append(entry)
            if self._log is not None:
                self._log.write(json.dumps(entry.as_json()) + "\n")

    def since(self, number: int, answered_by: str | None = None) -> Iterator[Entry]:
        """Calls after the one with this number, of one answerer only where it is named."""
        with self._lock:
            entries = list(self._entries)
        return (e for e in entries if e.number > number and answered_by in (None, e.answered_by))
