import { modelHandling, obstacle } from "../spec/lineage";
import type { Model, Platform, Side } from "../spec/platform";
import { placeRun } from "./place-run";

/** Where a model's versions are born, and on which sides it may be kept and served. */
export interface ModelPlacement {
  readonly bornOn: Side;
  /** Sides where it may be, by classification and residency. */
  readonly allowed: readonly Side[];
  /** Why a side is not allowed. */
  readonly obstacles: Readonly<Partial<Record<Side, string>>>;
}

/** A version is born where its producing run is placed; without a run, where its datasets live, on-prem where they are mixed. */
export function placeModel(platform: Platform, model: Model): ModelPlacement {
  const handling = modelHandling(platform, model);
  const obstacles: Partial<Record<Side, string>> = {};
  for (const side of ["onPrem", "cloud"] as const) {
    const country = side === "onPrem" ? platform.onPrem?.jurisdiction : platform.cloud?.region.jurisdiction;
    const because =
      country === undefined ? "the platform has no such side" : obstacle(handling, country, side === "onPrem");
    if (because !== undefined) obstacles[side] = because;
  }
  return {
    bornOn: birthplace(platform, model),
    allowed: (["onPrem", "cloud"] as const).filter((side) => obstacles[side] === undefined),
    obstacles,
  };
}

function birthplace(platform: Platform, model: Model): Side {
  const only = platform.onPrem === undefined ? "cloud" : platform.cloud === undefined ? "onPrem" : undefined;
  if (only) return only;
  const runs = platform.runs
    .filter((run) => run.produces === model.name)
    .flatMap((run) => placeRun(platform, run).place?.side ?? []);
  const homes = platform.datasets
    .filter((dataset) => model.trainedOn.includes(dataset.name))
    .map((dataset) => dataset.home);
  const sides = new Set<Side>(runs.length > 0 ? runs : homes);
  return sides.size === 1 && sides.has("cloud") ? "cloud" : "onPrem";
}
