import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

/** Properties for {@link EfaSecurityGroup}. */
export interface EfaSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
}

/**
 * The security group of machines that speak EFA to each other.
 *
 * Defines the group, open to itself both ways: EFA needs both rules to name the group, a rule for every address does not do. It lets machines reach nothing else:
 * they have the cluster's group besides.
 */
export class EfaSecurityGroup extends Construct {
  public readonly group: SecurityGroup;

  constructor(scope: Construct, id: string, { name, vpcId }: EfaSecurityGroupProps) {
    super(scope, id);
    this.group = new SecurityGroup(this, "Default", {
      name,
      description: "EFA between machines of the group",
      vpcId,
      tags: { Name: name },
    });
    const all = {
      securityGroupId: this.group.id,
      referencedSecurityGroupId: this.group.id,
      ipProtocol: "-1",
    };
    new VpcSecurityGroupIngressRule(this, "from-itself", { ...all, description: "Everything from the group itself" });
    new VpcSecurityGroupEgressRule(this, "to-itself", { ...all, description: "Everything to the group itself" });
  }
}
