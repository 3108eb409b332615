import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { type AwsLocation, iamArn } from "../constructs/arn";
import { addsToPrefixes, readsPrefixes, usesKeyOfS3, writesPrefixes } from "../constructs/bucket-access";
import type { Statement } from "../constructs/policy-document";
import { type OutsideIdentity, RolesAnywhere } from "../constructs/roles-anywhere";
import { datasetCopies } from "../placement/dataset-copies";
import { keptCopies } from "../placement/model-copies";
import { onPremPurposes } from "../placement/on-prem-purposes";
import { bucketName, keyAlias } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import {
  credentialRenewalGroup,
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
 * The role that renews the burst's credential has no permission in AWS: that it is known is enough to log in to the cluster. Those that copy are told
 * apart by direction: what reads the cloud's buckets cannot write them.
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
      statements: STATEMENTS[purpose](platform, location),
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

const STATEMENTS: Readonly<
  Record<RolesAnywherePurpose, (platform: Platform, at: AwsLocation) => readonly Statement[]>
> = {
  "credential-renewal": () => [],
  "copies-in": (platform, location) => {
    const { models, datasets } = copied(platform, location, "onPrem");
    return [
      ...readsPrefixes(location, "Models", models),
      ...readsPrefixes(location, "Datasets", datasets),
      usesKeyOfS3(location, keyAlias(platform, "data"), false),
    ];
  },
  "copies-out": (platform, location) => {
    const { models, datasets } = copied(platform, location, "cloud");
    return [
      // it removes versions that nobody needs, and no file of a dataset.
      ...writesPrefixes(location, "Models", models),
      ...addsToPrefixes(location, "Datasets", datasets),
      usesKeyOfS3(location, keyAlias(platform, "data"), true),
    ];
  },
};

/** What may go to a side, in the cloud's buckets. What is restricted is in neither list. */
function copied(platform: Platform, { account, region }: AwsLocation, side: Side) {
  const part = (purpose: "models" | "datasets", prefixes: readonly string[]) => ({
    bucket: bucketName(platform, purpose, account, region),
    prefixes,
  });
  const models = keptCopies(platform).filter(({ to }) => to === side);
  const datasets = datasetCopies(platform).filter(({ to }) => to === side);
  return {
    models: part(
      "models",
      models.map(({ model }) => model),
    ),
    datasets: part(
      "datasets",
      datasets.map(({ dataset }) => dataset),
    ),
  };
}
