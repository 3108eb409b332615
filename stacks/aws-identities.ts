import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { iamArn } from "../constructs/arn";
import type { AwsIdentity } from "../constructs/burst-credential";
import { StoreEndpointLookup } from "../constructs/store-endpoint-lookup";
import { onPremPurposes } from "../placement/on-prem-purposes";
import type { Cloud, Platform } from "../spec/platform";
import {
  type RolesAnywherePurpose,
  rolesAnywhereConfigMapName,
  rolesAnywhereParameterName,
  rolesAnywhereRoleName,
} from "../spec/roles-anywhere-names";
import { STORE_ENDPOINT_KEY, storeEndpointName, storesMeetOverLink } from "../spec/store-endpoint";
import { locationOf } from "./aws-provider";

/** What the on-prem cluster is at AWS. */
export interface AwsIdentities {
  readonly trustAnchorArn: string;
  /** By purpose. */
  readonly identities: Readonly<Record<string, AwsIdentity>>;
}

/**
 * Looks the identities up: the cloud's own state wrote them down, since their ARNs hold random ids. Where there is a link, those that copy learn by
 * which address S3 is behind it.
 */
export function awsIdentities(stack: Construct, platform: Platform, cloud: Cloud): AwsIdentities {
  const parameter = new DataAwsSsmParameter(stack, "roles-anywhere", { name: rolesAnywhereParameterName(platform) });
  const facts = Fn.jsondecode(parameter.insecureValue);
  const location = locationOf(cloud);
  const purposes = onPremPurposes(platform);
  const copies = (purpose: RolesAnywherePurpose) => purpose !== "credential-renewal";
  const store =
    storesMeetOverLink(platform) && purposes.some(copies)
      ? new StoreEndpointLookup(stack, "store-endpoint", { name: storeEndpointName(platform) })
      : undefined;
  const identity = (purpose: RolesAnywherePurpose): AwsIdentity => ({
    configMap: rolesAnywhereConfigMapName(platform, purpose),
    roleArn: iamArn(location, `role/${rolesAnywhereRoleName(platform, purpose)}`),
    profileArn: Fn.lookupNested(facts, ["profileArns", purpose]),
    ...(store && copies(purpose) && { facts: { [STORE_ENDPOINT_KEY]: store.url } }),
  });
  return {
    trustAnchorArn: Fn.lookupNested(facts, ["trustAnchorArn"]),
    identities: Object.fromEntries(purposes.map((purpose) => [purpose, identity(purpose)])),
  };
}
