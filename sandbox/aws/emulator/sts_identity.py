"""Who calls: keys that STS gave for a role of another account are that account's."""

from __future__ import annotations

from typing import Any

from moto.iam.models import iam_backends

from .call import Call
from .gap import HandToMoto, fills


@fills("sts", "GetCallerIdentity", because="moto answers with the platform's account, whosever keys they are")
def get_caller_identity(call: Call) -> dict[str, Any]:
    for account, partitions in list(iam_backends.items()):
        if account != call.account and call.access_key in partitions[call.partition].access_keys:
            arn = f"arn:{call.partition}:sts::{account}:assumed-role/another/session"
            return {"UserId": call.access_key, "Account": account, "Arn": arn}
    raise HandToMoto
