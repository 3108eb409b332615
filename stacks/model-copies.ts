import { ModelCopies } from "../constructs/model-copies";
import type { ModelStore } from "../constructs/model-source";
import { keptCopies, modelCopies } from "../placement/model-copies";
import { onPremPurposes } from "../placement/on-prem-purposes";
import type { ImageLocks } from "../spec/image-reference";
import { bucketName, onPremBucketName } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import { copyPods } from "./copy-pods";
import type { PlatformStack } from "./platform-stack";

/**
 * True where a model may be on both sides, and AWS knows who would bring it: with the last copy that is needed, the job that removes the others must
 * not go.
 */
export function copiesModels(platform: Platform): boolean {
  return onPremPurposes(platform).length > 0 && keptCopies(platform).length > 0;
}

/** The copies of all models, in both directions. */
export function modelCopyJobs(stack: PlatformStack, platform: Platform, locks: ImageLocks): void {
  const { onPrem, cloud } = platform;
  if (!onPrem || !cloud || !copiesModels(platform)) return;
  const pods = copyPods(platform, onPrem, locks);
  const models = (bucket: string, side: Side): ModelStore => ({ ...pods.stores[side], bucket, prefix: "" });
  const kept = (to: Side) =>
    new Map(
      keptCopies(platform)
        .filter((one) => one.to === to)
        .map(({ model, versions }) => [model, versions.map(({ version }) => version)] as const),
    );
  new ModelCopies(stack, "model-copies", {
    ...pods,
    stores: {
      onPrem: models(onPremBucketName(platform, "models"), "onPrem"),
      cloud: models(bucketName(platform, "models", cloud.account, cloud.region.name), "cloud"),
    },
    copies: modelCopies(platform).map(({ to, ...version }) => ({
      ...version,
      direction: to === "onPrem" ? "in" : "out",
    })),
    kept: { in: kept("onPrem"), out: kept("cloud") },
  });
}
