import type { JobSetManifest } from "../../jobs/manifest";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { secondsUntil } from "../../sandbox/drills/wait-until";
import { briefRun } from "../../sandbox/platform/brief-run";
import { jobSetsPath, runPods, runWorkload } from "../../sandbox/platform/run-objects";
import { FRAMEWORKS } from "../../spec/schema/work";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";
import { frameworkRuns, manifestOf } from "./framework-runs";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

/** The example with a small run of each framework that goes to the cloud. */
const PLATFORM = soundPlatform(
  exampleFile((file: Data) => {
    const needs = { gpuMemoryGiB: 80, cpus: 8, memoryGiB: 32 };
    file.runs.push(...frameworkRuns("burst", { gpusPerWorker: 1, needs, datasets: ["road-scenes"], side: "cloud" }));
  }),
);

/** What became of a run of one framework. */
export interface BurstRun {
  readonly framework: string;
  readonly manifest: JobSetManifest;
  /** Pods of its copy in the cloud, once all of them had started. */
  readonly pods: readonly Data[];
  readonly clusterName: string | undefined;
  readonly completed: boolean;
}

/** Submits a run of each framework to the on-prem cluster of a sandbox with the example deployed, all at once, and follows them to their end. */
export async function burstFrameworks(folder: string): Promise<readonly BurstRun[]> {
  const { signal } = new AbortController();
  const [onPrem, cloud] = [clusterApi(folder, "on-prem"), clusterApi(folder, "cloud")];
  try {
    return await Promise.all(
      FRAMEWORKS.map(async (framework) => {
        const manifest = briefRun(manifestOf(PLATFORM, `burst-${framework}`), { runForSec: 10 });
        const { namespace } = manifest.metadata;
        const jobSets = jobSetsPath(namespace);
        const { metadata } = await onPrem.create<Data>(jobSets, manifest);
        const wanted = manifest.spec.replicatedJobs.reduce((sum, { template }) => sum + template.spec.completions, 0);
        let pods: readonly Data[] = [];
        const started = async () => {
          const items = await runPods<Data>(cloud, namespace, metadata.name);
          if (items.length >= pods.length) pods = items;
          // on a busy machine one may have ended before another's node is up.
          return items.filter(({ status }: Data) => ["Running", "Succeeded"].includes(status.phase)).length === wanted;
        };
        await secondsUntil(started, 180, signal);
        const workload = await runWorkload<Data>(onPrem, namespace, metadata.name);
        const complete = async () => {
          const { status } = await onPrem.get<Data>(`${jobSets}/${metadata.name}`);
          return status?.conditions?.some((one: Data) => one.type === "Completed" && one.status === "True");
        };
        const completed = (await secondsUntil(complete, 120, signal)) !== undefined;
        return { framework, manifest, pods, clusterName: workload?.status?.clusterName, completed };
      }),
    );
  } finally {
    onPrem.close();
    cloud.close();
  }
}
