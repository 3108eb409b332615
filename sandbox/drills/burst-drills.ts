import { withCluster } from "../clusters/cluster-access";
import { bringClusterBack, takeClusterAway } from "../clusters/drills";
import { prepareEngines } from "../engines/engines";
import { enginesFolder } from "../engines/engines-folder";
import { cutLink, freezeLink, restoreLink } from "../link/link";
import { jobSetsPath } from "../platform/run-objects";
import { followRun, type RunTimeline, whyNotRunning } from "../platform/run-timeline";
import { CLOUD_CLUSTER, LINK, ON_PREM_CLUSTER } from "../platform/simulated-clusters";
import { sandboxState } from "../sandbox";
import type { Drill, DrillContext, DrillNeed, Seen } from "./drill";
import { linkActive } from "./queue/kueue-control";
import { secondsUntil } from "./wait-until";

const GOES_ON =
  "noticed on-prem; the run goes on in the cloud, is not started twice, and its end arrives when they meet again";
/** Kueue tries again after 5, 10, 20, 40 s and so on: the end of a run may take that long to arrive. */
const MEET_AGAIN_SEC = 180;

const BURST: readonly DrillNeed[] = ["on-prem", "cloud-platform", "burst-link", "burst run"];

/** The sides lose each other while a run is in the cloud. */
export const LINK_DRILLS: readonly Drill[] = [
  {
    name: "link-refused",
    group: "link",
    alsoIn: ["queue"],
    needs: BURST,
    does: "refuses every connection between the sides while a run is in the cloud, for 20 s after that was noticed",
    expects: GOES_ON,
    run: (context) =>
      whileApart(context, {
        runForSec: 15,
        apartSec: 20,
        part: () => cutLink(context.folder, LINK),
        meet: restored(context),
      }),
    restore: ({ folder }) => restoreLink(folder, LINK),
  },
  {
    name: "link-frozen",
    group: "link",
    alsoIn: ["queue"],
    needs: BURST,
    does: "has the link swallow all without a word while a run is in the cloud",
    expects: GOES_ON,
    run: (context) =>
      whileApart(context, {
        runForSec: 15,
        apartSec: 0,
        part: async () => freezeLink(context.folder, LINK),
        meet: restored(context),
      }),
    restore: ({ folder }) => restoreLink(folder, LINK),
  },
  {
    name: "cloud-control-plane",
    group: "link",
    alsoIn: ["queue"],
    needs: BURST,
    does: "stops the cloud's whole control plane while a run is there, for a minute after that was noticed, and starts it again",
    expects: GOES_ON,
    run: (context) =>
      whileApart(context, {
        runForSec: 90,
        apartSec: 60,
        part: () => takeClusterAway(context.folder, CLOUD_CLUSTER),
        meet: () => broughtBack(context),
      }),
    restore: (context) => broughtBack(context),
  },
];

interface Apart {
  readonly runForSec: number;
  /** How long they stay apart after that was noticed. */
  readonly apartSec: number;
  readonly part: () => Promise<void>;
  readonly meet: () => Promise<void>;
}

async function whileApart(context: DrillContext, { runForSec, apartSec, part, meet }: Apart): Promise<Seen> {
  const { folder, burstRun, signal, say } = context;
  let noticed: number | undefined;
  const timeline = await followRun({
    folder,
    manifest: burstRun,
    pools: context.burstPools,
    signal,
    runForSec,
    timeoutSec: runForSec + apartSec + MEET_AGAIN_SEC,
    onStep: ({ what }) => say(`  ${what}`),
    whileRunning: async () => {
      await part();
      noticed = await secondsUntil(async () => !(await linkActive(context)), 120, signal);
      say(`  noticed after ${noticed?.toFixed(1) ?? "more than 120"} s`);
      await secondsUntil(async () => false, apartSec, signal);
      await meet();
    },
  });
  const restarts = await restartsOf(context, timeline.id);
  return {
    asExpected: noticed !== undefined && timeline.finished && restarts === 0,
    what: `${noticed === undefined ? "never noticed" : `noticed after ${noticed.toFixed(0)} s`}; ${await endOf(context, timeline)}; started ${restarts + 1 === 1 ? "once" : `${restarts + 1} times`}`,
  };
}

async function endOf({ folder, burstRun }: DrillContext, { id, finished, steps }: RunTimeline): Promise<string> {
  if (!finished) return `the run did not finish: ${await whyNotRunning(folder, burstRun.metadata.namespace, id)}`;
  const end = steps.find(({ what }) => what === "finished")?.afterSeconds ?? 0;
  return `finished ${end.toFixed(0)} s after it was submitted`;
}

async function restartsOf({ folder, burstRun }: DrillContext, id: string): Promise<number> {
  const path = `${jobSetsPath(burstRun.metadata.namespace)}/${id}`;
  const found = await withCluster(folder, ON_PREM_CLUSTER, (api) =>
    api.find<{ readonly status?: { readonly restarts?: number } }>(path),
  );
  return found?.status?.restarts ?? 0;
}

function restored({ folder }: DrillContext): () => Promise<void> {
  return () => restoreLink(folder, LINK);
}

async function broughtBack({ folder, environment, say }: DrillContext): Promise<void> {
  const status = sandboxState(folder)?.status;
  if (status && Object.keys(status.processes).some((name) => name.startsWith(`${CLOUD_CLUSTER} `))) return;
  const engines = prepareEngines({ folder: enginesFolder(environment), offline: true, onProgress: say });
  await bringClusterBack(folder, CLOUD_CLUSTER, engines);
}
