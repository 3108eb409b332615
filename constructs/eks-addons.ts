import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type AwsLocation, managedPolicyArn } from "./arn";
import { podTrust } from "./pod-identity";

/** One EKS add-on. */
export interface EksAddonSettings {
  /** Name that EKS gives it. */
  readonly name: string;
  /** Exact version: one that EKS has for the cluster's. */
  readonly version: string;
  /**
   * Settings that differ from the add-on's own.
   *
   * @default - none
   */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /**
   * The AWS identity of its pods.
   *
   * @default - none
   */
  readonly identity?: { readonly serviceAccount: string; readonly roleName: string; readonly managedPolicy: string };
}

/** Properties for {@link EksAddons}. */
export interface EksAddonsProps {
  readonly location: AwsLocation;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly addons: readonly EksAddonSettings[];
  /**
   * What must exist before.
   *
   * @default - nothing: the add-ons run on every node, from its first minute
   */
  readonly after?: readonly ITerraformDependable[];
}

/**
 * EKS add-ons of a cluster.
 *
 * Defines each add-on and, where it has one, its pods' identity. Settings that were changed in the cluster stay.
 */
export class EksAddons extends Construct {
  public readonly addons: readonly EksAddon[];

  constructor(scope: Construct, id: string, props: EksAddonsProps) {
    super(scope, id);
    const { clusterName, addons, after = [] } = props;
    this.addons = addons.map(({ name, version, configuration, identity }) => {
      const association = identity && this.identity(name, identity, props);
      return new EksAddon(this, name, {
        clusterName,
        addonName: name,
        addonVersion: version,
        ...(configuration && { configurationValues: JSON.stringify(configuration) }),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
        // a pod gets the identity that its service account has when it starts.
        dependsOn: [...after, ...(association ? [association] : [])],
      });
    });
  }

  private identity(
    addon: string,
    { serviceAccount, roleName, managedPolicy }: NonNullable<EksAddonSettings["identity"]>,
    { location, clusterName, clusterArn }: EksAddonsProps,
  ): EksPodIdentityAssociation {
    const namespace = "kube-system";
    const role = new IamRole(this, `${addon}-role`, {
      name: roleName,
      description: `The add-on ${addon} of the burst cluster`,
      assumeRolePolicy: podTrust(clusterArn, namespace, serviceAccount),
    });
    const permission = new IamRolePolicyAttachment(this, `${addon}-role-policy`, {
      role: role.name,
      policyArn: managedPolicyArn(location, managedPolicy),
    });
    return new EksPodIdentityAssociation(this, `${addon}-identity`, {
      clusterName,
      namespace,
      serviceAccount,
      roleArn: role.arn,
      dependsOn: [permission],
    });
  }
}
