import type { Platform, Side } from "../spec/platform";
import { allPools } from "../spec/pool-room";
import { type BatchCost, batchCosts } from "./batch-cost";
import { type BreakEven, breakEvens, notCompared } from "./break-even";
import { addMonths, type CostLine, type Month, type UsedPrice } from "./cost-line";
import { dataMove } from "./data-move";
import { type DeploymentCost, deploymentCosts } from "./deployment-cost";
import { placeRun } from "./place-run";
import { declaredUse, poolCost, runHoursAMonth } from "./pool-cost";
import { nodePrice, unpricedPools } from "./pool-price";
import { usdPerRunHour } from "./run-use";
import { serviceCosts } from "./service-cost";

/** What a run costs; shares of owned nodes are counted at their full price, so that runs and idle time add up to the pool. */
export interface RunCost {
  readonly run: string;
  readonly team: string;
  /** Absent where it has no place. */
  readonly side?: Side;
  readonly pool?: string;
  /** USD of one start: nodes and data moved. Absent without `hours` or without a price. */
  readonly usdPerStart?: number;
  /** USD of a month's starts. */
  readonly usdPerMonth?: number;
}

/** What a team's work costs. */
export interface TeamCost {
  readonly team: string;
  readonly usdPerMonth: number;
  readonly usdOfRuns: number;
  readonly usdOfDeployments: number;
  readonly usdOfBatches: number;
}

/** What a platform costs in a month of 730 hours, in USD, before tax. */
export interface Costs {
  readonly total: Month;
  readonly bySide: Readonly<Partial<Record<Side, Month>>>;
  /** Every line of the bill: pools by side and name, then services. */
  readonly lines: readonly CostLine[];
  readonly runs: readonly RunCost[];
  readonly deployments: readonly DeploymentCost[];
  readonly batches: readonly BatchCost[];
  /** USD a month of each team's runs and batches, and of the fewest replicas of the models that its runs alone produce; sorted by team. */
  readonly teams: readonly TeamCost[];
  readonly breakEvens: readonly BreakEven[];
  /** Pools that have none, and why. */
  readonly notCompared: ReturnType<typeof notCompared>;
  /** Every price that was used, with its date. */
  readonly prices: readonly UsedPrice[];
  /** Pools that no sum holds, since neither the file nor the catalog has their price. */
  readonly unpricedPools: readonly string[];
  /** Pools to which more work is declared than a month has hours for: the bill holds the pool, and runs and teams add up to more. */
  readonly overfull: readonly string[];
  /** What the sums leave out. */
  readonly notPriced: readonly string[];
  /** What the sums take for granted. */
  readonly assumptions: readonly string[];
}

const ASSUMPTIONS: readonly string[] = [
  "a month has 730 hours; list prices except those under prices in the file; no tax, no free allowance",
  "idle: pools at minNodes or at what the fewest replicas need, reservations and owned nodes in full; expected adds the declared runs; worst: maxNodes all month",
  "of several kinds of capacity the first has the price, and a reservation is taken to hold all of its pool; of spot the on-demand price is the ceiling",
  "owned nodes cost the same used or not, their power always drawn as powerKw says",
  "runs take whole nodes in the cloud, of the first pool that their manifest names, heads and drivers beside the workers where a node has room; replicas are packed tightly",
  "data moves at the link's full speed, without one over the internet at 1000 Mb/s, in requests of 64 MiB, each start from the first tier of egress; a kept copy serves 12 months of starts",
];

/** What a platform costs. Pure: the same platform gives the same sums. */
export function platformCosts(platform: Platform): Costs {
  const pools = allPools(platform);
  const unpriced = unpricedPools(platform);
  const compared = breakEvens(platform);
  const services = serviceCosts(platform);
  const lines = [...pools.flatMap((pool) => poolCost(platform, pool) ?? []), ...services.lines];
  const runs = platform.runs.map((run) => runCost(platform, run));
  const deployments = deploymentCosts(platform);
  const batches = batchCosts(platform);
  const sides = (["onPrem", "cloud"] as const).filter((side) => platform[side] !== undefined);
  return {
    total: addMonths(lines),
    bySide: Object.fromEntries(sides.map((side) => [side, addMonths(lines.filter((line) => line.side === side))])),
    lines,
    runs,
    deployments,
    batches,
    teams: platform.teams.map(({ name }) => {
      const sum = (costs: readonly { readonly team?: string; readonly usdPerMonth?: number }[]) =>
        costs.reduce((usd, { team, usdPerMonth = 0 }) => (team === name ? usd + usdPerMonth : usd), 0);
      const [usdOfRuns, usdOfDeployments, usdOfBatches] = [sum(runs), sum(deployments), sum(batches)];
      const usdPerMonth = usdOfRuns + usdOfDeployments + usdOfBatches;
      return { team: name, usdPerMonth, usdOfRuns, usdOfDeployments, usdOfBatches };
    }),
    breakEvens: compared,
    notCompared: notCompared(platform, compared),
    prices: [...pools.flatMap((pool) => poolPrice(platform, pool)), ...services.prices],
    overfull: pools.flatMap((pool) => {
      const use = declaredUse(platform, pool);
      if (use <= 1) return [];
      return `pool ${pool.name}: the declared work takes ${Math.ceil(use * 100)} % of its hours in a month: the bill holds all of them and no more, so runs and teams add up to more than it`;
    }),
    unpricedPools: unpriced.map(({ name }) => name),
    notPriced: [
      ...unpriced.map(({ side, name }) => `pool ${name} (${side}): no price is known; add yours to the file`),
      ...runs
        .filter(({ usdPerStart }) => usdPerStart === undefined)
        .map(({ run }) => `run ${run}: no hours, price or place`),
      ...batches
        .filter(({ usdPerStart }) => usdPerStart === undefined)
        .map(({ batch }) => `batch ${batch}: no hours, price or place`),
      ...(platform.onPrem ? ["on-prem storage, network and people beyond what the pools' prices hold"] : []),
      ...services.notPriced,
    ],
    assumptions: ASSUMPTIONS,
  };
}

function runCost(platform: Platform, run: Platform["runs"][number]): RunCost {
  const { place } = placeRun(platform, run);
  const { name, team, hours, timesPerMonth } = run;
  if (!place) return { run: name, team };
  const pool = platform[place.side]?.pools.find((each) => each.name === place.pools[0]);
  const usdPerHour = pool && usdPerRunHour(platform, run, pool);
  const where = { run: name, team, side: place.side, pool: place.pools[0] };
  if (usdPerHour === undefined || hours === undefined) return where;
  const moved = dataMove(platform, run, place.side).usd;
  return {
    ...where,
    usdPerStart: usdPerHour * hours + moved,
    usdPerMonth: usdPerHour * runHoursAMonth(run) + moved * timesPerMonth,
  };
}

function poolPrice(platform: Platform, pool: Parameters<typeof nodePrice>[1]): UsedPrice[] {
  const price = nodePrice(platform, pool);
  if (!price) return [];
  const { usdPerHour, asOf, source, ceiling } = price;
  const item = pool.side === "cloud" ? pool.instanceType.name : `pool ${pool.name}`;
  const caveat = ceiling ? { caveat: "spot: the on-demand price is the ceiling" } : {};
  return [{ item, usd: usdPerHour, per: "node-hour", asOf, source, ...caveat }];
}
