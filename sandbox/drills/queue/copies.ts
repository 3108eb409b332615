import { setTimeout as sleep } from "node:timers/promises";
import { withCluster } from "../../clusters/cluster-access";
import { jobSetsPath } from "../../platform/run-objects";
import { CLOUD_CLUSTER } from "../../platform/simulated-clusters";
import type { DrillContext } from "../drill";
import { runningPods, type Submitted } from "./drill-runs";

const EVERY_MS = 250;

/** A run's copy in the cloud, as long as it was there. */
export interface Copy {
  /** What its pods get as RUN_ID. */
  readonly runId: string;
  /** What its pods get as ATTEMPT. */
  readonly attempt: string;
  /** Seconds of its first and last running pod, since the watch began. */
  readonly from: number;
  to: number;
}

/** What was seen of a run in the cloud. */
export interface CopyWatch {
  /** One for each attempt, in the order in which they ran. */
  copies(): readonly Copy[];
  /** True where pods of two attempts ran at one moment. */
  twoAtOnce(): boolean;
  stop(): Promise<void>;
}

/** Watches which attempts of a run have pods that run in the cloud, from the pods' own labels. */
export function watchCopies(context: DrillContext, run: Submitted): CopyWatch {
  const found = new Map<string, Copy>();
  const began = Date.now();
  let two = false;
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const attempts = await attemptsOf(context, run).catch(() => []);
      const now = (Date.now() - began) / 1000;
      two ||= new Set(attempts.map(({ attempt }) => attempt)).size > 1;
      for (const { runId, attempt } of attempts) {
        const known = found.get(attempt);
        if (known) known.to = now;
        else found.set(attempt, { runId, attempt, from: now, to: now });
      }
      await sleep(EVERY_MS);
    }
  })();
  return {
    copies: () => [...found.values()],
    twoAtOnce: () => two,
    stop: async () => {
      watching = false;
      await watched;
    },
  };
}

/** RUN_ID and ATTEMPT of each pod that runs, put together as its environment has them: from its labels. */
async function attemptsOf(context: DrillContext, run: Submitted): Promise<readonly Pick<Copy, "runId" | "attempt">[]> {
  return (await runningPods(context, CLOUD_CLUSTER, run)).map(({ metadata: { labels } }) => ({
    runId: labels["jobset.sigs.k8s.io/jobset-name"] ?? "",
    attempt: `${labels["jobset.sigs.k8s.io/jobset-uid"]}-${labels["jobset.sigs.k8s.io/restart-attempt"]}`,
  }));
}

/** True while a run has a copy in the cloud. */
export async function hasCopy({ folder }: DrillContext, { namespace, id }: Submitted): Promise<boolean> {
  const path = `${jobSetsPath(namespace)}/${id}`;
  return (await withCluster(folder, CLOUD_CLUSTER, (api) => api.find<object>(path))) !== undefined;
}
