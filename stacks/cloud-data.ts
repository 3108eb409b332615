import { modelHandling, obstacle } from "../spec/lineage";
import type { Model, Platform } from "../spec/platform";
import { cloudOf } from "./aws-provider";

/** Models that may be in the cloud's region, by all that they learned from. */
export function cloudModels(platform: Platform): readonly Model[] {
  const { jurisdiction } = cloudOf(platform).region;
  return platform.models.filter((model) => obstacle(modelHandling(platform, model), jurisdiction, false) === undefined);
}
