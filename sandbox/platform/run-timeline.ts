import { setTimeout as sleep } from "node:timers/promises";
import type { JobSetManifest } from "../../jobs/manifest";
import { LABELS } from "../../spec/names";
import { clusterApi } from "../clusters/cluster-access";
import { type Conditioned, holds } from "../clusters/conditions";
import type { KubernetesApi } from "../clusters/kubernetes-api";
import { readStatus } from "../status";
import { briefRun } from "./brief-run";
import { jobSetsPath, type Owned, runPods, runWorkload } from "./run-objects";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "./simulated-clusters";

/** Something that became of a run. */
export interface RunStep {
  /** Seconds since it was submitted. */
  readonly afterSeconds: number;
  readonly what: string;
}

/** How a run went. */
export interface RunTimeline {
  /** Name that Kubernetes gave it. */
  readonly id: string;
  readonly steps: readonly RunStep[];
  /** Undefined where it did not run in time. */
  readonly runningAfterSeconds: number | undefined;
  readonly finished: boolean;
}

/** How {@link followRun} follows a run. */
export interface FollowOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly manifest: JobSetManifest;
  /** Pools that it may take nodes of: others come and go for other work. */
  readonly pools: readonly string[];
  readonly signal: AbortSignal;
  readonly onStep: (step: RunStep) => void;
  /**
   * How long its simulated pods run.
   *
   * @default 8
   */
  readonly runForSec?: number;
  /**
   * Done with it while it runs, once.
   *
   * @default - nothing
   */
  readonly whileRunning?: (id: string) => Promise<void>;
  /** @default 180 */
  readonly timeoutSec?: number;
}

interface Listed<T> {
  readonly items: readonly T[];
}
interface Workload extends Owned {
  readonly status?: Conditioned["status"] & { readonly clusterName?: string };
}
interface JobSet extends Conditioned {
  readonly metadata: { readonly name: string };
}
interface Pod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly status?: { readonly phase?: string };
}
interface Node extends Conditioned {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

const EVERY_MS = 200;

/** What is seen of a run at one moment. */
interface Glance {
  readonly workload: Workload | undefined;
  readonly jobSet: JobSet | undefined;
  readonly copy: JobSet | undefined;
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
}

/** Submits a run as `kubectl create` does, and tells what becomes of it, from the queue until the nodes that came for it are gone. */
export async function followRun(options: FollowOptions): Promise<RunTimeline> {
  const { folder, manifest, pools, signal, onStep, runForSec = 8, timeoutSec = 180, whileRunning } = options;
  const { namespace, labels, annotations } = manifest.metadata;
  const { manager, cloud, close } = openClusters(folder);
  try {
    const before = new Set((await nodesOf(cloud, pools)).map(({ metadata }) => metadata.name));
    const { metadata } = await manager.create<JobSet>(jobSetsPath(namespace), briefRun(manifest, { runForSec }));
    const tale = new Tale(onStep);
    tale.tell("queued", `queued in ${namespace}, queue ${labels["kueue.x-k8s.io/queue-name"]}`);
    const watched = {
      manager,
      cloud: annotations["gpu.platform/side"] === "cloud" ? cloud : undefined,
      id: metadata.name,
      namespace,
      pools,
      wanted: podsOf(manifest),
      before,
    };
    let disturb = whileRunning;
    while (tale.seconds() < timeoutSec && !signal.aborted && !tale.has("failed")) {
      // a control plane may be away for a while: that is a drill.
      const seen = await glance(watched).catch(() => undefined);
      if (seen && tellOf(seen, watched, tale)) break;
      if (tale.has("running")) {
        await disturb?.(metadata.name);
        disturb = undefined;
      }
      await sleep(EVERY_MS);
    }
    return {
      id: metadata.name,
      steps: tale.steps,
      runningAfterSeconds: tale.after("running"),
      finished: tale.has("finished"),
    };
  } finally {
    close();
  }
}

/** What became of a run so far, each thing once. */
class Tale {
  readonly steps: RunStep[] = [];
  private readonly told = new Map<string, number>();
  private readonly began = Date.now();

  constructor(private readonly onStep: (step: RunStep) => void) {}

  seconds(): number {
    return (Date.now() - this.began) / 1000;
  }

  has(key: string): boolean {
    return this.told.has(key);
  }

  after(key: string): number | undefined {
    return this.told.get(key);
  }

