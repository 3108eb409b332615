import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
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
  /**
   * Exact version.
   *
   * @default - what EKS takes for the cluster's version
   */
  readonly version?: string;
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
    const { location, clusterName, clusterArn, addons, after = [] } = props;
    this.addons = addons.map(({ name, version, configuration, identity }) => {
      const roleArn = identity && this.identity(name, identity, location, clusterArn);
      return new EksAddon(this, name, {
        clusterName,
        addonName: name,
        addonVersion: version,
        ...(configuration && { configurationValues: JSON.stringify(configuration) }),
        ...(identity && roleArn && { podIdentityAssociation: [{ serviceAccount: identity.serviceAccount, roleArn }] }),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
        dependsOn: [...after],
      });
    });
  }

  private identity(
    addon: string,
    { serviceAccount, roleName, managedPolicy }: NonNullable<EksAddonSettings["identity"]>,
    location: AwsLocation,
    clusterArn: string,
  ): string {
    const role = new IamRole(this, `${addon}-role`, {
      name: roleName,
      description: `The add-on ${addon} of the burst cluster`,
      assumeRolePolicy: podTrust(clusterArn, "kube-system", serviceAccount),
    });
    new IamRolePolicyAttachment(this, `${addon}-role-policy`, {
      role: role.name,
      policyArn: managedPolicyArn(location, managedPolicy),
    });
    return role.arn;
  }
}
