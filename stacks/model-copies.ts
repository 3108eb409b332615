import { TOOL_IMAGES } from "../catalog/tool-images";
import { ModelCopies } from "../constructs/model-copies";
import type { ModelStore } from "../constructs/model-source";
import { keptCopies, modelCopies } from "../placement/model-copies";
import { type ImageLocks, type ImageOrigin, imageReference } from "../spec/image-reference";
import { bucketName, onPremBucketName, systemNamespace } from "../spec/names";
import { objectStoreEndpoint, objectStoreRegion, objectStoreSecret } from "../spec/object-store";
import type { Platform, Side } from "../spec/platform";
import {
  onPremPurposes,
  rolesAnywhereCertificateSecretName,
  rolesAnywhereConfigMapName,
} from "../spec/roles-anywhere-names";
import { onPremReach } from "./destinations";
import type { PlatformStack } from "./platform-stack";
import { platformAnnotations } from "./space-labels";

/** A copy shares the link with runs, their data and their status: it gets half of it. */
const SHARE_OF_LINK = 0.5;
/** What is reckoned with where no link is described. */
const INTERNET_MBPS = 1000;

/** True where a model is served on a side where it was not born, and AWS knows who brings it. */
export function copiesModels(platform: Platform): boolean {
  return onPremPurposes(platform).includes("copies-in") && modelCopies(platform).length > 0;
}

/** The copies of all models, in both directions. */
export function modelCopyJobs(stack: PlatformStack, platform: Platform, locks: ImageLocks): void {
  const { onPrem, cloud } = platform;
  if (!onPrem || !cloud || !copiesModels(platform)) return;
  const { registry: mirror } = onPrem;
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  const namespace = systemNamespace(platform);
  const identity = (purpose: "copies-in" | "copies-out") => ({
    certificateSecret: rolesAnywhereCertificateSecretName(platform, purpose),
    configMap: rolesAnywhereConfigMapName(platform, purpose),
  });
  const kept = (to: Side) =>
    new Map(
      keptCopies(platform)
        .filter((one) => one.to === to)
        .map(({ model, versions }) => [model, versions.map(({ version }) => version)] as const),
    );
  new ModelCopies(stack, "model-copies", {
    namespace,
    annotations: platformAnnotations(platform),
    images: {
      identity: imageReference(TOOL_IMAGES["credential-helper"], origin),
      copy: imageReference(TOOL_IMAGES.rclone, origin),
    },
    stores: { onPrem: onPremModels(platform), cloud: cloudModels(platform) },
    identities: { in: identity("copies-in"), out: identity("copies-out") },
    copies: modelCopies(platform).map(({ to, ...version }) => ({
      ...version,
      direction: to === "onPrem" ? "in" : "out",
    })),
    kept: { in: kept("onPrem"), out: kept("cloud") },
    mbps: (cloud.link.kind === "none" ? INTERNET_MBPS : cloud.link.mbps) * SHARE_OF_LINK,
    storeReach: onPremReach(platform, false),
  });
}

function onPremModels(platform: Platform): ModelStore {
  const endpoint = objectStoreEndpoint(platform, "onPrem");
  return {
    bucket: onPremBucketName(platform, "models"),
    prefix: "",
    region: objectStoreRegion(platform, "onPrem"),
    ...(endpoint !== undefined && { endpoint }),
    credentialsSecret: objectStoreSecret(systemNamespace(platform)),
  };
}

function cloudModels(platform: Platform): ModelStore {
  const region = objectStoreRegion(platform, "cloud");
  return { bucket: bucketName(platform, "models", platform.cloud?.account ?? "", region), prefix: "", region };
}
