import type { Model, Platform, Side } from "../spec/platform";

/**
 * Whether a model's versions may reach a side only by a copy from the other one. Terraform waits for no copy, so it must not wait for such a
 * deployment either. A producing run whose side placement chooses counts as one that may be on the other side.
 */
export function arrivesByCopy(platform: Platform, model: Model, side: Side): boolean {
  if (!platform.onPrem || !platform.cloud) return false;
  const runs = platform.runs.filter(({ produces }) => produces === model.name);
  if (runs.length > 0) return !runs.every((run) => run.side === side);
  const homes = new Set(platform.datasets.filter(({ name }) => model.trainedOn.includes(name)).map(({ home }) => home));
  const birth: Side = homes.size === 1 && homes.has("cloud") ? "cloud" : "onPrem";
  return birth !== side;
}
