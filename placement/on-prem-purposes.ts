import type { Platform } from "../spec/platform";
import type { RolesAnywherePurpose } from "../spec/roles-anywhere-names";
import { datasetCopies } from "./dataset-copies";
import { keptCopies } from "./model-copies";

/**
 * What the on-prem cluster does at AWS: nothing where there is one side, or the site's CA is not named. It renews the burst's credential wherever there
 * are both, and has an identity for copies in a direction where something may go that way.
 */
export function onPremPurposes(platform: Platform): readonly RolesAnywherePurpose[] {
  if (!platform.cloud || platform.onPrem?.certificateAuthority === undefined) return [];
  const to = [...keptCopies(platform), ...datasetCopies(platform)].map((copy) => copy.to);
  return [
    "credential-renewal",
    ...(to.includes("onPrem") ? (["copies-in"] as const) : []),
    ...(to.includes("cloud") ? (["copies-out"] as const) : []),
  ];
}
