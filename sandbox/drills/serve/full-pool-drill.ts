import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../../../spec/platform";
import type { Drill, DrillContext, Seen } from "../drill";
import { isReady, podsOf } from "./served-pods";
import { deploymentIn, deployServing, edited, type File, restoreServing } from "./trained-model";

/** A new version on a pool without a spare unit. */
export const ROLLOUT_FULL: Drill = {
  name: "rollout-full",
  group: "serve",
  needs: ["inference-on-prem", "trained model"],
  does: "leaves an on-prem GPU pool no unit beside quotas and three replicas of a deployment, then changes the version that it serves; its replicas are simulated",
  expects:
    "one replica goes and one comes, so that there are never more than the pool has units for, and never two fewer",
  run: full,
  restore: (context) => restoreServing(context, ["inference-on-prem"]),
};

async function full(context: DrillContext): Promise<Seen> {
  const { platform } = context;
  const found = candidate(context);
  if (!found) throw new Error("no deployment on an on-prem GPU pool has a second version to go to");
  const { deployment, next } = found;
  const crowd = context.variant(edited((file) => fill(file, found)));
  const states = ["inference-on-prem"] as const;
  const crowded = await deployServing(context, { variant: crowd, states });
  const wanted = (await podsOf(context, deployment)).length;
  const variant = context.variant(
    edited((file) => {
      fill(file, found);
      deploymentIn(file, deployment.name).version = next;
    }),
  );
  let most = 0;
  let fewest = wanted;
  const rolling = deployServing(context, { variant, states });
  let over = false;
  const ended = rolling.finally(() => {
    over = true;
  });
  while (!over) {
    const pods = await podsOf(context, deployment).catch(() => undefined);
    if (pods) {
      most = Math.max(most, pods.length);
      fewest = Math.min(fewest, pods.filter(isReady).length);
    }
    await sleep(100);
  }
  const { done } = await ended;
  const versions = new Set(
    (await podsOf(context, deployment)).map(({ metadata }) => metadata.labels["gpu.platform/version"]),
  );
  return {
    asExpected: crowded.done && done && most <= wanted && fewest >= wanted - 1 && versions.has(next),
    what: `${wanted} replicas of ${platform.name}'s ${deployment.name} on ${deployment.pool}, which has no unit for another; during the rollout at most ${most} and at least ${fewest} ready; then version ${[...versions].join(", ")}`,
  };
}

/** Three replicas, and a team's quota that takes all that is left: no unit is kept for a fourth. */
function fill(file: File, { deployment, max }: Candidate): void {
  const { name, pool, unitsPerReplica } = deployment;
  const team = file.teams.find(({ experiment }: File) => experiment?.[pool] !== undefined);
  if (!team) throw new Error(`no team has a quota of ${pool}`);
  team.experiment[pool] += (max - REPLICAS) * unitsPerReplica;
  deploymentIn(file, name).replicas = { min: REPLICAS, max: REPLICAS };
}

const REPLICAS = 3;

interface Candidate {
  readonly deployment: Deployment;
  readonly next: string;
  /** Replicas that the pool has units for beside quotas and other deployments. */
  readonly max: number;
}

/** A deployment of a GPU pool on-prem, another version of its model, and the most replicas that the pool has units for. */
function candidate({ platform }: DrillContext): Candidate | undefined {
  for (const deployment of platform.deployments) {
    const pool = platform.onPrem?.pools.find(({ name }) => name === deployment.pool);
    const model = platform.models.find(({ name }) => name === deployment.model);
    const next = model?.versions.find(({ version }) => version !== deployment.version)?.version;
    if (deployment.side !== "onPrem" || !pool?.gpus || next === undefined) continue;
    const quotas = platform.teams.reduce((sum, { experiment }) => sum + (experiment.get(pool.name) ?? 0), 0);
    const others = platform.deployments
      .filter((one) => one.side === "onPrem" && one.pool === pool.name && one !== deployment)
      .reduce((sum, { replicas, unitsPerReplica }) => sum + replicas.max * unitsPerReplica, 0);
    const units = pool.gpus.units - quotas - others;
    return { deployment, next, max: Math.floor(units / deployment.unitsPerReplica) };
  }
  return undefined;
}
