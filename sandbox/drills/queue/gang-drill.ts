import { withCluster } from "../../clusters/cluster-access";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { evictionOf, isFinished, madeUpRun, podsOf, removeRuns, runningPods, submit } from "./drill-runs";
import { tuneKueue, untuneKueue } from "./kueue-control";
import { poolToShare } from "./shared-pool";

/** Half an hour in a platform with a cloud; see `kueueSettings`. */
const READY_WITHIN_SEC = 15;
const BACKOFF_SEC = 20;

/** A node takes no pods, so that a gang cannot start whole. */
export const HALF_GANG: Drill = {
  name: "half-gang",
  group: "queue",
  needs: ["on-prem", "shared pool"],
  does: `cordons a node and submits a run that needs it and another; sets Kueue's waitForPodsReady to ${READY_WITHIN_SEC} s, tried again ${BACKOFF_SEC} s later, instead of half an hour and a minute`,
  expects:
    "half of the run starts, and gives its GPUs back after that time; a smaller run of another team starts on them; when the node takes pods again, the whole gang runs",
  run: halfGang,
  restore: async (context) => {
    await uncordon(context);
    await removeRuns(context);
    await untuneKueue(context);
  },
};

async function halfGang(context: DrillContext): Promise<Seen> {
  const { signal, platform } = context;
  const { pool, borrower, lender } = poolToShare(platform);
  const perNode = pool.gpus?.perNode ?? 0;
  await tuneKueue(context, (configuration) => {
    configuration.waitForPodsReady = {
      ...configuration.waitForPodsReady,
      timeout: `${READY_WITHIN_SEC}s`,
      requeuingStrategy: {
        ...configuration.waitForPodsReady?.requeuingStrategy,
        backoffBaseSeconds: BACKOFF_SEC,
        backoffMaxSeconds: BACKOFF_SEC,
      },
    };
  });
  await cordon(context, pool.nodes.slice(1));
  const gang = await submit(
    context,
    madeUpRun(context, "drill-gang", { team: borrower, pool, workers: 2, gpusPerWorker: perNode, runForSec: 60 }),
  );
  const half = await secondsUntil(
    async () => (await runningPods(context, ON_PREM_CLUSTER, gang)).length === 1,
    60,
    signal,
  );
  let why: string | undefined;
  const evicted = await secondsUntil(
    async () => {
      why = await evictionOf(context, gang);
      return why !== undefined && (await podsOf(context, ON_PREM_CLUSTER, gang)).length === 0;
    },
    4 * READY_WITHIN_SEC,
    signal,
  );
  const small = await submit(
    context,
    madeUpRun(context, "drill-small", { team: lender, pool, workers: 1, gpusPerWorker: perNode, runForSec: 5 }),
  );
  const ran = await secondsUntil(() => isFinished(context, small), 60, signal);
  await uncordon(context);
  const whole = await secondsUntil(
    async () => (await runningPods(context, ON_PREM_CLUSTER, gang)).length === 2,
    120,
    signal,
  );
  return {
    asExpected: [half, evicted, ran, whole].every((seconds) => seconds !== undefined),
    what: [
      half === undefined ? "half of it never ran" : `one of two pods ran on ${perNode} GPUs`,
      evicted === undefined
        ? `it held them for more than ${4 * READY_WITHIN_SEC} s`
        : `it gave them back after ${evicted.toFixed(0)} s (${why})`,
      ran === undefined ? "the smaller run got none" : `a run of ${lender} had run on them ${ran.toFixed(0)} s later`,
      whole === undefined ? "the gang never ran" : `both pods ran ${whole.toFixed(0)} s after the node took pods again`,
    ].join("; "),
  };
}

function cordon({ folder }: DrillContext, nodes: readonly string[], unschedulable = true): Promise<void> {
  return withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    for (const node of nodes) await api.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable } });
  });
}

function uncordon(context: DrillContext): Promise<void> {
  return cordon(context, poolToShare(context.platform).pool.nodes, false);
}
