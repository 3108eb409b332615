import type { Platform } from "../spec/platform";

/** Names at Roles Anywhere where the identities of copies are there, too: no state makes them yet. Only where the site's CA is named. */
export function namesWithCopies(): object {
  const names = jest.requireActual("../spec/roles-anywhere-names");
  return {
    ...names,
    onPremPurposes: (platform: Platform) =>
      names.onPremPurposes(platform).length === 0 ? [] : names.ROLES_ANYWHERE_PURPOSES,
  };
}
