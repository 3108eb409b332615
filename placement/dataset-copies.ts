import { datasetHandling, obstacle } from "../spec/lineage";
import type { Platform, Side } from "../spec/platform";

/** A dataset that is kept on the side where it does not live, too. */
export interface DatasetCopy {
  readonly dataset: string;
  readonly to: Side;
}

/** The copies that `cachedOn` asks for: nothing of what may not be there. */
export function datasetCopies({ onPrem, cloud, datasets }: Platform): readonly DatasetCopy[] {
  if (!onPrem?.objectStore || !cloud) return [];
  const countries = { onPrem: onPrem.jurisdiction, cloud: cloud.region.jurisdiction };
  return datasets.flatMap((dataset) =>
    dataset.cachedOn
      .filter((to) => to !== dataset.home)
      .filter((to) => obstacle(datasetHandling(dataset), countries[to], to === "onPrem") === undefined)
      .map((to) => ({ dataset: dataset.name, to })),
  );
}
