"""The file that says which control planes run on this machine: `{name: {endpoint, certificateAuthorityData}}`.

It is read at each request, because the control planes start beside the emulator.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypedDict

VARIABLE = "SANDBOX_CLUSTERS"


class ControlPlane(TypedDict):
    """What EKS tells a client about a cluster's API server."""

    endpoint: str
    certificateAuthorityData: str


def control_planes() -> dict[str, ControlPlane] | None:
    """Every control plane of the file; None where the emulator was started without one."""
    path = os.environ.get(VARIABLE)
    if not path:
        return None
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
