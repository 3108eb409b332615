import type { Deployment, Platform, Pool, Run } from "../spec/platform";
import { mostNodes, servedOn } from "../spec/pool-room";
import { batchesIn } from "./batch-cost";
import type { CostLine } from "./cost-line";
import { gangNodes } from "./gang-nodes";
import { placeRun } from "./place-run";
import { nodePrice } from "./pool-price";
import { nodeShare } from "./run-use";

/** Hours of the month that costs are told for: a twelfth of a year of 8,760. */
export const HOURS_A_MONTH = 730;

/** Runs and batches that placement sends to a pool: the first of the pools that its manifest names takes all of a run. */
export function runsIn(platform: Platform, pool: Pool): readonly Run[] {
  const runs = platform.runs.filter((run) => {
    const { place } = placeRun(platform, run);
    return place?.side === pool.side && place.pools[0] === pool.name;
  });
  return [...runs, ...batchesIn(platform, pool)];
}

/** The month of a pool; undefined where no price is known. */
export function poolCost(platform: Platform, pool: Pool): CostLine | undefined {
  const price = nodePrice(platform, pool);
  if (!price) return undefined;
  const nodes = poolNodes(platform, pool);
  const usd = (nodeHours: number) => nodeHours * price.usdPerHour;
  const { side, name } = pool;
  return {
    side,
    pool: name,
    what: `pool ${name}`,
    idleUsd: usd(nodes.idle * HOURS_A_MONTH),
    expectedUsd: usd(Math.min(nodes.most * HOURS_A_MONTH, nodes.idle * HOURS_A_MONTH + nodes.runHours)),
    worstUsd: usd(nodes.most * HOURS_A_MONTH),
  };
}

/** Nodes that are up when nothing runs, at most, and node-hours that the declared runs add in a month. */
function poolNodes(platform: Platform, pool: Pool): { idle: number; most: number; runHours: number } {
  // what is owned is paid for, used or not.
  if (pool.side === "onPrem") return { idle: pool.nodes.length, most: pool.nodes.length, runHours: 0 };
  // AWS bills what is reserved whether nodes come of it or of what stands before it in the list.
  const reserved = pool.capacity.some(({ kind }) => kind === "reservation" || kind === "capacityBlock");
  const served = servedOn(platform, pool);
  const serving = Math.ceil(served.reduce((sum, each) => sum + servedShare(each, pool), 0) - 1e-9);
  const idle = reserved ? pool.maxNodes : Math.min(pool.maxNodes, Math.max(pool.minNodes, serving));
  const runHours = runsIn(platform, pool).reduce((sum, run) => sum + gangNodes(run, pool) * runHoursAMonth(run), 0);
  return { idle, most: pool.maxNodes, runHours };
}

/** Nodes of a pool, as a fraction, that the fewest replicas of a deployment take. */
export function servedShare({ replicas, unitsPerReplica, cpus, memoryGiB }: Deployment, pool: Pool): number {
  if (pool.gpus) return (replicas.min * unitsPerReplica) / (pool.gpus.perNode * pool.gpus.unit.perGpu);
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  return machine ? replicas.min * Math.max(cpus / machine.vCpus, memoryGiB / machine.memoryGiB) : 0;
}

/** Hours that a run's workers are up in a month; 0 where the file does not say how long it takes. */
export function runHoursAMonth({ hours, timesPerMonth }: Run): number {
  return (hours ?? 0) * timesPerMonth;
}

/** Part of an owned or rented pool that the declared runs and the fewest replicas keep busy, from 0. Above 1 it does not fit in a month. */
export function declaredUse(platform: Platform, pool: Pool): number {
  const nodes = mostNodes(pool);
  if (nodes === 0) return 0;
  const served = servedOn(platform, pool);
  const serving = served.reduce((sum, each) => sum + servedShare(each, pool), 0);
  // what is rented is billed by whole nodes.
  const nodesOf = pool.side === "cloud" ? gangNodes : nodeShare;
  const running = runsIn(platform, pool).reduce((sum, run) => sum + nodesOf(run, pool) * runHoursAMonth(run), 0);
  return (serving + running / HOURS_A_MONTH) / nodes;
}
