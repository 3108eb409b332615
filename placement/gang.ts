import type { Platform, Pool, Run, Team } from "../spec/platform";
import { quotaOf, servedUnits } from "../spec/pool-room";

/** Most units of a pool that a team's gang can hold at one time, and how that comes about. */
export interface Reach {
  readonly units: number;
  /** `quota 8 + 4 lent` or the like. */
  readonly sum: string;
}

/** Units that a run's workers hold together; of a shared pool a worker takes exactly one. */
export function gangUnits(run: Run, pool: Pool): number {
  return run.workers * (pool.gpus?.unit.shared ? 1 : run.gpusPerWorker);
}

/**
 * How far a team reaches in a GPU pool: its own quota and, where it borrows, what the cohort has beside: the other teams' quotas and the
 * rest. What deployments hold is never lent.
 */
export function reach(platform: Platform, team: Team, pool: Pool): Reach {
  const own = quotaOf(team, pool);
  const lendable = Math.max(0, (pool.gpus?.units ?? 0) - servedUnits(platform, pool) - own);
  return team.borrow
    ? { units: own + lendable, sum: `quota ${own} + ${lendable} to borrow` }
    : { units: own, sum: `quota ${own}, and it does not borrow` };
}
