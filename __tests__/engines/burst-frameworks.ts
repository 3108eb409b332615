import { jobSet } from "../../jobs/job-set";
import type { JobSetManifest } from "../../jobs/manifest";
import { placeRun } from "../../placement/place-run";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { briefRun } from "../../sandbox/platform/brief-run";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

/** Every framework that a platform file may name. */
export const FRAMEWORKS = ["command", "pytorch", "ray", "spark", "tensorflow"] as const;

const IMAGE =
  "registry.acme.example/train/road@sha256:6c96cf8c772c2d96ddc8d2e1cb4ae598ef01ae200a6d97029bda55238ca41ad3";
const TOOL = "docker.io/rclone/rclone:1.75.1";

/** The example with a small run of each framework that goes to the cloud. */
const PLATFORM = soundPlatform(
  exampleFile((file: Data) => {
    for (const framework of FRAMEWORKS)
      file.runs.push({
        name: `burst-${framework}`,
        team: "vision",
        framework,
        image: IMAGE,
        command: ["python", "-m", "road.train"],
        workers: 2,
        gpusPerWorker: 1,
        needs: { gpuMemoryGiB: 80, cpus: 8, memoryGiB: 32 },
        datasets: ["road-scenes"],
        produces: "road-detector",
        hours: 1,
        side: "cloud",
      });
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
  const [onPrem, cloud] = [clusterApi(folder, "on-prem"), clusterApi(folder, "cloud")];
  try {
    return await Promise.all(
      FRAMEWORKS.map(async (framework) => {
        const manifest = burstManifest(`burst-${framework}`);
        const { namespace } = manifest.metadata;
        const jobSets = `/apis/jobset.x-k8s.io/v1alpha2/namespaces/${namespace}/jobsets`;
        const { metadata } = await onPrem.create<Data>(jobSets, manifest);
        const wanted = manifest.spec.replicatedJobs.reduce((sum, { template }) => sum + template.spec.completions, 0);
        const selector = `labelSelector=jobset.sigs.k8s.io/jobset-name%3D${metadata.name}`;
        let pods: readonly Data[] = [];
        await within(180_000, async () => {
          const { items } = await cloud.get<Data>(`/api/v1/namespaces/${namespace}/pods?${selector}`);
          if (items.length >= pods.length) pods = items;
          // on a busy machine one may have ended before another's node is up.
          return items.filter(({ status }: Data) => ["Running", "Succeeded"].includes(status.phase)).length === wanted;
        });
        const { items } = await onPrem.get<Data>(`/apis/kueue.x-k8s.io/v1beta2/namespaces/${namespace}/workloads`);
        const workload = items.find(({ metadata: of }: Data) =>
          of.ownerReferences?.some(({ name }: Data) => name === metadata.name),
        );
        const completed = await within(120_000, async () => {
          const { status } = await onPrem.get<Data>(`${jobSets}/${metadata.name}`);
          return status?.conditions?.some((one: Data) => one.type === "Completed" && one.status === "True");
        });
        return { framework, manifest, pods, clusterName: workload?.status?.clusterName, completed };
      }),
    );
  } finally {
    onPrem.close();
    cloud.close();
  }
}

function burstManifest(name: string): JobSetManifest {
  const run = PLATFORM.runs.find((one) => one.name === name);
  const place = run && placeRun(PLATFORM, run).place;
  if (!run || !place) throw new Error(`no run ${name}, or no place for it`);
  return briefRun(jobSet(PLATFORM, run, { place, toolImage: TOOL }), { runForSec: 10 });
}

async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 500)))
    if (await holds()) return true;
  return false;
}
