import type { Deployment, Platform, Pool } from "../spec/platform";
import { cpuRoom, spareUnits } from "../spec/pool-room";
import { sharesOf } from "../spec/replica-shares";
import { weightsGiB } from "../spec/serving-memory";
import { loadBudget } from "./load-budget";

/** How the replicas of a deployment are replaced. */
export interface Rollout {
  /**
   * True where a new replica starts before an old one ends: its pool has room beside everything that is promised, or `replicas.max` promises
   * room that the fewest replicas leave free. While all of `max` run, the new one waits for traffic to fall: the old ones keep answering.
   */
  readonly surge: boolean;
  /** Longest time until a replica answers, in minutes: a new node, the image, the model. */
  readonly startMin: number;
}

/** How a new version of a deployment comes. */
export function rolloutOf(platform: Platform, deployment: Deployment): Rollout {
  const pool = platform[deployment.side]?.pools.find(({ name }) => name === deployment.pool);
  const shares = sharesOf(deployment);
  const model = platform.models.find(({ name }) => name === deployment.model);
  return {
    surge: shares.max > shares.min || (pool !== undefined && hasRoom(platform, deployment, pool)),
    startMin: Math.ceil(loadBudget(model ? weightsGiB(model) : 0).progressSec / 60),
  };
}

function hasRoom(platform: Platform, { unitsPerReplica, cpus, memoryGiB }: Deployment, pool: Pool): boolean {
  if (pool.gpus) return spareUnits(platform, pool) >= unitsPerReplica;
  const room = cpuRoom(platform, pool);
  return room.vCpus >= cpus && room.memoryGiB >= memoryGiB;
}

/** The same in words. */
export function rolloutWords({ surge, startMin }: Rollout): string {
  const how = surge ? "a new replica starts before an old one ends" : "one ends, then one starts";
  return `${how}, ${startMin} minutes each at most`;
}
