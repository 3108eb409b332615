import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { Construct } from "constructs";
import { type AwsLocation, iamArn } from "./arn";
import { InterruptionQueue } from "./interruption-queue";
import { karpenterStatements } from "./karpenter-policy";
import { NodeRole } from "./node-role";
import { PodIdentity } from "./pod-identity";

/** Properties for {@link KarpenterAccess}. */
export interface KarpenterAccessProps {
  readonly location: AwsLocation;
  readonly clusterName: string;
  readonly clusterArn: string;
  /** Cluster's name as it is known before the cluster exists: permissions and tags go by it. */
  readonly clusterTag: string;
  readonly controller: { readonly roleName: string; readonly namespace: string; readonly serviceAccount: string };
  readonly nodeRoleName: string;
  readonly instanceProfileName: string;
  readonly queueName: string;
  /**
   * Whether spot nodes may be started.
   *
   * @default false
   */
  readonly spot?: boolean;
  /**
   * Prefixes of pull-through caches that its nodes fill.
   *
   * @default - none
   */
  readonly cachePrefixes?: readonly string[];
}

/**
 * Karpenter's side in AWS.
 *
 * Defines the controller's identity, the role, instance profile and access entry of the nodes that it starts, and its interruption queue. Karpenter itself
 * and its pools are installed in the cluster.
 */
export class KarpenterAccess extends Construct {
  constructor(scope: Construct, id: string, props: KarpenterAccessProps) {
    super(scope, id);
    const {
      location,
      clusterName,
      clusterArn,
      clusterTag,
      controller,
      nodeRoleName,
      spot = false,
      cachePrefixes,
    } = props;
    const { arn: queueArn } = new InterruptionQueue(this, "interruptions", { location, name: props.queueName });
    const { role } = new NodeRole(this, "nodes", {
      location,
      name: nodeRoleName,
      description: "Nodes that Karpenter starts",
      cachePrefixes,
    });
    new IamInstanceProfile(this, "instance-profile", { name: props.instanceProfileName, role: role.name });
    new EksAccessEntry(this, "join", { clusterName, principalArn: role.arn, type: "EC2_LINUX" });
    new PodIdentity(this, "controller", {
      ...controller,
      description: "Karpenter's controller",
      clusterName,
      clusterArn,
      statements: karpenterStatements({
        location,
        clusterName: clusterTag,
        clusterArn,
        queueArn,
        nodeRoleArn: iamArn(location, `role/${nodeRoleName}`),
        spot,
      }),
    });
  }
}
