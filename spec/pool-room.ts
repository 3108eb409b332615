import type { Deployment, Platform, Pool } from "./platform";
import { usableMachine } from "./usable-machine";

type Takers = Pick<Platform, "teams" | "deployments">;

/** Every pool of a platform, on-prem first. */
export function allPools({ onPrem, cloud }: Pick<Platform, "onPrem" | "cloud">): readonly Pool[] {
  return [...(onPrem?.pools ?? []), ...(cloud?.pools ?? [])];
}

/** Nodes of a pool at most: on-prem those that it has. */
export function mostNodes(pool: Pool): number {
  return pool.side === "cloud" ? pool.maxNodes : pool.nodes.length;
}

/** Units of a GPU pool that deployments may hold at their largest. */
export function servedUnits(platform: Pick<Platform, "deployments">, pool: Pool): number {
  return sum(servedOn(platform, pool), ({ replicas, unitsPerReplica }) => replicas.max * unitsPerReplica);
}

/** Units of a GPU pool that are neither a team's quota nor promised to a deployment; 0 on a CPU pool. Below 0 where too much is promised. */
export function spareUnits(platform: Takers, pool: Pool): number {
  const quotas = sum(platform.teams, (team) => quotaOf(team, pool));
  return (pool.gpus?.units ?? 0) - quotas - servedUnits(platform, pool);
}

/** A team's own quota in a GPU pool, in units. */
export function quotaOf(team: Platform["teams"][number], pool: Pool): number {
  return (pool.side === "onPrem" ? team.experiment : team.burst).get(pool.name) ?? 0;
}

/** vCPUs and memory of a CPU pool that pods can have beside its deployments, all nodes together. Below 0 where too much is promised. */
export function cpuRoom(
  platform: Pick<Platform, "deployments">,
  pool: Pool,
): { readonly vCpus: number; readonly memoryGiB: number } {
  const nodes = mostNodes(pool);
  const machine = usableMachine(pool) ?? { cpus: 0, memoryGiB: 0 };
  const served = servedOn(platform, pool);
  return {
    vCpus: Math.floor(nodes * machine.cpus) - sum(served, ({ cpus, replicas }) => cpus * replicas.max),
    memoryGiB:
      Math.floor(nodes * machine.memoryGiB) - sum(served, ({ memoryGiB, replicas }) => memoryGiB * replicas.max),
  };
}

/** What is served on a pool. */
export function servedOn({ deployments }: Pick<Platform, "deployments">, { side, name }: Pool): readonly Deployment[] {
  return deployments.filter((deployment) => deployment.side === side && deployment.pool === name);
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
