import type { ITerraformDependable } from "cdktf";
import { DatasetCopies } from "../constructs/dataset-copies";
import { datasetCopies } from "../placement/dataset-copies";
import { onPremPurposes } from "../placement/on-prem-purposes";
import type { ImageLocks } from "../spec/image-reference";
import { datasetPath } from "../spec/object-store";
import type { OnPrem, Platform } from "../spec/platform";
import { copyPods } from "./copy-pods";
import type { PlatformStack } from "./platform-stack";

/** The copies of datasets that `cachedOn` asks for, where AWS knows who brings them. */
export function datasetCopyJobs(
  stack: PlatformStack,
  platform: Platform,
  onPrem: OnPrem,
  locks: ImageLocks,
  dependsOn: readonly ITerraformDependable[],
): void {
  const copies = datasetCopies(platform);
  if (copies.length === 0 || onPremPurposes(platform).length === 0) return;
  new DatasetCopies(stack, "dataset-copies", {
    ...copyPods(platform, onPrem, locks),
    copies: copies.map(({ dataset, to }) => ({
      dataset,
      direction: to === "onPrem" ? "in" : "out",
      folders: {
        onPrem: datasetPath(platform, "onPrem", dataset, false),
        cloud: datasetPath(platform, "cloud", dataset, false),
      },
    })),
    dependsOn,
  });
}
