import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import {
  evictionOf,
  isAdmitted,
  isFinished,
  madeUpRun,
  podsOf,
  removeRuns,
  runningPods,
  type Submitted,
  submit,
  workloadOf,
} from "./drill-runs";
import { poolToShare, type SharedPool } from "./shared-pool";

const SOON_SEC = 60;

/** A team asks for more than its quota and all that is idle. */
export const OVER_QUOTA: Drill = {
  name: "over-quota",
  group: "queue",
  needs: ["on-prem", "shared pool"],
  does: "has a team fill an on-prem pool, its own GPUs and those that another team leaves idle, and ask for more",
  expects: "what it asks for beyond that waits in the queue without a pod, and runs when GPUs are free",
  run: overQuota,
  restore: removeRuns,
};

async function overQuota(context: DrillContext): Promise<Seen> {
  const { signal, platform } = context;
  const shared = poolToShare(platform);
  const filling = await fill(context, shared, { runForSec: 12 });
  const more = await submit(context, oneRun(context, shared, shared.borrower, { runForSec: 2 }));
  const seen = await secondsUntil(
    async () => (await workloadOf(context, more))?.status?.conditions !== undefined,
    SOON_SEC,
    signal,
  );
  const said = (await workloadOf(context, more))?.status?.conditions?.find(({ type }) => type === "QuotaReserved");
  const waited = said?.status === "False" && (await podsOf(context, ON_PREM_CLUSTER, more)).length === 0;
  const ran = await secondsUntil(() => isFinished(context, more), 2 * SOON_SEC, signal);
  const all = await Promise.all(filling.map((run) => isFinished(context, run)));
  return {
    asExpected: seen !== undefined && waited && ran !== undefined && all.every(Boolean),
    what: `${filling.length} runs of ${shared.gpusPerRun} GPUs fill ${shared.pool.name}; the next ${waited ? "waited without a pod" : "did not wait"} (${said?.message ?? "Kueue said nothing"}); ${ran === undefined ? "it never ran" : `it had run ${ran.toFixed(0)} s later`}`,
  };
}

/** How long the pod of a borrower takes to write its last checkpoint. */
const CHECKPOINT_SEC = 6;

/** A team wants back the GPUs that another has borrowed. */
export const BORROWED_BACK: Drill = {
  name: "borrowed-back",
  group: "queue",
  needs: ["on-prem", "shared pool"],
  does: `has a team borrow the idle GPUs of another, which then asks for them; what is stopped takes ${CHECKPOINT_SEC} s for a last checkpoint`,
  expects:
    "one run of the borrower is stopped, gets its grace period, and waits in the queue; the owner's starts on its GPUs, not before; then the stopped one runs to its end",
  run: borrowedBack,
  restore: removeRuns,
};

async function borrowedBack(context: DrillContext): Promise<Seen> {
  const { signal, platform } = context;
  const shared = poolToShare(platform);
  const filling = await fill(context, shared, { runForSec: 25, stopForSec: CHECKPOINT_SEC });
  const asked = Date.now();
  const owner = await submit(context, oneRun(context, shared, shared.lender, { runForSec: 4 }));
  let stopped: Submitted | undefined;
  let why: string | undefined;
  const evicted = await secondsUntil(
    async () => {
      for (const run of filling) {
        why = await evictionOf(context, run);
        if (why === undefined) continue;
        stopped = run;
        return true;
      }
      return false;
    },
    SOON_SEC,
    signal,
  );
  if (evicted === undefined || !stopped) return { asExpected: false, what: "nothing was stopped for the owner" };
  const victim = stopped;
  let grace: number | undefined;
  let both = false;
  let gone: number | undefined;
  const started = await secondsUntil(
    async () => {
      const [of, own] = await Promise.all([
        podsOf(context, ON_PREM_CLUSTER, victim),
        runningPods(context, ON_PREM_CLUSTER, owner),
      ]);
      grace ??= of.find(({ metadata }) => metadata.deletionTimestamp)?.metadata.deletionGracePeriodSeconds;
      const stopping = of.some(({ status, metadata }) => status?.phase === "Running" && metadata.deletionTimestamp);
      if (grace !== undefined && !stopping) gone ??= (Date.now() - asked) / 1000;
      both ||= stopping && own.length > 0;
      return own.length > 0;
    },
    SOON_SEC,
    signal,
  );
  const others = await Promise.all(filling.filter((run) => run !== victim).map((run) => evictionOf(context, run)));
  const again = await secondsUntil(() => isAdmitted(context, victim), 2 * SOON_SEC, signal);
  const ends = await Promise.all(
    [...filling, owner].map((run) => secondsUntil(() => isFinished(context, run), 2 * SOON_SEC, signal)),
  );
  const finished = ends.every((end) => end !== undefined);
  const wanted = oneRun(context, shared, shared.borrower, { runForSec: 1 });
  const [job] = wanted.spec.replicatedJobs;
  const promised = job?.template.spec.template.spec.terminationGracePeriodSeconds;
  const alone = others.every((reason) => reason === undefined);
  return {
    asExpected: alone && !both && grace === promised && started !== undefined && again !== undefined && finished,
    what: [
      `stopped after ${evicted.toFixed(1)} s (${why})`,
      `its pod had ${grace ?? "no"} s of grace, and was gone ${gone?.toFixed(0) ?? "never"} s after the owner asked`,
      started === undefined
        ? "the owner's never ran"
        : `the owner's ran ${both ? "beside it" : "then"}, ${(evicted + started).toFixed(0)} s after it was submitted`,
      again === undefined ? "the stopped one did not come back" : "the stopped one was admitted again",
      finished ? "all finished" : "not all finished",
    ].join("; "),
  };
}

/** Submits runs of the borrower until the pool is full, and waits until all of them run. */
async function fill(
  context: DrillContext,
  shared: SharedPool,
  brevity: { readonly runForSec: number; readonly stopForSec?: number },
): Promise<readonly Submitted[]> {
  const runs: Submitted[] = [];
  for (let count = 0; count < shared.fillingRuns; count += 1)
    runs.push(await submit(context, oneRun(context, shared, shared.borrower, brevity)));
  const full = async () =>
    (await Promise.all(runs.map((run) => runningPods(context, ON_PREM_CLUSTER, run)))).every(
      ({ length }) => length > 0,
    );
  if ((await secondsUntil(full, SOON_SEC, context.signal)) === undefined)
    throw new Error(`${shared.borrower} could not fill ${shared.pool.name} with ${runs.length} runs`);
  return runs;
}

function oneRun(
  context: DrillContext,
  { pool, gpusPerRun }: SharedPool,
  team: string,
  brevity: { readonly runForSec: number; readonly stopForSec?: number },
) {
  return madeUpRun(context, `drill-${team}`, { team, pool, workers: 1, gpusPerWorker: gpusPerRun, ...brevity });
}
