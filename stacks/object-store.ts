import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TOOL_IMAGES } from "../catalog/tool-images";
import { ObjectStoreBuckets } from "../constructs/object-store-buckets";
import { type ImageLocks, imageReference } from "../spec/image-reference";
import { onPremBucketName, systemNamespace } from "../spec/names";
import type { OnPrem, Platform } from "../spec/platform";
import { onPremReach } from "./destinations";
import { platformAnnotations } from "./space-labels";

/** Purposes of the on-prem buckets, in the order in which a person would make them. */
const BUCKETS = ["datasets", "checkpoints", "models", "restricted"] as const;

/** The buckets of a store that the site has. */
export function objectStoreBuckets(
  stack: Construct,
  platform: Platform,
  { objectStore: store, registry: mirror }: OnPrem,
  locks: ImageLocks,
  dependsOn: readonly ITerraformDependable[],
): void {
  if (store?.kind !== "external") return;
  const { endpoint, region, credentialsSecret } = store;
  new ObjectStoreBuckets(stack, "object-store", {
    namespace: systemNamespace(platform),
    annotations: platformAnnotations(platform),
    image: imageReference(TOOL_IMAGES.rclone, { locks, ...(mirror !== undefined && { mirror }) }),
    endpoint,
    region,
    credentialsSecret,
    buckets: BUCKETS.map((purpose) => onPremBucketName(platform, purpose)),
    reach: onPremReach(platform, false),
    dependsOn,
  });
}
