import type { JobSetManifest } from "../../../jobs/manifest";
import { withCluster } from "../../clusters/cluster-access";
import { type Conditioned, holds } from "../../clusters/conditions";
import { hearNode, silenceNode } from "../../clusters/drills";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { secondsUntil } from "../wait-until";
import { madeUpRun, type RunPod, removeRuns, runningPods, type Submitted, submit } from "./drill-runs";
import { poolToShare } from "./shared-pool";

/** Minutes in a real run, so that a kubelet that starts again costs nothing. Longer than kwokctl lets a node's taints stay when it is heard. */
const UNREACHABLE_SEC = 30;
/** Until the node controller has seen that a node is silent, pods have tolerated it, and all of it is slow. */
const TOLD_SEC = 180;
const RUN_FOR_SEC = 300;
/** Says that a node is shut down, so that what was on it has ended. */
const OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}
interface Node extends Conditioned {
  readonly spec: { readonly taints?: readonly Taint[] };
}

/** The kubelet of an on-prem node falls silent under a run, and is heard again. */
export const NODE_LOST: Drill = {
  name: "node-lost",
  group: "queue",
  needs: ["on-prem", "shared pool"],
  does: `silences the kubelet of an on-prem GPU node under a run of two workers that tolerates it for ${UNREACHABLE_SEC} s instead of 5 min, until its pods are told to go, and has it heard again`,
  expects:
    "while the node is silent nothing is started in their place, as they may still run; when it is heard the run starts again as a whole, under another ATTEMPT; the plan of on-prem is empty then as before, and the node keeps its own taint",
  run: nodeLost,
  restore,
};

/** An on-prem node that fell silent is said to be shut down; see docs/runbooks/lost-node.md. */
export const NODE_GONE: Drill = {
  name: "node-gone",
  group: "queue",
  needs: ["on-prem", "shared pool"],
  does: "silences the kubelet of an on-prem GPU node in the same way under a run of one worker, and follows docs/runbooks/lost-node.md",
  expects:
    "once the node is said to be out of service, the run starts on another node, under another ATTEMPT; when the node is back and that is taken off, it has its own taint alone",
  run: nodeGone,
  restore,
};

async function restore(context: DrillContext): Promise<void> {
  for (const node of poolToShare(context.platform).pool.nodes) {
    await serve(context, node);
    await hearNode(context.folder, ON_PREM_CLUSTER, node);
  }
  await removeRuns(context);
}

async function nodeLost(context: DrillContext): Promise<Seen> {
  const { folder, signal } = context;
  const lost = await loseNode(context, 2);
  const { run, node, before, told } = lost;
  const away = await plannedChanges(context, "on-prem");
  const waited = (await attempts(context, run)).every((attempt) => before.includes(attempt));
  await hearNode(folder, ON_PREM_CLUSTER, node);
  const restarted = await secondsUntil(() => startedAnew(context, lost, 2), TOLD_SEC, signal);
  const back = await secondsUntil(() => hasOwnTaints(context, lost), TOLD_SEC, signal);
  const again = await plannedChanges(context, "on-prem");
  const after = await attempts(context, run);
  const started = restarted !== undefined && after.length === 1;
  return {
    asExpected: told !== undefined && waited && back !== undefined && started && away.length + again.length === 0,
    what: [
      toldIn(lost),
      `${waited ? "nothing was started in their place" : "another attempt was started beside them"}; the plan then: ${away.join(", ") || "empty"}`,
      started
        ? `${restarted.toFixed(0)} s after the node was heard all workers ran again, under another ATTEMPT (restart ${after[0]?.split("-").at(-1)})`
        : `the run did not start again as a whole: ${after.join(", ")}`,
      ownTaints(lost, back),
      `the plan then: ${again.join(", ") || "empty"}`,
    ].join("; "),
  };
}

async function nodeGone(context: DrillContext): Promise<Seen> {
  const { folder, signal } = context;
  const lost = await loseNode(context, 1);
  const { node, told } = lost;
  await taint(context, node, (taints) => [
    ...taints,
    { key: OUT_OF_SERVICE, value: "nodeshutdown", effect: "NoExecute" },
  ]);
  const moved = await secondsUntil(() => startedAnew(context, lost, 1), TOLD_SEC, signal);
  const [now] = await runningPods(context, ON_PREM_CLUSTER, lost.run);
  const elsewhere = now !== undefined && now.spec.nodeName !== node;
  await serve(context, node);
  await hearNode(folder, ON_PREM_CLUSTER, node);
  const back = await secondsUntil(() => hasOwnTaints(context, lost), TOLD_SEC, signal);
  return {
    asExpected: told !== undefined && moved !== undefined && elsewhere && back !== undefined,
    what: [
      toldIn(lost),
      moved === undefined
        ? "it did not start again"
        : `${moved.toFixed(0)} s after the node was said to be out of service it ran on ${now?.spec.nodeName}, under another ATTEMPT`,
      ownTaints(lost, back),
    ].join("; "),
  };
}

