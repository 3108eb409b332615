import { datasetHandling, modelHandling, obstacle } from "../spec/lineage";
import type { Dataset, Model, Platform } from "../spec/platform";
import { cloudOf } from "./aws-provider";

/** Datasets that may be in the cloud's region: no others are named in a file of the cloud side. */
export function cloudDatasets(platform: Platform): readonly Dataset[] {
  const { jurisdiction } = cloudOf(platform).region;
  return platform.datasets.filter((dataset) => obstacle(datasetHandling(dataset), jurisdiction, false) === undefined);
}

/** Models that may be in the cloud's region, by all that they learned from. */
export function cloudModels(platform: Platform): readonly Model[] {
  const { jurisdiction } = cloudOf(platform).region;
  return platform.models.filter((model) => obstacle(modelHandling(platform, model), jurisdiction, false) === undefined);
}
