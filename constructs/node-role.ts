import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { type AwsLocation, managedPolicyArn, regionalArn } from "./arn";
import { policyDocument, trustOf } from "./policy-document";

/** Properties for {@link NodeRole}. */
export interface NodeRoleProps {
  readonly location: AwsLocation;
  readonly name: string;
  /** Whose nodes. */
  readonly description: string;
  /**
   * Prefixes of pull-through caches from which the nodes pull images that are not cached yet.
   *
   * @default - none: images come from their own registries
   */
  readonly cachePrefixes?: readonly string[];
}

/** What a node needs of AWS: to join, to pull images and to be reached by Systems Manager. The CNI has an identity of its own. */
const POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonSSMManagedInstanceCore",
] as const;

/**
 * The role of EKS nodes.
 *
 * Defines the role and its policies. Pods cannot use it: the metadata service answers the node alone.
 */
export class NodeRole extends Construct {
  public readonly role: IamRole;
  /** Without them a node does not join: whoever starts nodes waits for these. */
  public readonly attachments: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, { location, name, description, cachePrefixes = [] }: NodeRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "Default", { name, description, assumeRolePolicy: trustOf("ec2.amazonaws.com") });
    this.attachments = POLICIES.map(
      (policy) =>
        new IamRolePolicyAttachment(this, policy, {
          role: this.role.name,
          policyArn: managedPolicyArn(location, policy),
        }),
    );
    if (cachePrefixes.length > 0)
      new IamRolePolicy(this, "caches", {
        name: "caches",
        role: this.role.id,
        policy: policyDocument({
          sid: "FillCaches",
          actions: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
          resources: cachePrefixes.map((prefix) => regionalArn(location, "ecr", `repository/${prefix}/*`)),
        }),
      });
  }
}
