import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";
import { check } from "./validation";

/** Characters of all inline policies of one role (IAM user guide, "IAM and AWS STS quotas"). */
const INLINE_POLICY_MAX = 10_240;

/** Properties for {@link PodIdentity}. */
export interface PodIdentityProps {
  readonly roleName: string;
  /** Whose identity it is. */
  readonly description: string;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What its pods may do in AWS; none makes an identity that may do nothing. */
  readonly statements: readonly Statement[];
}

/**
 * The AWS identity of a Kubernetes service account.
 *
 * Defines the role, its one policy and the association. No other cluster, namespace or service account can take on the role. The service account itself
 * is made in the cluster.
 */
export class PodIdentity extends Construct {
  public readonly role: IamRole;

  constructor(scope: Construct, id: string, props: PodIdentityProps) {
    super(scope, id);
    const { roleName, description, clusterName, clusterArn, namespace, serviceAccount, statements } = props;
    this.role = new IamRole(this, "role", {
      name: roleName,
      description,
      assumeRolePolicy: podTrust(clusterArn, namespace, serviceAccount),
    });
    const policy = policyDocument(...statements);
    check(
      this,
      policy.length <= INLINE_POLICY_MAX
        ? undefined
        : `what it may do takes ${policy.length} characters, and IAM allows ${INLINE_POLICY_MAX} in a role; let fewer datasets or models name this identity`,
    );
    if (statements.length > 0) new IamRolePolicy(this, "policy", { name: "allow", role: this.role.id, policy });
    new EksPodIdentityAssociation(this, "Default", { clusterName, namespace, serviceAccount, roleArn: this.role.arn });
  }
}

/** Lets EKS Pod Identity take on a role for one service account of one cluster. */
export function podTrust(clusterArn: string, namespace: string, serviceAccount: string): string {
  return policyDocument({
    sid: "PodIdentity",
    principal: { service: "pods.eks.amazonaws.com" },
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": clusterArn,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    },
  });
}
