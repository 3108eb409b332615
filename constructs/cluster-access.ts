import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "./validation";

/** Properties for {@link ClusterAccess}. */
export interface ClusterAccessProps {
  /** `aws`, or the name of another partition. */
  readonly partition: string;
  readonly clusterName: string;
  /** ARNs of the roles that administer the cluster. */
  readonly admins: readonly string[];
  /** Kubernetes groups of other roles, by the role's ARN; what the groups may do is written in the cluster. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /**
   * Roles that must be there before: EKS takes no entry for one that is not.
   *
   * @default - all are
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Who may speak to the cluster's API.
 *
 * Defines one access entry a role, and the administrators' policy. A role that is in both lists gets one entry with both.
 */
export class ClusterAccess extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { partition, clusterName, admins, members, dependsOn = [] }: ClusterAccessProps,
  ) {
    super(scope, id);
    check(
      this,
      admins.length > 0 ? undefined : "admins must name at least one role, got []; nobody could administer the cluster",
    );
    for (const principalArn of new Set([...admins, ...members.keys()])) {
      const kubernetesGroups = members.get(principalArn);
      const place = new Construct(this, roleId(principalArn));
      const entry = new EksAccessEntry(place, "Default", {
        clusterName,
        principalArn,
        dependsOn: [...dependsOn],
        ...(kubernetesGroups && { kubernetesGroups: [...kubernetesGroups] }),
      });
      if (admins.includes(principalArn))
        new EksAccessPolicyAssociation(place, "admin", {
          clusterName,
          principalArn: entry.principalArn,
          policyArn: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
          accessScope: { type: "cluster" },
        });
    }
  }
}

/** The role's path and name: what is not the same in every ARN of the account. */
function roleId(arn: string): string {
  return arn.split(":role/")[1] ?? arn;
}
