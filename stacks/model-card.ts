import type { ModelCard } from "../constructs/model-card";
import { datasetHandling, isRestrictedRun, modelHandling } from "../spec/lineage";
import type { Model, Platform, Side } from "../spec/platform";

/** Stands for data and runs whose names no file of the cloud may hold. */
const UNNAMED = "what stays on-prem";

/** What a model was trained on and how it must be handled, as far as its side may know. */
export function modelCard(platform: Platform, model: Model, side: Side): ModelCard {
  const runs = platform.runs.filter(({ produces }) => produces === model.name);
  const names = new Set([...model.trainedOn, ...runs.flatMap(({ datasets }) => datasets)]);
  const datasets = platform.datasets.filter(({ name }) => names.has(name));
  const secret = {
    dataset: (name: string) =>
      datasets.some((one) => one.name === name && datasetHandling(one).classification === "restricted"),
    run: (name: string) => runs.some((one) => one.name === name && isRestrictedRun(platform, one)),
  };
  const told = (all: readonly string[], isSecret: (name: string) => boolean): readonly string[] => {
    const open = all.filter((name) => side === "onPrem" || !isSecret(name));
    return open.length === all.length ? open : [...open, UNNAMED];
  };
  const { released } = model;
  return {
    classification: modelHandling(platform, model).classification,
    trainedOn: told([...names].sort(), secret.dataset),
    trainedBy: told(
      runs.map(({ name }) => name),
      secret.run,
    ),
    ...(released && { released: `${released.classification} by ${released.by} on ${released.on}: ${released.reason}` }),
  };
}
