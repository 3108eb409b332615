import { cutLink, restoreLink } from "../../link/link";
import { followRun, whyNotRunning } from "../../platform/run-timeline";
import { CLOUD_CLUSTER, LINK } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, DrillNeed, Seen } from "../drill";
import { secondsUntil } from "../wait-until";
import { type Copy, type CopyWatch, watchCopies } from "./copies";
import { evictionOf, marked, removeRuns, runningPods, type Submitted } from "./drill-runs";
import { linkActive, tuneKueue, untuneKueue } from "./kueue-control";

/** Hours in a real platform; see `kueueSettings`. */
const LOST_AFTER_SEC = 20;
/** How much longer they stay apart then. */
const STAYS_APART_SEC = 10;
const MEET_SEC = 120;

const DOES = `sets Kueue's workerLostTimeout to ${LOST_AFTER_SEC} s instead of 4 h, and has the link refuse every connection for longer than that while a run is in the cloud`;
const NEEDS: readonly DrillNeed[] = ["on-prem", "cloud-platform", "burst-link", "burst run"];

/** The cloud's API server is away for longer than a silent worker keeps its runs. */
export const WORKER_LOST: Drill = {
  name: "worker-lost",
  group: "queue",
  needs: NEEDS,
  does: DOES,
  expects:
    "on-prem the run is stopped and queued again; its copy goes on until the sides meet, is then removed, and a new one starts with the same RUN_ID and another ATTEMPT, so that it resumes from the last checkpoint; never two at one moment",
  // longer than they stay apart.
  run: (context) => workerLost(context, { runForSec: 100, endsApart: false }),
  restore,
};

/** As {@link WORKER_LOST}, and the run comes to its end meanwhile. */
export const FINISHED_APART: Drill = {
  name: "finished-apart",
  group: "queue",
  needs: NEEDS,
  does: `${DOES}, until the run has ended there`,
  expects:
    "on-prem has given the run up; it takes its end all the same, or another starts, with the same RUN_ID and another ATTEMPT, so that its code finds what the first has written; never two at one moment",
  run: (context) => workerLost(context, { runForSec: 35, endsApart: true }),
  restore,
};

async function restore(context: DrillContext): Promise<void> {
  await restoreLink(context.folder, LINK);
  await removeRuns(context);
  await untuneKueue(context);
}

interface Lost {
  readonly runForSec: number;
  /** True where they meet when the run has ended in the cloud. */
  readonly endsApart: boolean;
}

async function workerLost(context: DrillContext, { runForSec, endsApart }: Lost): Promise<Seen> {
  const { folder, burstRun, burstPools, signal, say } = context;
  const { namespace } = burstRun.metadata;
  await tuneKueue(context, (configuration) => {
    if (!configuration.multiKueue) throw new Error("Kueue is not set to send runs to another cluster");
    configuration.multiKueue.workerLostTimeout = `${LOST_AFTER_SEC}s`;
  });
  say(`  workerLostTimeout is ${LOST_AFTER_SEC} s`);
  let watch: CopyWatch | undefined;
  let apart: Apart | undefined;
  const timeline = await followRun({
    folder,
    manifest: marked(burstRun),
    pools: burstPools,
    signal,
    runForSec,
    timeoutSec: 400,
    onStep: ({ what }) => say(`  ${what}`),
    whileRunning: async (id) => {
      watch = watchCopies(context, { namespace, id });
      apart = await whileApart(context, { namespace, id }, endsApart);
    },
  });
  await watch?.stop();
  const copies = watch?.copies() ?? [];
  if (!apart || !timeline.finished) {
    const why = await whyNotRunning(folder, namespace, timeline.id);
    return { asExpected: false, what: `it did not finish, with ${copies.length} attempts in the cloud: ${why}` };
  }
  const two = watch?.twoAtOnce() ?? false;
  const attempts = attemptsOf(copies, timeline.id, endsApart);
  return {
    asExpected: apart.evicted !== undefined && apart.ran !== endsApart && attempts.asExpected && !two,
    what: [
      apart.evicted === undefined
        ? "on-prem never gave it up"
        : `on-prem gave it up ${apart.evictedAfter?.toFixed(0)} s after the link was cut (${apart.evicted})`,
      `when they met, its pods in the cloud ${apart.ran ? "still ran" : "had ended"}`,
      attempts.what,
      two ? "two ran at one moment" : "never two at one moment",
      "finished",
    ].join("; "),
  };
}

/** What ran in the cloud. Of a run that ended apart Kueue sees the end before it removes the copy, or removes it first: it is a matter of moments. */
function attemptsOf(copies: readonly Copy[], run: string, endsApart: boolean): Seen {
  const [first, second] = copies;
  const ofRun = copies.every(({ runId }) => runId === run);
  if (endsApart && copies.length === 1)
    return { asExpected: ofRun, what: "on-prem took its end, and nothing ran again" };
  if (!first || !second || copies.length > 2) return { asExpected: false, what: `${copies.length} attempts ran` };
  const again = endsApart
    ? "all of it is run again, but for what its code finds"
    : "what it did after its last checkpoint is run again";
  const fenced = ofRun && first.attempt !== second.attempt;
  const named = fenced ? "same RUN_ID, another ATTEMPT" : `attempts: ${first.attempt}, ${second.attempt}`;
  const [between, ran] = [second.from - first.to, first.to - first.from].map((seconds) => seconds.toFixed(0));
  return {
    asExpected: fenced,
    what: `another attempt ran ${between} s after the first, which had run for ${ran} s: ${again}; ${named}`,
  };
}

interface Apart {
  /** Why on-prem gave it up; undefined where it did not. */
  readonly evicted: string | undefined;
  readonly evictedAfter: number | undefined;
  /** True where all its pods ran in the cloud when they met. */
  readonly ran: boolean;
}

async function whileApart(context: DrillContext, run: Submitted, endsApart: boolean): Promise<Apart> {
  const { folder, signal, say } = context;
  await cutLink(folder, LINK);
  let evicted: string | undefined;
  const evictedAfter = await secondsUntil(
    async () => {
      evicted = await evictionOf(context, run);
      return evicted !== undefined;
    },
    4 * LOST_AFTER_SEC,
    signal,
  );
  say(`  given up on-prem after ${evictedAfter?.toFixed(0) ?? "never"} s: ${evicted ?? ""}`);
  await secondsUntil(async () => false, STAYS_APART_SEC, signal);
  const ended = async () => (await runningPods(context, CLOUD_CLUSTER, run)).length === 0;
  if (endsApart) await secondsUntil(ended, MEET_SEC, signal);
  const ran = !(await ended());
  await restoreLink(folder, LINK);
  const met = await secondsUntil(() => linkActive(context), MEET_SEC, signal);
  say(`  met again after ${met?.toFixed(0) ?? `more than ${MEET_SEC}`} s`);
  return { evicted, evictedAfter, ran };
}
