import { modelHandling } from "../spec/lineage";
import type { Platform, Run } from "../spec/platform";

/** What is restricted about a run: it decides the bucket of each thing, and the run's namespace. */
export interface Restrictions {
  /** Restricted datasets among the run's own. */
  readonly datasets: ReadonlySet<string>;
  /** True where the model that it produces is restricted. */
  readonly model: boolean;
}

/** Follows a run's data and its model through the platform file. */
export function restrictionsOf(platform: Platform, run: Run): Restrictions {
  const restricted = platform.datasets.filter(
    ({ name, classification }) => classification === "restricted" && run.datasets.includes(name),
  );
  const model = platform.models.find(({ name }) => name === run.produces);
  return {
    datasets: new Set(restricted.map(({ name }) => name)),
    model: model !== undefined && modelHandling(platform, model).classification === "restricted",
  };
}