/** A node that was silenced under a run. */
interface LostNode {
  readonly run: Submitted;
  readonly node: string;
  /** Attempts that ran before. */
  readonly before: readonly string[];
  readonly taints: readonly string[];
  /** Seconds until its pods were told to go; undefined where they were not. */
  readonly told: number | undefined;
}

async function loseNode(context: DrillContext, workers: number): Promise<LostNode> {
  const { folder, platform, signal, say } = context;
  const { pool, borrower: team } = poolToShare(platform);
  const gpusPerWorker = pool.gpus?.perNode ?? 1;
  const wanted = { team, pool, workers, gpusPerWorker, runForSec: RUN_FOR_SEC };
  const run = await submit(context, impatient(madeUpRun(context, "drill-node", wanted)));
  const whole = async () => (await runningPods(context, ON_PREM_CLUSTER, run)).length === workers;
  if ((await secondsUntil(whole, 60, signal)) === undefined) throw new Error("the run of the drill never ran");
  const before = await attempts(context, run);
  const node = (await runningPods(context, ON_PREM_CLUSTER, run))[0]?.spec.nodeName ?? "";
  const taints = await taintsOf(context, node);
  await silenceNode(folder, ON_PREM_CLUSTER, node);
  const told = await secondsUntil(
    async () => (await runningPods(context, ON_PREM_CLUSTER, run)).some(({ metadata }) => metadata.deletionTimestamp),
    TOLD_SEC,
    signal,
  );
  say(`  ${node} is silent; its pods were told to go after ${told?.toFixed(0) ?? "never"} s`);
  return { run, node, before, taints, told };
}

function toldIn({ node, told }: LostNode): string {
  return told === undefined
    ? "nothing was told to go"
    : `pods of ${node} were told to go ${told.toFixed(0)} s after it fell silent`;
}

function ownTaints({ taints }: LostNode, back: number | undefined): string {
  return back === undefined
    ? "the node kept taints that are not its own"
    : `then the node had its own taint alone (${taints.join(", ")})`;
}

async function startedAnew(context: DrillContext, { run, before }: LostNode, workers: number): Promise<boolean> {
  const pods = await runningPods(context, ON_PREM_CLUSTER, run);
  return pods.length === workers && pods.every((pod) => !before.includes(attemptOf(pod)));
}

async function hasOwnTaints(context: DrillContext, { node, taints }: LostNode): Promise<boolean> {
  return JSON.stringify(await taintsOf(context, node)) === JSON.stringify(taints);
}

/** Pods of a run tolerate a silent node for minutes: those of a drill for seconds. */
function impatient(manifest: JobSetManifest): JobSetManifest {
  const replicatedJobs = manifest.spec.replicatedJobs.map((job) => {
    const { template } = job.template.spec;
    const tolerations = template.spec.tolerations?.map((one) =>
      one.tolerationSeconds === undefined ? one : { ...one, tolerationSeconds: UNREACHABLE_SEC },
    );
    const spec = { ...template.spec, ...(tolerations && { tolerations }) };
    return { ...job, template: { spec: { ...job.template.spec, template: { ...template, spec } } } };
  });
  return { ...manifest, spec: { ...manifest.spec, replicatedJobs } };
}

async function attempts(context: DrillContext, run: Submitted): Promise<readonly string[]> {
  return [...new Set((await runningPods(context, ON_PREM_CLUSTER, run)).map(attemptOf))];
}

function attemptOf({ metadata: { labels } }: RunPod): string {
  return `${labels["jobset.sigs.k8s.io/jobset-uid"]}-${labels["jobset.sigs.k8s.io/restart-attempt"]}`;
}

async function taintsOf({ folder }: DrillContext, node: string): Promise<readonly string[]> {
  const { spec, ...object } = await withCluster(folder, ON_PREM_CLUSTER, (api) =>
    api.get<Node>(`/api/v1/nodes/${node}`),
  );
  const ready = holds(object, "Ready") ? [] : ["not ready"];
  return [...(spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`), ...ready].sort();
}

function taint(
  { folder }: DrillContext,
  node: string,
  change: (taints: readonly Taint[]) => readonly Taint[],
): Promise<void> {
  return withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    const path = `/api/v1/nodes/${node}`;
    const { spec } = await api.get<Node>(path);
    const taints = change(spec.taints ?? []);
    if (taints.length !== (spec.taints?.length ?? 0)) await api.patch(path, { spec: { taints } });
  });
}

/** Takes off a node that it is out of service. */
function serve(context: DrillContext, node: string): Promise<void> {
  return taint(context, node, (taints) => taints.filter(({ key }) => key !== OUT_OF_SERVICE));
}
