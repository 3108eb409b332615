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
  /** Seconds that it took once AWS and both stores were there; undefined where it has not ended well. */
  readonly seconds: number | undefined;
  /** When it ended, as Kubernetes writes it. */
  readonly endedAt: string | undefined;
  /** What was found on that side. */
  readonly files: number;
  readonly bytes: number;
  /** Every file has the sum that the version's list names, and the list the one of the platform file. */
  readonly asPinned: boolean;
}

interface CopyPod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly env?: readonly { name: string; value?: string }[] }[] };
  readonly status?: { readonly containerStatuses?: readonly { readonly state?: { readonly terminated?: Ended } }[] };
}

interface Ended {
  readonly exitCode: number;
  readonly startedAt: string;
  readonly finishedAt: string;
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
  const pods = await withCluster(folder, ON_PREM_CLUSTER, (api) => endedPods(api, platform, wanted, signal));
  return Promise.all(wanted.map((copy) => looked(folder, platform, copy, endOf(pods, copy))));
}

async function endedPods(
  api: KubernetesApi,
  platform: Platform,
  wanted: readonly ModelCopy[],
  signal: AbortSignal | undefined,
): Promise<readonly CopyPod[]> {
  const selector = encodeURIComponent(LABELS.model);
  const path = `/api/v1/namespaces/${systemNamespace(platform)}/pods?labelSelector=${selector}`;
  for (const end = Date.now() + TIMEOUT_MS; ; ) {
    const { items } = await api.get<{ readonly items: readonly CopyPod[] }>(path);
    const ended = wanted.every((copy) => endOf(items, copy) !== undefined);
    if (ended || Date.now() > end || signal?.aborted) return items;
    await sleep(500);
  }
}

/** How the pod ended that brought a version; undefined before it has. */
function endOf(pods: readonly CopyPod[], { model, version }: ModelCopy): Ended | undefined {
  const ends = pods
    .filter(
      ({ metadata, spec }) =>
        metadata.labels?.[LABELS.model] === model &&
        spec.containers.some(({ env }) => env?.some(({ name, value }) => name === "VERSION" && value === version)),
    )
    .flatMap(({ status }) => (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated ?? []));
  return ends.find(({ exitCode }) => exitCode === 0);
}

async function looked(
  folder: string,
  platform: Platform,
  { model, version, sha256: pinned, to }: ModelCopy,
  end: Ended | undefined,
): Promise<CopiedVersion> {
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
    seconds: end && (Date.parse(end.finishedAt) - Date.parse(end.startedAt)) / 1000,
    endedAt: end?.finishedAt,
    files: files.length,
    bytes: found.reduce((sum, [, content]) => sum + content.length, 0),
    asPinned:
      list !== undefined && sha256(list) === pinned && matching.length === files.length && lines.size === files.length,
  };
}
