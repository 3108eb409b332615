import { LABELS } from "../../spec/names";
import { withCluster } from "../clusters/cluster-access";
import { followRun, whyNotRunning } from "../platform/run-timeline";
import { CLOUD_CLUSTER } from "../platform/simulated-clusters";
import { emulatorOf } from "./aws/account";
import type { Drill, DrillContext } from "./drill";
import { secondsUntil } from "./wait-until";

const REFUSED_SEC = 20;
/** Karpenter leaves what was refused alone for 3 minutes; Kueue may have put the run back into its queue by then. */
const RUNS_WITHIN_SEC = 900;
const NODES_GONE_SEC = 120;

/** EC2 has no instance for a run, then has one. */
export const CAPACITY_DRILL: Drill = {
  name: "no-capacity",
  group: "aws",
  alsoIn: ["queue"],
  needs: ["on-prem", "cloud-platform", "burst-link", "burst run"],
  does: `has EC2 refuse every new instance for ${REFUSED_SEC} s from the moment on that a run is queued`,
  expects: "the run is not lost: it gets its nodes when there is capacity again, and finishes",
  run: async (context) => {
    const { folder, burstRun, signal, say } = context;
    const control = emulatorOf(context);
    if ((await secondsUntil(() => noNodes(context), NODES_GONE_SEC, signal)) === undefined)
      return {
        asExpected: false,
        what: `nodes of ${context.burstPools.join(", ")} did not go: nothing would be refused`,
      };
    await control.refuseCapacity([{}]);
    const since = (await control.calls()).at(-1)?.number ?? 0;
    const lifted = secondsUntil(async () => false, REFUSED_SEC, signal).then(async () => {
      const asked = (await control.calls(since)).filter(({ operation }) => operation === "CreateFleet").length;
      await control.refuseCapacity([]);
      return asked;
    });
    const timeline = await followRun({
      folder,
      manifest: burstRun,
      pools: context.burstPools,
      signal,
      timeoutSec: RUNS_WITHIN_SEC,
      onStep: ({ what }) => say(`  ${what}`),
    });
    const refused = await lifted;
    const { runningAfterSeconds: running, finished, id } = timeline;
    if (running === undefined || !finished)
      return {
        asExpected: false,
        what: `it did not run: ${await whyNotRunning(folder, burstRun.metadata.namespace, id)}`,
      };
    return {
      asExpected: refused > 0 && running > REFUSED_SEC,
      what: `refused ${refused} times in ${REFUSED_SEC} s; every pod ran ${running.toFixed(0)} s after it was submitted; finished`,
    };
  },
  restore: (context) => emulatorOf(context).refuseCapacity([]),
};

/** True where no node of the run's pools is left, which it would take at once. */
async function noNodes({ folder, burstPools }: DrillContext): Promise<boolean> {
  const selector = encodeURIComponent(`${LABELS.pool} in (${burstPools.join(",")})`);
  const { items } = await withCluster(folder, CLOUD_CLUSTER, (api) =>
    api.get<{ readonly items: readonly unknown[] }>(`/api/v1/nodes?labelSelector=${selector}`),
  );
  return items.length === 0;
}
