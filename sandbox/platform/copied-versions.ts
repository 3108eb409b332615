import { setTimeout as sleep } from "node:timers/promises";
import { type ModelCopy, modelCopies } from "../../placement/model-copies";
import { LABELS, systemNamespace } from "../../spec/names";
import type { Platform, Side } from "../../spec/platform";
import { withCluster } from "../clusters/cluster-access";
import type { KubernetesApi } from "../clusters/kubernetes-api";
import { knownStores } from "../site/known-stores";
import { SUMS, sha256 } from "../site/stand-in-version";
import { ON_PREM_CLUSTER } from "./simulated-clusters";

/** A version of a model, as it is on the side that it was brought to. */
export interface CopiedVersion {
  readonly model: string;
  readonly version: string;
  readonly from: Side;
  readonly to: Side;
  /** Seconds that its job took; undefined where it has not ended well. */
  readonly seconds: number | undefined;
  /** When its job ended, as Kubernetes writes it. */
  readonly endedAt: string | undefined;
  /** What was found on that side. */
  readonly files: number;
  readonly bytes: number;
  /** Every file has the sum that the version's list names, and the list the one of the platform file. */
  readonly asPinned: boolean;
}

interface Job {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly status?: { readonly startTime?: string; readonly completionTime?: string };
}

const TIMEOUT_MS = 120_000;

/**
 * What the copy jobs of a sandbox brought, once all have ended, or after two minutes as it is; each file is read back and its sum compared. A version
 * whose job is simulated is not among them.
 */
export async function copiedVersions(
  folder: string,
  platform: Platform,
  signal?: AbortSignal,
): Promise<readonly CopiedVersion[]> {
  const here = knownStores(folder, platform)?.models;
  const wanted = modelCopies(platform).filter(({ model }) => here?.includes(model));
  if (wanted.length === 0) return [];
  const jobs = await withCluster(folder, ON_PREM_CLUSTER, (api) => endedJobs(api, platform, wanted, signal));
  return Promise.all(wanted.map((copy) => looked(folder, platform, copy, jobOf(jobs, copy))));
}

async function endedJobs(
  api: KubernetesApi,
  platform: Platform,
  wanted: readonly ModelCopy[],
  signal: AbortSignal | undefined,
): Promise<readonly Job[]> {
  const selector = encodeURIComponent(LABELS.model);
  const path = `/apis/batch/v1/namespaces/${systemNamespace(platform)}/jobs?labelSelector=${selector}`;
  for (const end = Date.now() + TIMEOUT_MS; ; ) {
    const { items } = await api.get<{ readonly items: readonly Job[] }>(path);
    const ended = wanted.every((copy) => jobOf(items, copy)?.status?.completionTime !== undefined);
    if (ended || Date.now() > end || signal?.aborted) return items;
    await sleep(500);
  }
}

function jobOf(jobs: readonly Job[], { model, version }: ModelCopy): Job | undefined {
  return jobs.find(
    ({ metadata: { labels } }) => labels?.[LABELS.model] === model && labels[LABELS.version] === version,
  );
}

async function looked(
  folder: string,
  platform: Platform,
  { model, version, sha256: pinned, to }: ModelCopy,
  job: Job | undefined,
): Promise<CopiedVersion> {
  const { startTime, completionTime } = job?.status ?? {};
  const found = Object.entries((await knownStores(folder, platform)?.read(to, { model, version })) ?? {});
  const list = found.find(([path]) => path === SUMS)?.[1];
  const lines = new Set(list?.toString("utf8").trimEnd().split("\n"));
  const files = found.filter(([path]) => path !== SUMS);
  const matching = files.filter(([path, content]) => lines.has(`${sha256(content)}  ./${path}`));
  return {
    model,
    version,
    from: to === "onPrem" ? "cloud" : "onPrem",
    to,
    seconds:
      startTime !== undefined && completionTime !== undefined
        ? (Date.parse(completionTime) - Date.parse(startTime)) / 1000
        : undefined,
    endedAt: completionTime,
    files: files.length,
    bytes: found.reduce((sum, [, content]) => sum + content.length, 0),
    asPinned:
      list !== undefined && sha256(list) === pinned && matching.length === files.length && lines.size === files.length,
  };
}
