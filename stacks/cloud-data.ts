import type { Dataset, Model, Platform } from "../spec/platform";

/** Datasets that may be named in a file of the cloud side, restricted ones never, sorted as they come. */
export function cloudDatasets({ datasets }: Pick<Platform, "datasets">): readonly Dataset[] {
  return datasets.filter(({ classification }) => classification !== "restricted");
}

/**
 * Models that may be named in a file of the cloud side: those that learned nothing from restricted data, and those that were released from it.
 */
export function cloudModels({
  datasets,
  models,
  runs,
}: Pick<Platform, "datasets" | "models" | "runs">): readonly Model[] {
  const restricted = new Set(
    datasets.filter(({ classification }) => classification === "restricted").map(({ name }) => name),
  );
  const touched = (names: readonly string[]) => names.some((name) => restricted.has(name));
  return models.filter(({ name, trainedOn, released }) => {
    if (released) return released.classification !== "restricted";
    const sources = runs.filter(({ produces }) => produces === name).flatMap((run) => run.datasets);
    return !touched([...trainedOn, ...sources]);
  });
}
