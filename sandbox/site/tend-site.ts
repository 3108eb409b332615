import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeModel } from "../../placement/place-model";
import { onPremBucketName } from "../../spec/names";
import type { Platform } from "../../spec/platform";
import { withCluster } from "../clusters/cluster-access";
import type { KubernetesApi } from "../clusters/kubernetes-api";
import { jobSetsPath } from "../platform/run-objects";
import { ON_PREM_CLUSTER } from "../platform/simulated-clusters";
import { addStandIns } from "../status";
import type { BothStores, Version } from "./both-stores";
import { knownStores } from "./known-stores";
import { madeUpVersions } from "./made-up-versions";
import { writeSiteSecrets } from "./site-secrets";
import { bucketsFolder } from "./site-store";
import { SUMS, standInVersion } from "./stand-in-version";
import type { Training } from "./trainings";

/** What is tended. */
export interface Tended {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly platform: Platform;
  /** Versions to train as soon as their queue and their bucket are there. */
  readonly trainings: readonly Training[];
}

const EVERY_MS = 1000;

/**
 * Does what a site's people and machines do while something is deployed: it gives namespaces their Secrets as they appear, puts versions of models
 * where they were born, and submits the runs that train others. What cannot be done yet is tried again.
 */
export async function whileSiteTended<T>(tended: Tended, work: () => Promise<T>): Promise<T> {
  const { folder, platform } = tended;
  const stores = knownStores(folder, platform);
  if (!stores) return work();
  const done = new AbortController();
  const { signal } = done;
  const tending = (async () => {
    const waiting = new Map(madeUpVersions(platform).map((one) => [`${one.model} ${one.version}`, one]));
    const submitted = new Set<Training>();
    for (let last = false; ; ) {
      // an API server that does not answer now is asked again.
      await Promise.allSettled([
        giveSecrets(tended),
        putMadeUp(tended, stores, waiting),
        submit(tended, stores, submitted),
      ]);
      if (last) return;
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
      // once more after the end: what came last finds its Secret, too.
      last = signal.aborted;
    }
  })();
  return work().finally(() => {
    done.abort();
    return tending;
  });
}

async function giveSecrets({ folder, platform }: Tended): Promise<void> {
  addStandIns(folder, await withCluster(folder, ON_PREM_CLUSTER, (api) => writeSiteSecrets(api, platform)));
}

async function putMadeUp(
  { folder, platform }: Tended,
  stores: BothStores,
  waiting: Map<string, Version>,
): Promise<void> {
  for (const [name, version] of waiting) {
    const model = platform.models.find((one) => one.name === version.model);
    const side = model && placeModel(platform, model).bornOn;
    if (!side) continue;
    const files = standInVersion(version.model, version.version);
    const there = (await stores.list(side, version))?.includes(SUMS) === true;
    if (!there && !(await stores.write(side, version, files))) continue;
    waiting.delete(name);
    addStandIns(folder, [`Files of ${name} are made up: bytes to copy, which serve nothing.`]);
  }
}

/** A run is submitted once: one that is there already trained its version, or is about to. */
async function submit(
  { folder, platform, trainings }: Tended,
  stores: BothStores,
  submitted: Set<Training>,
): Promise<void> {
  const buckets = (["models", "checkpoints"] as const).map((purpose) => onPremBucketName(platform, purpose));
  if (!buckets.every((bucket) => existsSync(join(bucketsFolder(folder), bucket)))) return;
  if (!(await withCluster(folder, ON_PREM_CLUSTER, takesRuns))) return;
  for (const training of trainings) {
    const { model, version, manifest } = training;
    if (submitted.has(training) || !stores.models.includes(model)) continue;
    const { generateName: _, ...metadata } = manifest.metadata;
    const named = { ...manifest, metadata: { ...metadata, name: version } };
    await withCluster(folder, ON_PREM_CLUSTER, (api) => api.createOnce(jobSetsPath(metadata.namespace), named));
    submitted.add(training);
  }
}

/** True once the controllers of runs are ready: a run that comes before their webhooks lacks what these fill in. */
async function takesRuns(api: KubernetesApi): Promise<boolean> {
  const selector = encodeURIComponent(`app.kubernetes.io/name in (${RUN_CONTROLLERS.join(",")})`);
  const { items } = await api.get<{
    readonly items: readonly { readonly status?: { readonly readyReplicas?: number } }[];
  }>(`/apis/apps/v1/deployments?labelSelector=${selector}`);
  return items.length >= RUN_CONTROLLERS.length && items.every(({ status }) => (status?.readyReplicas ?? 0) > 0);
}

const RUN_CONTROLLERS = ["jobset", "kueue"];
