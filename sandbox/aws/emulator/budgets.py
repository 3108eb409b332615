"""Budgets: what Terraform reads back of one and moto leaves out."""

from __future__ import annotations

from typing import Any

from moto.core.utils import unix_time

from .call import Call, Refusal
from .gap import HandToMoto, fills
from .tags import as_pairs, from_pairs, put_tags, tags_at, take_tags

_WHY_SUBSCRIBERS = "moto keeps the subscribers of a notification and never tells them"
_WHY_TAGS = "moto has no tags of budgets"
_WHY_UPDATE = "moto cannot change a budget"


@fills("budgets", "DescribeSubscribersForNotification", because=_WHY_SUBSCRIBERS)
def describe_subscribers(call: Call) -> dict[str, Any]:
    wanted = call.params["Notification"]
    for notification in _budget(call).notifications:
        if all(notification.details.get(key) == value for key, value in wanted.items() if key != "NotificationState"):
            return {"Subscribers": notification.subscribers}
    raise Refusal("NotFoundException", "Unable to get subscribers - the notification doesn't exist.")


@fills("budgets", "CreateBudget", because=_WHY_TAGS)
def create_budget(call: Call) -> dict[str, Any]:
    put_tags(call, _arn(call, call.params["Budget"]["BudgetName"]), from_pairs(call.params.get("ResourceTags")))
    raise HandToMoto


@fills("budgets", "UpdateBudget", because=_WHY_UPDATE)
def update_budget(call: Call) -> dict[str, Any]:
    kept, wanted = _budget(call, call.params["NewBudget"]["BudgetName"]), dict(call.params["NewBudget"])
    period = {key: unix_time(moment) for key, moment in wanted.pop("TimePeriod", {}).items()}
    kept.budget.update(wanted, LastUpdatedTime=unix_time())
    kept.budget["TimePeriod"].update(period)
    return {}


@fills("budgets", "ListTagsForResource", because=_WHY_TAGS)
def list_tags(call: Call) -> dict[str, Any]:
    return {"ResourceTags": as_pairs(tags_at(call, call.params["ResourceARN"]))}


@fills("budgets", "TagResource", because=_WHY_TAGS)
def tag_resource(call: Call) -> dict[str, Any]:
    put_tags(call, call.params["ResourceARN"], from_pairs(call.params["ResourceTags"]))
    return {}


@fills("budgets", "UntagResource", because=_WHY_TAGS)
def untag_resource(call: Call) -> dict[str, Any]:
    take_tags(call, call.params["ResourceARN"], call.params["ResourceTagKeys"])
    return {}


def _budget(call: Call, name: str | None = None) -> Any:
    wanted = name or call.params["BudgetName"]
    budget = call.backend("budgets", call.partition).budgets[call.account].get(wanted)
    if budget is None:
        raise Refusal("NotFoundException", f"Unable to get budget: {wanted} - the budget doesn't exist.")
    return budget


def _arn(call: Call, name: str) -> str:
    return call.arn("budgets", f"budget/{name}", "")
