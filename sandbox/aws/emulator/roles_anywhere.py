"""IAM Roles Anywhere: trust anchors and profiles. No certificate is exchanged for credentials here."""

from __future__ import annotations

import uuid
from typing import Any

from cryptography import x509
from moto.core.utils import utcnow

from .call import Call, Place, Refusal
from .gap import fills
from .tags import as_pairs, forget_tags, from_pairs, put_tags, tags_at, take_tags

_WHY = "moto has no Roles Anywhere"

_ANCHORS, _PROFILES = "trust anchors", "profiles"

# what AWS notifies of by default: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/customize-notification-settings.html
_NOTIFICATIONS = [
    {"enabled": True, "event": event, "threshold": 45, "channel": "ALL", "configuredBy": "rolesanywhere.amazonaws.com"}
    for event in ("CA_CERTIFICATE_EXPIRY", "END_ENTITY_CERTIFICATE_EXPIRY")
]

# and how it reads a certificate: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/attribute-mapping.html
_ATTRIBUTES = [
    {"certificateField": "x509Issuer", "mappingRules": [{"specifier": "*"}]},
    {"certificateField": "x509SAN", "mappingRules": [{"specifier": name} for name in ("DNS", "URI", "Name/*")]},
    {"certificateField": "x509Subject", "mappingRules": [{"specifier": "*"}]},
]


@fills("rolesanywhere", "CreateTrustAnchor", because=_WHY)
def create_trust_anchor(call: Call) -> dict[str, Any]:
    asked, identity = call.params, str(uuid.uuid4())
    _check_source(asked["source"])
    arn = call.arn("rolesanywhere", f"trust-anchor/{identity}")
    put_tags(call, arn, from_pairs(asked.get("tags"), "key", "value"))
    call.shelf(_ANCHORS)[identity] = {
        "trustAnchorId": identity,
        "trustAnchorArn": arn,
        "name": asked["name"],
        "source": asked["source"],
        "enabled": asked.get("enabled", False),
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
        "notificationSettings": asked.get("notificationSettings") or _NOTIFICATIONS,
    }
    return {"trustAnchor": call.shelf(_ANCHORS)[identity]}


@fills("rolesanywhere", "UpdateTrustAnchor", because=_WHY)
def update_trust_anchor(call: Call) -> dict[str, Any]:
    asked, anchor = call.params, _anchor(call)
    if "source" in asked:
        _check_source(asked["source"])
    anchor.update({key: asked[key] for key in ("name", "source") if key in asked}, updatedAt=utcnow())
    return {"trustAnchor": anchor}


@fills("rolesanywhere", "GetTrustAnchor", because=_WHY)
def get_trust_anchor(call: Call) -> dict[str, Any]:
    return {"trustAnchor": _anchor(call)}


@fills("rolesanywhere", "EnableTrustAnchor", "DisableTrustAnchor", because=_WHY)
def switch_trust_anchor(call: Call) -> dict[str, Any]:
    _anchor(call)["enabled"] = call.operation.startswith("Enable")
    return {"trustAnchor": _anchor(call)}


@fills("rolesanywhere", "PutNotificationSettings", because=_WHY)
def put_notification_settings(call: Call) -> dict[str, Any]:
    anchor = _anchor(call)
    changed = {setting["event"]: setting for setting in call.params["notificationSettings"]}
    kept = [setting for setting in anchor["notificationSettings"] if setting["event"] not in changed]
    anchor["notificationSettings"] = kept + [{"channel": "ALL", **setting} for setting in changed.values()]
    return {"trustAnchor": anchor}


@fills("rolesanywhere", "DeleteTrustAnchor", because=_WHY)
def delete_trust_anchor(call: Call) -> dict[str, Any]:
    anchor = _anchor(call)
    forget_tags(call, anchor["trustAnchorArn"])
    return {"trustAnchor": call.shelf(_ANCHORS).pop(anchor["trustAnchorId"])}


