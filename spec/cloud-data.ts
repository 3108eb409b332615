import { datasetHandling, modelHandling, obstacle } from "./lineage";
import type { Cloud, Dataset, Model, Platform } from "./platform";

/** Datasets that may be in the cloud's region: no others are named in a file of the cloud side. */
export function cloudDatasets(platform: Platform, { region }: Cloud): readonly Dataset[] {
  return platform.datasets.filter(
    (dataset) => obstacle(datasetHandling(dataset), region.jurisdiction, false) === undefined,
  );
}

/** Models that may be in the cloud's region, by all that they learned from. */
export function cloudModels(platform: Platform, { region }: Cloud): readonly Model[] {
  return platform.models.filter(
    (model) => obstacle(modelHandling(platform, model), region.jurisdiction, false) === undefined,
  );
}
