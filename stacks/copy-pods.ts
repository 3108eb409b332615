import { TOOL_IMAGES } from "../catalog/tool-images";
import type { CopyPods, StoreAddress } from "../constructs/copy-pods";
import { linkMbps } from "../placement/data-move";
import { onPremPurposes } from "../placement/on-prem-purposes";
import { type ImageLocks, type ImageOrigin, imageReference } from "../spec/image-reference";
import { systemNamespace } from "../spec/names";
import { objectStoreEndpoint, objectStoreRegion, objectStoreSecret } from "../spec/object-store";
import type { OnPrem, Platform } from "../spec/platform";
import { rolesAnywhereCertificateSecretName, rolesAnywhereConfigMapName } from "../spec/roles-anywhere-names";
import { STORE_ENDPOINT_KEY, storesMeetOverLink } from "../spec/store-endpoint";
import { onPremReach } from "./destinations";
import { platformAnnotations } from "./space-labels";

/** A copy shares the link with runs, their data and their status: it gets half of it. */
const SHARE_OF_LINK = 0.5;

/** What the platform file says of all jobs that copy between the sides. */
export function copyPods(platform: Platform, { registry: mirror }: OnPrem, locks: ImageLocks): CopyPods {
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  const purposes = onPremPurposes(platform);
  const identity = (purpose: "copies-in" | "copies-out") => ({
    certificateSecret: rolesAnywhereCertificateSecretName(platform, purpose),
    configMap: rolesAnywhereConfigMapName(platform, purpose),
  });
  return {
    namespace: systemNamespace(platform),
    annotations: platformAnnotations(platform),
    images: {
      identity: imageReference(TOOL_IMAGES["credential-helper"], origin),
      copy: imageReference(TOOL_IMAGES.rclone, origin),
    },
    stores: { onPrem: onPremStore(platform), cloud: cloudStore(platform) },
    identities: {
      ...(purposes.includes("copies-in") && { in: identity("copies-in") }),
      ...(purposes.includes("copies-out") && { out: identity("copies-out") }),
    },
    mbps: linkMbps(platform) * SHARE_OF_LINK,
    storeReach: onPremReach(platform, false),
  };
}

function cloudStore(platform: Platform): StoreAddress {
  return {
    region: objectStoreRegion(platform, "cloud"),
    ...(storesMeetOverLink(platform) && { endpointKey: STORE_ENDPOINT_KEY }),
  };
}

function onPremStore(platform: Platform): StoreAddress {
  const endpoint = objectStoreEndpoint(platform, "onPrem");
  return {
    region: objectStoreRegion(platform, "onPrem"),
    ...(endpoint !== undefined && { endpoint }),
    credentialsSecret: objectStoreSecret(systemNamespace(platform)),
  };
}
