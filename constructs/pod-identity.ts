import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { standsWhere } from "./former-address";
import { allow } from "./inline-policy";
import { policyDocument, type Statement } from "./policy-document";

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
  /**
   * Id that the construct had before whose identity it is was renamed. AWS cannot rename a role: keep the name.
   *
   * @default - it has its first id
   */
  readonly formerId?: string;
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
    const { roleName, description, clusterName, clusterArn, namespace, serviceAccount, statements, formerId } = props;
    this.role = new IamRole(this, "role", {
      name: roleName,
      description,
      assumeRolePolicy: podTrust(clusterArn, namespace, serviceAccount),
    });
    const policy = allow(this, this.role, statements, "let fewer datasets or models name this identity");
    const kept: readonly TerraformResource[] = [this.role, ...(policy ? [policy] : [])];
    if (formerId !== undefined) for (const resource of kept) standsWhere(resource, this, formerId);
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
