import type { JobSetManifest } from "../../jobs/manifest";
import { RUN_FOR_ANNOTATION, STOP_FOR_ANNOTATION } from "../clusters/pod-stages";

/** How long the simulated pods of a run take. */
export interface Brevity {
  /** Until they end by themselves. */
  readonly runForSec: number;
  /**
   * Until they are gone once they are told to stop, as where they write a last checkpoint.
   *
   * @default - gone at once
   */
  readonly stopForSec?: number;
}

/** A run's manifest whose pods, which run nothing, say how long they would. */
export function briefRun(manifest: JobSetManifest, { runForSec, stopForSec }: Brevity): JobSetManifest {
  const annotations = {
    [RUN_FOR_ANNOTATION]: `${runForSec}s`,
    ...(stopForSec !== undefined && { [STOP_FOR_ANNOTATION]: `${stopForSec}s` }),
  };
  const replicatedJobs = manifest.spec.replicatedJobs.map((job) => {
    const { template } = job.template.spec;
    const metadata = { ...template.metadata, annotations: { ...template.metadata.annotations, ...annotations } };
    return { ...job, template: { spec: { ...job.template.spec, template: { ...template, metadata } } } };
  });
  return { ...manifest, spec: { ...manifest.spec, replicatedJobs } };
}
