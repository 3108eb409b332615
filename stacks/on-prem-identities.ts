import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { type AwsLocation, iamArn } from "../constructs/arn";
import { type OutsideIdentity, RolesAnywhere } from "../constructs/roles-anywhere";
import type { Platform } from "../spec/platform";
import {
  credentialRenewalGroup,
  onPremPurposes,
  type RolesAnywherePurpose,
  rolesAnywhereCommonName,
  rolesAnywhereParameterName,
  rolesAnywhereProfileName,
  rolesAnywhereRoleName,
  rolesAnywhereTrustAnchorName,
} from "../spec/roles-anywhere-names";

/** What came of {@link onPremIdentities}. */
export interface OnPremIdentities {
  /** Kubernetes groups of its roles, by the role's ARN. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The roles: EKS takes no entry for a role that is not there. */
  readonly roles: readonly ITerraformDependable[];
}

/**
 * What the on-prem cluster is in the account.
 *
 * The role that renews the burst's credential has no permission in AWS: that it is known is enough to log in to the cluster.
 */
export function onPremIdentities(scope: Construct, platform: Platform, location: AwsLocation): OnPremIdentities {
  const certificates = platform.onPrem?.certificateAuthority;
  const purposes = onPremPurposes(platform);
  if (certificates === undefined || purposes.length === 0) return { groups: new Map(), roles: [] };
  const identity = (purpose: RolesAnywherePurpose): readonly [string, OutsideIdentity] => [
    purpose,
    {
      roleName: rolesAnywhereRoleName(platform, purpose),
      profileName: rolesAnywhereProfileName(platform, purpose),
      commonName: rolesAnywhereCommonName(platform, purpose),
    },
  ];
  const { roles } = new RolesAnywhere(scope, "on-prem", {
    trustAnchorName: rolesAnywhereTrustAnchorName(platform),
    certificates,
    parameterName: rolesAnywhereParameterName(platform),
    identities: new Map(purposes.map(identity)),
  });
  const renewal = iamArn(location, `role/${rolesAnywhereRoleName(platform, "credential-renewal")}`);
  return { groups: new Map([[renewal, [credentialRenewalGroup(platform)]]]), roles };
}
