import type { Platform, Pool } from "./platform";

/** Units of a GPU pool that are neither a team's quota nor promised to a deployment; 0 on a CPU pool. */
export function spareUnits({ teams, deployments }: Pick<Platform, "teams" | "deployments">, pool: Pool): number {
  const quotas = teams.map((team) => (pool.side === "onPrem" ? team.experiment : team.burst).get(pool.name) ?? 0);
  const promised = deployments
    .filter((deployment) => deployment.side === pool.side && deployment.pool === pool.name)
    .map(({ replicas, unitsPerReplica }) => replicas.max * unitsPerReplica);
  return [...quotas, ...promised].reduce((left, taken) => left - taken, pool.gpus?.units ?? 0);
}
