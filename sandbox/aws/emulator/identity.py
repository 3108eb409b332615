"""Identifiers in AWS's form. Random, as AWS's own: nothing may rely on them."""

from __future__ import annotations

import hashlib
import secrets


def resource_id(prefix: str) -> str:
    """`cr-` and 17 hexadecimal digits, as EC2, FSx and EKS name things."""
    return f"{prefix}-{secrets.token_hex(9)[:17]}"


def stable_id(prefix: str, *facts: str) -> str:
    """The same identifier for the same facts: for things that AWS, not the account, makes."""
    return f"{prefix}-{hashlib.sha256('/'.join(facts).encode()).hexdigest()[:17]}"
