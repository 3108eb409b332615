import { createHash } from "node:crypto";
import type { Place } from "../placement/placement";
import { LABELS, OWNER_ANNOTATION } from "../spec/names";
import type { Framework as FrameworkName, Platform, Run } from "../spec/platform";
import { burstManager } from "../spec/queues";
import { environment } from "./environment";
import type { Framework } from "./framework";
import { command } from "./frameworks/command";
import { pytorch } from "./frameworks/pytorch";
import { ray } from "./frameworks/ray";
import { spark } from "./frameworks/spark";
import { tensorflow } from "./frameworks/tensorflow";
import { landing } from "./landing";
import { type JobSetManifest, SENDER } from "./manifest";
import { FAILURE_POLICY } from "./restarts";
import { restrictionsOf } from "./restrictions";
import { replicatedJob } from "./worker-pod";

const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = { command, pytorch, ray, spark, tensorflow };

/** A finished run's objects stay for a day, so that its logs and status can be read. */
const TTL_SEC = 24 * 3600;

/** What a run's manifest depends on beside the platform. */
export interface JobSetOptions {
  /** Where placement puts the run. */
  readonly place: Place;
  /** Reference of an image with a shell and rclone. */
  readonly toolImage: string;
}

/** The manifest of a run: one JobSet, whatever its framework, for `kubectl create -f -` in the on-prem cluster (or, without one, in the cloud's). */
export function jobSet(platform: Platform, run: Run, { place: decided, toolImage }: JobSetOptions): JobSetManifest {
  const restrictions = restrictionsOf(platform, run);
  const place = landing(platform, run, decided, restrictions.datasets.size > 0 || restrictions.model);
  const placed = { platform, run, place, env: environment(platform, run, place, restrictions), toolImage };
  const framework = FRAMEWORKS[run.framework];
  const roles = framework.roles(placed);
  const asker = framework.decides ?? roles[0]?.name;
  const manager = burstManager(platform);
  const labels = { "kueue.x-k8s.io/queue-name": place.queue, [LABELS.team]: run.team, "gpu.platform/run": run.name };
  return {
    apiVersion: "jobset.x-k8s.io/v1alpha2",
    kind: "JobSet",
    metadata: {
      generateName: runIdPrefix(run.name),
      namespace: place.namespace,
      labels,
      annotations: { [OWNER_ANNOTATION]: platform.owner, "gpu.platform/side": place.side },
    },
    spec: {
      // Kueue starts it; without Kueue it must not start at all.
      suspend: true,
      // Kueue's webhook would add it, but for a moment after Kueue starts: a run that comes then is never sent.
      ...(manager !== undefined && manager !== place.side && { managedBy: SENDER }),
      ttlSecondsAfterFinished: TTL_SEC,
      ...(framework.decides !== undefined && {
        successPolicy: { operator: "All" as const, targetReplicatedJobs: [framework.decides] },
      }),
      failurePolicy: FAILURE_POLICY,
      replicatedJobs: roles.map((role) => replicatedJob(placed, role, role.name === asker)),
    },
  };
}

/** Longest run id: it may serve as a model's version. Kubernetes adds five characters to the prefix. */
const RUN_ID_MAX = 32;
const RANDOM_LENGTH = 5;

/** What each id of a run begins with. A name that is too long is cut, and a part of its hash keeps two such names apart. */
export function runIdPrefix(run: string): string {
  const room = RUN_ID_MAX - RANDOM_LENGTH - 1;
  if (run.length <= room) return `${run}-`;
  const hash = createHash("sha256").update(run).digest("hex").slice(0, 4);
  return `${run.slice(0, room - hash.length - 1).replace(/-+$/, "")}-${hash}-`;
}
