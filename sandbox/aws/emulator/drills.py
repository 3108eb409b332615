"""What may go wrong on purpose: interruptions, impaired instances, reservations that end."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timezone
from typing import Any

from moto.core.utils import utcnow

from .call import Place, Refusal
from .ec2_reservations import keep_reservation

# detail types and the fields that Karpenter reads, by the kind of interruption:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html and
# https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ec2.html
_EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    "spot": ("EC2 Spot Instance Interruption Warning", {"instance-action": "terminate"}),
    "rebalance": ("EC2 Instance Rebalance Recommendation", {}),
    "stopping": ("EC2 Instance State-change Notification", {"state": "stopping"}),
    "terminated": ("EC2 Instance State-change Notification", {"state": "terminated"}),
    "capacity": ("EC2 Capacity Reservation Instance Interruption Warning", {"instance-action": "terminate"}),
}


def interrupt(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    """Puts EC2's own event for an instance on the default bus: the platform's rules must carry it to the platform's queue."""
    identity, kind = asked["instanceId"], asked.get("kind", "spot")
    if kind not in _EVENTS:
        raise ValueError(f"kind must be one of {', '.join(_EVENTS)}, got {kind}")
    instance = place.backend("ec2").get_instance(identity)
    detail_type, more = _EVENTS[kind]
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": "aws.ec2",
        "account": place.account,
        "time": utcnow().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": place.region,
        "resources": [place.arn("ec2", f"instance/{instance.id}")],
        "detail": {"instance-id": instance.id, **more},
    }
    carried_by = [
        rule.name
        for rule in place.backend("events").event_buses["default"].rules.values()
        if rule.state == "ENABLED" and rule.event_pattern.matches_event(event)
    ]
    if not carried_by:
        raise Refusal("NoRule", f'no rule of the default event bus matches "{detail_type}" from aws.ec2')
    place.backend("events").put_events(
        [
            {
                "Source": event["source"],
                "DetailType": detail_type,
                "Detail": json.dumps(event["detail"]),
                "Resources": event["resources"],
            }
        ]
    )
    return {"rules": carried_by, "event": event}


def mark_impaired(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    """Fails the status checks of an instance, or mends them with `impaired: false`."""
    identity = place.backend("ec2").get_instance(asked["instanceId"]).id
    impaired = place.shelf("impaired instances")
    if asked.get("impaired", True):
        impaired.setdefault(identity, utcnow())
    else:
        impaired.pop(identity, None)
    return {"impaired": sorted(impaired)}


def set_reservation(place: Place, asked: dict[str, Any]) -> dict[str, Any]:
    """Makes a reservation or Capacity Block under a given id, or moves the end of one that exists."""
    identity = asked["id"]
    ends_at = _time(asked["endsAt"]) if asked.get("endsAt") else None
    kept = place.shelf("reservations")
    if identity in kept:
        kept[identity]["EndDate"] = ends_at
        kept[identity]["EndDateType"] = "limited" if ends_at else "unlimited"
        kept[identity]["TotalInstanceCount"] = int(asked.get("count", kept[identity]["TotalInstanceCount"]))
    else:
        keep_reservation(
            place,
            identity,
            instance_type=asked["instanceType"],
            zone=asked["zone"],
            count=int(asked["count"]),
            ends_at=ends_at,
            block=bool(asked.get("block", False)),
        )
        if asked.get("tags"):
            place.backend("ec2").create_tags([identity], dict(asked["tags"]))
    return dict(kept[identity])


def _time(text: str) -> datetime:
    """ISO 8601 as moto keeps time: naive, in UTC."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment
