import type { Platform, Pool, Run, Team } from "../spec/platform";

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
  const quotaOf = (of: Team) => (pool.side === "onPrem" ? of.experiment : of.burst).get(pool.name) ?? 0;
  const own = quotaOf(team);
  const lendable = Math.max(0, (pool.gpus?.units ?? 0) - servedUnits(platform, pool) - own);
  return team.borrow
    ? { units: own + lendable, sum: `quota ${own} + ${lendable} to borrow` }
    : { units: own, sum: `quota ${own}, and it does not borrow` };
}

/** Units that deployments may hold at their largest. */
export function servedUnits(platform: Platform, pool: Pool): number {
  return platform.deployments
    .filter((deployment) => deployment.side === pool.side && deployment.pool === pool.name)
    .reduce((sum, deployment) => sum + deployment.replicas.max * deployment.unitsPerReplica, 0);
}

/** vCPUs and memory of a CPU pool beside its deployments, all nodes together. */
export function cpuRoom(platform: Platform, pool: Pool): { readonly vCpus: number; readonly memoryGiB: number } {
  const nodes = pool.side === "cloud" ? pool.maxNodes : pool.nodes.length;
  const machine = pool.side === "cloud" ? pool.instanceType : (pool.cpu ?? { vCpus: 0, memoryGiB: 0 });
  const served = platform.deployments.filter(
    (deployment) => deployment.side === pool.side && deployment.pool === pool.name,
  );
  return {
    vCpus: nodes * machine.vCpus - served.reduce((sum, { cpus, replicas }) => sum + cpus * replicas.max, 0),
    memoryGiB:
      nodes * machine.memoryGiB - served.reduce((sum, { memoryGiB, replicas }) => sum + memoryGiB * replicas.max, 0),
  };
}
