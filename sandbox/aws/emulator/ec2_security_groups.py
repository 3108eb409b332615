"""Rules of security groups: what moto drops of them."""

from __future__ import annotations

from typing import Any

from .call import Call, Refusal
from .gap import fills, mends


@mends(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    "AuthorizeSecurityGroupEgress",
    because="moto drops the description of a rule that refers to a group",
)
def keep_descriptions(call: Call) -> None:
    group = call.backend("ec2").get_security_group_from_id(call.params["GroupId"])
    rules = group.egress_rules if call.operation.endswith("Egress") else group.ingress_rules
    for permission in call.params.get("IpPermissions") or []:
        for pair in permission.get("UserIdGroupPairs") or []:
            for rule in rules:
                if rule.source_group.get("GroupId") == pair.get("GroupId") and rule.description is None:
                    rule.ip_range["Description"] = pair.get("Description")


@fills(
    "ec2",
    "ModifySecurityGroupRules",
    because="moto asks every rule for ports, which one of all protocols has not, and keeps another group's id as it was",
)
def modify_rules(call: Call) -> dict[str, Any]:
    group = call.backend("ec2").get_security_group_from_id(call.params["GroupId"])
    for change in call.params["SecurityGroupRules"]:
        rule = group.get_rule(change["SecurityGroupRuleId"]) if group else None
        if rule is None:
            raise Refusal(
                "InvalidSecurityGroupRuleId.NotFound",
                f"The security group rule ID '{change['SecurityGroupRuleId']}' does not exist",
            )
        wanted = change["SecurityGroupRule"]
        rule.ip_protocol = wanted["IpProtocol"]
        rule.from_port, rule.to_port = (
            (None, None) if wanted["IpProtocol"] == "-1" else (wanted["FromPort"], wanted["ToPort"])
        )
        ranges = {"CidrIp": wanted.get("CidrIpv4"), "CidrIpv6": wanted.get("CidrIpv6")}
        description = {"Description": wanted.get("Description")}
        rule.ip_range = {key: value for key, value in {**ranges, **description}.items() if value is not None}
        if "ReferencedGroupId" in wanted:
            rule.source_group = {**rule.source_group, "GroupId": wanted["ReferencedGroupId"]}
    return {"Return": True}
