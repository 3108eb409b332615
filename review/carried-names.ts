import type { PlatformFile } from "../spec/schema/platform-file";
import type { PlatformText } from "./platform-text";

/** New names by old ones. */
type Renames = ReadonlyMap<string, string>;

/**
 * The older file with the newer one's names wherever it refers to something that was renamed with `formerly`: a rename is one change, and
 * not one at each place that names the thing. The things themselves keep their old names.
 */
export function carryNames<T extends PlatformText>(before: T, after: PlatformText): T {
  const { teams, pools, datasets, models } = {
    teams: renames(before.data.teams, after.data.teams),
    pools: renames(poolsOf(before.data), poolsOf(after.data)),
    datasets: renames(before.data.datasets, after.data.datasets),
    models: renames(before.data.models, after.data.models),
  };
  if (teams.size + pools.size + datasets.size + models.size === 0) return before;
  const { data, platform } = before;
  return {
    ...before,
    data: {
      ...data,
      teams: data.teams.map((team) => ({
        ...team,
        experiment: keysNamed(team.experiment, pools),
        burst: keysNamed(team.burst, pools),
      })),
      datasets: data.datasets.map(({ teams: readers, ...dataset }) => ({
        ...dataset,
        ...(readers && { teams: readers.map(named(teams)) }),
      })),
      runs: data.runs.map(({ produces, ...run }) => ({
        ...run,
        team: named(teams)(run.team),
        datasets: run.datasets.map(named(datasets)),
        ...(produces !== undefined && { produces: named(models)(produces) }),
      })),
      models: data.models.map((model) => ({ ...model, trainedOn: model.trainedOn.map(named(datasets)) })),
      deployments: data.deployments.map((deployment) => ({
        ...deployment,
        model: named(models)(deployment.model),
        ...(deployment.team !== undefined && { team: named(teams)(deployment.team) }),
        ...(deployment.over && { over: { ...deployment.over, dataset: named(datasets)(deployment.over.dataset) } }),
        ...(deployment.pool !== undefined && { pool: named(pools)(deployment.pool) }),
      })),
    },
    platform: {
      ...platform,
      datasets: platform.datasets.map((dataset) => ({ ...dataset, teams: dataset.teams.map(named(teams)).sort() })),
    },
  };
}

interface Item {
  readonly name: string;
  readonly formerly?: string | undefined;
}

function renames(before: readonly Item[], after: readonly Item[]): Renames {
  const there = new Set(before.map(({ name }) => name));
  return new Map(
    after.flatMap(({ name, formerly }): [string, string][] =>
      formerly !== undefined && there.has(formerly) && !there.has(name) ? [[formerly, name]] : [],
    ),
  );
}

function poolsOf({ onPrem, cloud }: PlatformFile): readonly Item[] {
  return [...(onPrem?.pools ?? []), ...(cloud?.pools ?? [])];
}

function named(to: Renames): (name: string) => string {
  return (name) => to.get(name) ?? name;
}

function keysNamed(quotas: Readonly<Record<string, number>>, to: Renames): Record<string, number> {
  return Object.fromEntries(Object.entries(quotas).map(([name, units]) => [named(to)(name), units]));
}
