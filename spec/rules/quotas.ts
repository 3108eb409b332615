import { DEFAULTS } from "../defaults";
import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import { servedDeployments } from "../served-deployments";
import { type PlacedPool, poolsOf } from "./placed-pool";

/** Quotas and what deployments hold, against what pools have. */
export const QUOTA_RULES: readonly Rule[] = [
  {
    id: "quota-exceeds-pool",
    severity: "error",
    needs: ["teams", "deployments", "onPrem.pools", "cloud.pools", "gpus", "instanceTypes"],
    check: (facts) => poolsOf(facts).flatMap((pool) => overbooked(facts, pool)),
  },
  {
    id: "quota-without-gpu",
    severity: "error",
    needs: ["instanceTypes"],
    check: (facts) =>
      poolsOf(facts)
        .filter(({ isCpu }) => isCpu)
        .flatMap((pool) =>
          quotasOf(facts, pool).map(({ path }) => ({
            path,
            found: `is a quota of pool ${pool.name}, which has no GPU`,
            fix: "remove it: CPU pools are shared by all teams",
          })),
        ),
  },
  {
    id: "cpu-pool-full",
    severity: "error",
    needs: ["deployments", "onPrem.pools", "cloud.pools", "instanceTypes"],
    check: (facts) =>
      poolsOf(facts)
        .filter(({ isCpu }) => isCpu)
        .flatMap((pool) => overfilled(facts, pool)),
  },
];

/** What takes units of a pool, and where it is written. */
interface Claim {
  readonly path: Path;
  readonly amount: number;
  /** `team vision 90`. */
  readonly words: string;
}

function overbooked(facts: Facts, pool: PlacedPool): readonly Finding[] {
  if (!pool.gpus) return [];
  const { units } = pool.gpus;
  const claims = [...quotasOf(facts, pool), ...promisesOf(facts, pool)].filter(({ amount }) => amount > 0);
  const sum = claims.reduce((total, { amount }) => total + amount, 0);
  const last = latest(facts, claims);
  if (sum <= units || !last) return [];
  const parts = claims.map(({ words }) => words).join(" + ");
  const has = pool.side === "onPrem" ? "has" : "may have";
  return [
    {
      path: last.path,
      found: `brings what is promised of pool ${pool.name} to ${sum} units (${parts}), and it ${has} ${units} (${pool.sum})`,
      fix: `lower them by ${sum - units}, or enlarge ${formatPath(pool.path)}`,
    },
  ];
}

function overfilled(facts: Facts, pool: PlacedPool): readonly Finding[] {
  const { machine, nodes, side, name } = pool;
  const served = servedDeployments(facts.file)
    .map(([deployment, index]) => ({ ...deployment, index }))
    .filter((deployment) => deployment.side === side && deployment.pool === name);
  if (!machine) return [];
  return (["cpus", "memoryGiB"] as const).flatMap((key): Finding[] => {
    const perNode = key === "cpus" ? machine.vCpus : machine.memoryGiB;
    const claims = served
      // what is too large for a node has a problem of its own.
      .filter((deployment) => deployment[key] <= perNode)
      .map(
        ({ name: of, replicas, index, ...deployment }): Claim => ({
          path: ["deployments", index, "replicas", "max"],
          amount: replicas.max * deployment[key],
          words: `${of} ${replicas.max} x ${deployment[key]}`,
        }),
      );
    const has = nodes * perNode;
    const sum = claims.reduce((total, { amount }) => total + amount, 0);
    const last = latest(facts, claims);
    if (sum <= has || !last) return [];
    const unit = key === "cpus" ? "vCPUs" : "GiB of memory";
    return [
      {
        path: last.path,
        found: `brings what is promised of pool ${name} to ${sum} ${unit} (${claims.map(({ words }) => words).join(" + ")}), and it has ${has}`,
        fix: `lower replicas.max or ${key}, or enlarge ${formatPath(pool.path)}`,
      },
    ];
  });
}

function latest({ isLater }: Facts, claims: readonly Claim[]): Claim | undefined {
  return claims.reduce<Claim | undefined>(
    (last, claim) => (last === undefined || isLater(claim.path, last.path) ? claim : last),
    undefined,
  );
}

function quotasOf({ file }: Facts, { side, name }: PlacedPool): readonly Claim[] {
  const key = side === "onPrem" ? "experiment" : "burst";
  return file.teams.flatMap((team, index): Claim[] => {
    const amount = team[key][name];
    return amount === undefined
      ? []
      : [{ path: ["teams", index, key, name], amount, words: `team ${team.name} ${amount}` }];
  });
}

function promisesOf({ file }: Facts, { side, name }: PlacedPool): readonly Claim[] {
  return servedDeployments(file).flatMap(([deployment, index]): Claim[] => {
    if (deployment.side !== side || deployment.pool !== name) return [];
    const units = deployment.unitsPerReplica ?? DEFAULTS.deployment.unitsPerReplica;
    const { max } = deployment.replicas;
    return [
      {
        path: ["deployments", index, "replicas", "max"],
        amount: max * units,
        words: `deployment ${deployment.name} ${max} x ${units}`,
      },
    ];
  });
}