@fills("rolesanywhere", "CreateProfile", because=_WHY)
def create_profile(call: Call) -> dict[str, Any]:
    asked, identity = call.params, str(uuid.uuid4())
    for role in asked["roleArns"]:
        _check_role(call, role)
    arn = call.arn("rolesanywhere", f"profile/{identity}")
    put_tags(call, arn, from_pairs(asked.get("tags"), "key", "value"))
    call.shelf(_PROFILES)[identity] = {
        "profileId": identity,
        "profileArn": arn,
        "name": asked["name"],
        "requireInstanceProperties": asked.get("requireInstanceProperties", False),
        "enabled": asked.get("enabled", False),
        "createdBy": call.account,
        "roleArns": asked["roleArns"],
        "managedPolicyArns": asked.get("managedPolicyArns", []),
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
        "durationSeconds": asked.get("durationSeconds", 3600),
        "acceptRoleSessionName": asked.get("acceptRoleSessionName", False),
        "attributeMappings": _ATTRIBUTES,
        **{key: asked[key] for key in ("sessionPolicy",) if asked.get(key)},
    }
    return {"profile": call.shelf(_PROFILES)[identity]}


@fills("rolesanywhere", "UpdateProfile", because=_WHY)
def update_profile(call: Call) -> dict[str, Any]:
    asked, profile = call.params, _profile(call)
    for role in asked.get("roleArns", []):
        _check_role(call, role)
    changeable = ("name", "sessionPolicy", "roleArns", "managedPolicyArns", "durationSeconds", "acceptRoleSessionName")
    profile.update({key: asked[key] for key in changeable if key in asked}, updatedAt=utcnow())
    return {"profile": profile}


@fills("rolesanywhere", "GetProfile", because=_WHY)
def get_profile(call: Call) -> dict[str, Any]:
    return {"profile": _profile(call)}


@fills("rolesanywhere", "EnableProfile", "DisableProfile", because=_WHY)
def switch_profile(call: Call) -> dict[str, Any]:
    _profile(call)["enabled"] = call.operation.startswith("Enable")
    return {"profile": _profile(call)}


@fills("rolesanywhere", "DeleteProfile", because=_WHY)
def delete_profile(call: Call) -> dict[str, Any]:
    profile = _profile(call)
    forget_tags(call, profile["profileArn"])
    return {"profile": call.shelf(_PROFILES).pop(profile["profileId"])}


@fills("rolesanywhere", "ListTagsForResource", because=_WHY)
def list_tags(call: Call) -> dict[str, Any]:
    return {"tags": as_pairs(tags_at(call, call.params["resourceArn"]), "key", "value")}


@fills("rolesanywhere", "TagResource", because=_WHY)
def tag_resource(call: Call) -> dict[str, Any]:
    put_tags(call, call.params["resourceArn"], from_pairs(call.params["tags"], "key", "value"))
    return {}


@fills("rolesanywhere", "UntagResource", because=_WHY)
def untag_resource(call: Call) -> dict[str, Any]:
    take_tags(call, call.params["resourceArn"], call.params["tagKeys"])
    return {}


def _anchor(call: Call) -> dict[str, Any]:
    anchor = call.shelf(_ANCHORS).get(call.params["trustAnchorId"])
    if anchor is None:
        raise Refusal("ResourceNotFoundException", f"TrustAnchor {call.params['trustAnchorId']} not found.")
    return anchor


def _profile(call: Call) -> dict[str, Any]:
    profile = call.shelf(_PROFILES).get(call.params["profileId"])
    if profile is None:
        raise Refusal("ResourceNotFoundException", f"Profile {call.params['profileId']} not found.")
    return profile


def _check_source(source: dict[str, Any]) -> None:
    """AWS takes certificate authorities only: version 3, basic constraint CA true."""
    if source["sourceType"] != "CERTIFICATE_BUNDLE":
        return
    try:
        bundle = x509.load_pem_x509_certificates(source["sourceData"]["x509CertificateData"].encode())
        authority = all(c.extensions.get_extension_for_class(x509.BasicConstraints).value.ca for c in bundle)
    except (ValueError, KeyError, x509.ExtensionNotFound) as wrong:
        raise Refusal(
            "ValidationException", f"Incorrect basic constraints or unreadable certificate: {wrong}"
        ) from None
    if not authority:
        raise Refusal("ValidationException", "Incorrect basic constraints for CA certificate")


def _check_role(place: Place, arn: str) -> None:
    iam = place.backend("iam", place.partition)
    if not any(role.arn == arn for role in iam.roles.values()):
        raise Refusal("ValidationException", f"Role {arn} does not exist")
