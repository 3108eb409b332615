import { followRun, whyNotRunning } from "../../platform/run-timeline";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { type CopyWatch, watchCopies } from "./copies";
import { marked, removeRuns } from "./drill-runs";
import { killKueue, kueueRestarts } from "./kueue-control";

const RUN_FOR_SEC = 25;
const BACK_SEC = 120;

/** Kueue dies on both sides in the middle of a burst. */
export const KUEUE_KILLED: Drill = {
  name: "kueue-killed",
  group: "queue",
  needs: ["on-prem", "cloud-platform", "burst-link", "burst run"],
  does: "kills the on-prem Kueue as soon as a run has its quota, and that of each side while the run is in the cloud",
  expects: "each starts again; the run is started once, goes on, and its end arrives on-prem",
  run: kueueKilled,
  restore: removeRuns,
};

async function kueueKilled(context: DrillContext): Promise<Seen> {
  const { folder, burstRun, signal, say } = context;
  let early: Promise<number | undefined> | undefined;
  let back: readonly (number | undefined)[] = [];
  let watch: CopyWatch | undefined;
  const timeline = await followRun({
    folder,
    manifest: marked(burstRun),
    pools: context.burstPools,
    signal,
    runForSec: RUN_FOR_SEC,
    timeoutSec: 300,
    onStep: ({ what }) => {
      say(`  ${what}`);
      if (what === "quota reserved") early = killed(context, ON_PREM_CLUSTER);
    },
    whileRunning: async (id) => {
      watch = watchCopies(context, { namespace: burstRun.metadata.namespace, id });
      await early;
      back = await Promise.all([ON_PREM_CLUSTER, CLOUD_CLUSTER].map((cluster) => killed(context, cluster)));
    },
  });
  const first = await early;
  await watch?.stop();
  const attempts = watch?.copies().length ?? 0;
  const all = [first, ...back];
  const returned = all.length === 3 && all.every((seconds) => seconds !== undefined);
  const end = timeline.finished
    ? "finished, and on-prem knows"
    : `did not finish: ${await whyNotRunning(folder, burstRun.metadata.namespace, timeline.id)}`;
  return {
    asExpected: returned && timeline.finished && attempts === 1,
    what: `killed ${all.length} times, ready again after ${all.map((seconds) => seconds?.toFixed(0) ?? "never").join(", ")} s; ${attempts === 1 ? "started once" : `started ${attempts} times`}; ${end}`,
  };
}

/** Seconds until a Kueue that was killed is ready again. */
async function killed(context: DrillContext, cluster: string): Promise<number | undefined> {
  const before = (await kueueRestarts(context, cluster)) ?? 0;
  await killKueue(context, cluster);
  const after = await secondsUntil(
    async () => ((await kueueRestarts(context, cluster)) ?? 0) > before,
    BACK_SEC,
    context.signal,
  );
  context.say(`  Kueue of ${cluster} was killed, and is ready after ${after?.toFixed(0) ?? "never"} s`);
  return after;
}
