import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { httpsFromOnPrem } from "./https-from-on-prem";

/** Properties for {@link ApiSecurityGroup}. */
export interface ApiSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
  /** Ranges that may reach the API, by what they are. */
  readonly cidrs: ReadonlyMap<string, string>;
}

/**
 * The security group through which a cluster's API is reached from outside of its VPC.
 *
 * Defines the group and a rule a range, for HTTPS. It is for the control plane's interfaces alone: the group that EKS makes is on every
 * node too, and on pods.
 */
export class ApiSecurityGroup extends Construct {
  public readonly group: SecurityGroup;

  constructor(scope: Construct, id: string, { name, vpcId, cidrs }: ApiSecurityGroupProps) {
    super(scope, id);
    this.group = new SecurityGroup(this, "Default", {
      name,
      description: "The Kubernetes API, from outside of the VPC",
      vpcId,
      tags: { Name: name },
      // a cluster lets go of it before it goes.
      lifecycle: { createBeforeDestroy: true },
    });
    httpsFromOnPrem(this, this.group.id, cidrs, { service: "Kubernetes API", prefix: "from" });
  }
}