  tell(key: string, what: string): void {
    if (this.told.has(key)) return;
    const step = { afterSeconds: this.seconds(), what };
    this.told.set(key, step.afterSeconds);
    this.steps.push(step);
    this.onStep(step);
  }
}

/** The cluster that runs are submitted to, and the cloud's, which may be the same. */
function openClusters(folder: string): {
  readonly manager: KubernetesApi;
  readonly cloud: KubernetesApi | undefined;
  readonly close: () => void;
} {
  const clusters = readStatus(folder)?.clusters ?? {};
  const cloud = clusters[CLOUD_CLUSTER] ? clusterApi(folder, CLOUD_CLUSTER) : undefined;
  const manager = clusters[ON_PREM_CLUSTER] || !cloud ? clusterApi(folder, ON_PREM_CLUSTER) : cloud;
  return {
    manager,
    cloud,
    close: () => {
      manager.close();
      cloud?.close();
    },
  };
}

/** The last that Kueue said of a run that does not go on; for who asks why. */
export async function whyNotRunning(folder: string, namespace: string, id: string): Promise<string> {
  const { manager, close } = openClusters(folder);
  try {
    const found = await runWorkload<Workload>(manager, namespace, id);
    const said = found?.status?.conditions?.map(({ type, status, message }) => `${type}=${status}: ${message}`);
    return said?.join("; ") ?? "Kueue has not seen it";
  } finally {
    close();
  }
}

interface Watched {
  readonly manager: KubernetesApi;
  /** Undefined for a run that stays on-prem. */
  readonly cloud: KubernetesApi | undefined;
  readonly id: string;
  readonly namespace: string;
  readonly pools: readonly string[];
  /** Pods that it has when all of it runs. */
  readonly wanted: number;
  /** Nodes that were there before it. */
  readonly before: ReadonlySet<string>;
}

async function glance({ manager, cloud, id, namespace, pools }: Watched): Promise<Glance> {
  const runsIn = cloud ?? manager;
  const [workload, jobSet, copy, pods, nodes] = await Promise.all([
    runWorkload<Workload>(manager, namespace, id),
    manager.find<JobSet>(`${jobSetsPath(namespace)}/${id}`),
    cloud && cloud !== manager ? cloud.find<JobSet>(`${jobSetsPath(namespace)}/${id}`) : undefined,
    runPods<Pod>(runsIn, namespace, id),
    nodesOf(cloud, pools),
  ]);
  return { workload, jobSet, copy, pods, nodes };
}

/** Tells what is new; true where nothing more will come. */
function tellOf(seen: Glance, { wanted, before }: Watched, tale: Tale): boolean {
  const { workload, jobSet, copy, pods } = seen;
  const nodes = seen.nodes.filter(({ metadata: { name } }) => !before.has(name));
  const running = pods.filter(({ status }) => status?.phase === "Running").length;
  const where = workload?.status?.clusterName;
  const ready = nodes.filter((node) => holds(node, "Ready")).length;
  const told: readonly (readonly [key: string, seen: boolean, what: string])[] = [
    ["quota", holds(workload, "QuotaReserved"), "quota reserved"],
    // Kueue names the cluster a moment after it has made the copy there.
    ["copied", copy !== undefined && where !== undefined, `sent to the cloud's cluster (${where})`],
    ["admitted", holds(workload, "Admitted"), "admitted"],
    ["nodes", nodes.length > 0, "nodes come up, from zero"],
    ["nodes ready", running === wanted && ready > 0 && ready === nodes.length, `${counted(ready, "node")} ready`],
    ["running", running === wanted, `running: ${counted(running, "pod")}`],
    ["finished", holds(jobSet, "Completed"), "finished"],
    ["failed", holds(jobSet, "Failed"), "failed"],
  ];
  for (const [key, isSeen, what] of told) if (isSeen) tale.tell(key, what);
  if (!tale.has("finished")) return false;
  if (tale.has("copied") && !copy) tale.tell("copy gone", "the copy in the cloud is removed");
  if (tale.has("nodes") && nodes.length === 0) tale.tell("nodes gone", "the nodes that came for it are gone");
  return !copy && nodes.length === 0;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function podsOf({ spec }: JobSetManifest): number {
  return spec.replicatedJobs.reduce((sum, { template }) => sum + template.spec.completions, 0);
}

/** The nodes of some pools; none without a cloud. */
async function nodesOf(api: KubernetesApi | undefined, pools: readonly string[]): Promise<readonly Node[]> {
  const selector = encodeURIComponent(`${LABELS.pool} in (${pools.join(",")})`);
  return (await api?.get<Listed<Node>>(`/api/v1/nodes?labelSelector=${selector}`))?.items ?? [];
}
