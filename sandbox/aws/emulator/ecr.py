"""ECR's pull-through caches."""

from __future__ import annotations

import re
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Refusal
from .gap import fills

_WHY = "moto has no pull-through cache rules"

# registries that ECR caches from: those that ask for no credential, and those that do
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
_OPEN = {"public.ecr.aws": "ecr-public", "registry.k8s.io": "k8s", "quay.io": "quay"}
_CLOSED = {
    "registry-1.docker.io": "docker-hub",
    "ghcr.io": "github-container-registry",
    "registry.gitlab.com": "gitlab-container-registry",
    "cgr.dev": "chainguard",
}


@fills("ecr", "CreatePullThroughCacheRule", because=_WHY)
def create_rule(call: Call) -> dict[str, Any]:
    asked = call.params
    prefix, host = asked["ecrRepositoryPrefix"], asked["upstreamRegistryUrl"].removeprefix("https://").split("/")[0]
    rules = call.shelf("pull-through cache rules")
    if prefix in rules:
        raise Refusal("PullThroughCacheRuleAlreadyExistsException", f"A rule for the prefix {prefix} exists already")
    closed = host in _CLOSED or host.endswith(".azurecr.io")
    own = re.fullmatch(r"\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com(\.cn)?", host)
    if not (host in _OPEN or closed or own):
        raise Refusal("UnsupportedUpstreamRegistryException", f"The upstream registry {host} is not supported")
    if closed and not asked.get("credentialArn"):
        raise Refusal("InvalidParameterException", f"The upstream registry {host} needs a credentialArn")
    rules[prefix] = {
        "ecrRepositoryPrefix": prefix,
        "upstreamRegistryUrl": asked["upstreamRegistryUrl"],
        "upstreamRegistry": _OPEN.get(host) or _CLOSED.get(host) or ("ecr" if own else "azure-container-registry"),
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
        "registryId": call.account,
        **{key: asked[key] for key in ("credentialArn", "customRoleArn", "upstreamRepositoryPrefix") if key in asked},
    }
    return rules[prefix]


@fills("ecr", "DescribePullThroughCacheRules", because=_WHY)
def describe_rules(call: Call) -> dict[str, Any]:
    rules = call.shelf("pull-through cache rules")
    wanted = call.params.get("ecrRepositoryPrefixes") or sorted(rules)
    return {"pullThroughCacheRules": [_rule(call, prefix) for prefix in wanted]}


@fills("ecr", "UpdatePullThroughCacheRule", because=_WHY)
def update_rule(call: Call) -> dict[str, Any]:
    rule = _rule(call, call.params["ecrRepositoryPrefix"])
    rule.update({key: call.params[key] for key in ("credentialArn", "customRoleArn") if key in call.params})
    rule["updatedAt"] = utcnow()
    return rule


@fills("ecr", "DeletePullThroughCacheRule", because=_WHY)
def delete_rule(call: Call) -> dict[str, Any]:
    rule = _rule(call, call.params["ecrRepositoryPrefix"])
    return call.shelf("pull-through cache rules").pop(rule["ecrRepositoryPrefix"])


def _rule(call: Call, prefix: str) -> dict[str, Any]:
    rule = call.shelf("pull-through cache rules").get(prefix)
    if rule is None:
        raise Refusal(
            "PullThroughCacheRuleNotFoundException",
            f"No pull through cache rule with prefix '{prefix}' exists in the registry with id '{call.account}'",
        )
    return rule
