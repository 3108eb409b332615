import type { JobSetManifest } from "../../../jobs/manifest";
import type { OnPremPool, Run } from "../../../spec/platform";
import { withCluster } from "../../clusters/cluster-access";
import { type Condition, type Conditioned, holds } from "../../clusters/conditions";
import type { KubernetesApi } from "../../clusters/kubernetes-api";
import { type Brevity, briefRun } from "../../platform/brief-run";
import { jobSetsPath, type Owned, runPods, runWorkload } from "../../platform/run-objects";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import { readStatus } from "../../status";
import type { DrillContext } from "../drill";
import { secondsUntil } from "../wait-until";

/** Label of the JobSets that drills submit, by which they are found again to be removed. */
const DRILL_LABEL = "sandbox.gpu.platform/drill";
const DRILL = encodeURIComponent(DRILL_LABEL);
const GONE_SEC = 180;

/** A run of a drill that was submitted. */
export interface Submitted {
  readonly namespace: string;
  readonly id: string;
}

/** A pod of a run. */
export interface RunPod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly spec: { readonly nodeName?: string; readonly terminationGracePeriodSeconds?: number };
  readonly status?: { readonly phase?: string };
}

/** What Kueue keeps of a run. */
export interface RunWorkload extends Owned {
  readonly status?: {
    readonly conditions?: readonly (Condition & { readonly reason?: string })[];
    readonly clusterName?: string;
  };
}

/** What a drill's own run asks of an on-prem pool. */
export interface Wanted extends Brevity {
  readonly team: string;
  readonly pool: OnPremPool;
  readonly workers: number;
  readonly gpusPerWorker: number;
}

/** Nothing pulls it: pods are simulated. Policies want a digest. */
const IMAGE = `registry.example/drill@sha256:${"0".repeat(64)}`;

/** The manifest of a run that a drill makes up, as the platform makes those of its file. */
export function madeUpRun({ manifestOf }: DrillContext, name: string, wanted: Wanted): JobSetManifest {
  const { team, pool, workers, gpusPerWorker } = wanted;
  const run: Run = {
    name,
    team,
    framework: "command",
    image: IMAGE,
    command: ["true"],
    workers,
    gpusPerWorker,
    needs: {},
    datasets: [],
    timesPerMonth: 1,
    side: "onPrem",
  };
  return briefRun(manifestOf(run, { side: "onPrem", pools: [pool.name] }), wanted);
}

/** The manifest of a run, marked as a drill's. */
export function marked(manifest: JobSetManifest): JobSetManifest {
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, labels: { ...metadata.labels, [DRILL_LABEL]: "true" } } };
}

/** Submits a run to the on-prem cluster, as `kubectl create` does. */
export async function submit({ folder }: DrillContext, manifest: JobSetManifest): Promise<Submitted> {
  const { namespace } = manifest.metadata;
  const { metadata } = await withCluster(folder, ON_PREM_CLUSTER, (api) =>
    api.create<{ readonly metadata: { readonly name: string } }>(jobSetsPath(namespace), marked(manifest)),
  );
  return { namespace, id: metadata.name };
}

/** Removes what drills submitted, and waits until its pods are gone on both sides. */
export async function removeRuns({ folder, say }: DrillContext): Promise<void> {
  const clusters = Object.keys(readStatus(folder)?.clusters ?? {});
  const { signal } = new AbortController();
  await withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    for (const { metadata } of await drillRuns(api))
      await api.delete(`${jobSetsPath(metadata.namespace)}/${metadata.name}`, { propagationPolicy: "Background" });
  });
  const gone = await secondsUntil(
    async () => (await Promise.all(clusters.map((name) => withCluster(folder, name, drillRuns)))).flat().length === 0,
    GONE_SEC,
    signal,
  );
  if (gone === undefined) throw new Error(`runs of the drill are still there after ${GONE_SEC} s`);
  if (gone > 1) say(`  its runs are gone after ${gone.toFixed(0)} s`);
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

async function drillRuns(api: KubernetesApi): Promise<readonly Named[]> {
  const path = `/apis/jobset.x-k8s.io/v1alpha2/jobsets?labelSelector=${DRILL}`;
  return (await api.find<{ readonly items: readonly Named[] }>(path))?.items ?? [];
}

/** The pods of a run in a cluster. */
export async function podsOf({ folder }: DrillContext, cluster: string, run: Submitted): Promise<readonly RunPod[]> {
  return withCluster(folder, cluster, (api) => runPods<RunPod>(api, run.namespace, run.id));
}

/** Pods of a run that run, or have not ended yet though they are told to. */
export async function runningPods(context: DrillContext, cluster: string, run: Submitted): Promise<readonly RunPod[]> {
  return (await podsOf(context, cluster, run)).filter(({ status }) => status?.phase === "Running");
}

/** What the on-prem Kueue keeps of a run; undefined before it has seen it. */
export async function workloadOf({ folder }: DrillContext, run: Submitted): Promise<RunWorkload | undefined> {
  return withCluster(folder, ON_PREM_CLUSTER, (api) => runWorkload<RunWorkload>(api, run.namespace, run.id));
}

/** True where Kueue lets a run start. */
export async function isAdmitted(context: DrillContext, run: Submitted): Promise<boolean> {
  return holds(await workloadOf(context, run), "Admitted");
}

/** Why a run was stopped by Kueue, in its words; undefined where it was not. */
export async function evictionOf(context: DrillContext, run: Submitted): Promise<string | undefined> {
  const conditions = (await workloadOf(context, run))?.status?.conditions ?? [];
  // it is reset when the run is admitted again, with its reason kept.
  const evicted = conditions.find(({ type, status }) => type === "Evicted" && status === "True");
  return evicted && `${evicted.reason}: ${evicted.message}`;
}

/** True where a run has come to a good end. */
export async function isFinished({ folder }: DrillContext, run: Submitted): Promise<boolean> {
  const path = `${jobSetsPath(run.namespace)}/${run.id}`;
  return holds(await withCluster(folder, ON_PREM_CLUSTER, (api) => api.find<Conditioned>(path)), "Completed");
}
