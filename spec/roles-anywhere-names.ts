import { physicalName } from "./names";
import type { Platform } from "./platform";

type Named = Pick<Platform, "name">;

/**
 * What the on-prem cluster does at AWS, each with a certificate, a role and a profile of its own. `copies-in` reads the cloud's buckets,
 * `copies-out` writes them; `credential-renewal` asks EKS for the credential of the burst.
 */
export const ROLES_ANYWHERE_PURPOSES = ["credential-renewal", "copies-in", "copies-out"] as const;
export type RolesAnywherePurpose = (typeof ROLES_ANYWHERE_PURPOSES)[number];

/** The trust anchor of IAM Roles Anywhere: the site's CA. */
export function rolesAnywhereTrustAnchorName(platform: Named): string {
  return physicalName(platform, "on-prem");
}

/** The IAM role of a purpose. */
export function rolesAnywhereRoleName(platform: Named, purpose: RolesAnywherePurpose): string {
  return physicalName(platform, purpose);
}

/** The profile of a purpose: it lets its one role be taken. */
export function rolesAnywhereProfileName(platform: Named, purpose: RolesAnywherePurpose): string {
  return physicalName(platform, purpose);
}

/** Common name of a purpose's certificate: the role's trust policy asks for it in `aws:PrincipalTag/x509Subject/CN`. */
export function rolesAnywhereCommonName(platform: Named, purpose: RolesAnywherePurpose): string {
  return physicalName(platform, purpose);
}

/** The Secret, in the system namespace, with a purpose's certificate and key. */
export function rolesAnywhereCertificateSecretName(platform: Named, purpose: RolesAnywherePurpose): string {
  return physicalName(platform, `${purpose}-certificate`);
}

/** The ConfigMap, in the system namespace, that tells a purpose's jobs the ARNs of anchor, profile and role. */
export function rolesAnywhereConfigMapName(platform: Named, purpose: RolesAnywherePurpose): string {
  return physicalName(platform, `${purpose}-identity`);
}

/**
 * SSM parameter with `{ trustAnchorArn, profileArns: { <purpose>: ARN }, roleArns: { <purpose>: ARN } }` in JSON: ARNs of anchors and
 * profiles hold random ids, and Terraform has no data source for either.
 */
export function rolesAnywhereParameterName(platform: Named): string {
  return `/${platform.name}/roles-anywhere`;
}

/** Kubernetes group, in the EKS cluster, of the role that renews the burst's credential. */
export function credentialRenewalGroup(platform: Named): string {
  return `${platform.name}:credential-renewal`;
}
