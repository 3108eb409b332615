"""ECR's pull-through caches, and the templates by which their repositories are made."""

from __future__ import annotations

import re
from typing import Any

from moto.core.utils import utcnow

from .call import Call, Refusal
from .gap import fills

_WHY = "moto has no pull-through cache rules"
_WHY_TEMPLATES = "moto has no repository creation templates"

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


@fills("ecr", "CreateRepositoryCreationTemplate", because=_WHY_TEMPLATES)
def create_template(call: Call) -> dict[str, Any]:
    templates, prefix = call.shelf("repository creation templates"), call.params["prefix"]
    if prefix in templates:
        raise Refusal("TemplateAlreadyExistsException", f"A template for the prefix {prefix} exists already")
    templates[prefix] = {
        # what a template has that does not say
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "imageTagMutability": "MUTABLE",
        **call.params,
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
    }
    return _with_registry(call, templates[prefix])


@fills("ecr", "DescribeRepositoryCreationTemplates", because=_WHY_TEMPLATES)
def describe_templates(call: Call) -> dict[str, Any]:
    templates = call.shelf("repository creation templates")
    wanted = call.params.get("prefixes") or sorted(templates)
    # a template that is not there is no error, unlike a rule
    found = [templates[prefix] for prefix in wanted if prefix in templates]
    return {"registryId": call.account, "repositoryCreationTemplates": found}


@fills("ecr", "UpdateRepositoryCreationTemplate", because=_WHY_TEMPLATES)
def update_template(call: Call) -> dict[str, Any]:
    template = _template(call)
    template.update({**call.params, "updatedAt": utcnow()})
    return _with_registry(call, template)


@fills("ecr", "DeleteRepositoryCreationTemplate", because=_WHY_TEMPLATES)
def delete_template(call: Call) -> dict[str, Any]:
    template = _template(call)
    return _with_registry(call, call.shelf("repository creation templates").pop(template["prefix"]))


def _template(call: Call) -> dict[str, Any]:
    template = call.shelf("repository creation templates").get(call.params["prefix"])
    if template is None:
        raise Refusal("TemplateNotFoundException", f"No template has the prefix {call.params['prefix']}")
    return template


def _with_registry(call: Call, template: dict[str, Any]) -> dict[str, Any]:
    return {"registryId": call.account, "repositoryCreationTemplate": template}
