import { setTimeout as sleep } from "node:timers/promises";
import { LABELS } from "../../spec/names";
import { withCluster } from "../clusters/cluster-access";
import { readStatus } from "../status";

/** Pods that serve one version of a model. */
export interface ServedVersion {
  /** Cluster of the sandbox. */
  readonly cluster: string;
  readonly deployment: string;
  readonly track: string;
  readonly model: string;
  readonly version: string;
  readonly wanted: number;
  readonly ready: number;
}

interface KubernetesDeployment {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

const TIMEOUT_MS = 120_000;

/** What is served in each cluster of a sandbox, once all of it is ready, or after two minutes as it is. */
export async function servedModels(folder: string, signal?: AbortSignal): Promise<readonly ServedVersion[]> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const all = (
      await Promise.all(Object.keys(readStatus(folder)?.clusters ?? {}).map((name) => servedIn(folder, name)))
    ).flat();
    if (all.every(({ wanted, ready }) => ready >= wanted) || Date.now() > end || signal?.aborted) return all;
    await sleep(500);
  }
}

function servedIn(folder: string, cluster: string): Promise<readonly ServedVersion[]> {
  return withCluster(folder, cluster, async (api) => {
    const selector = encodeURIComponent(LABELS.deployment);
    const { items } = await api.get<{ readonly items: readonly KubernetesDeployment[] }>(
      `/apis/apps/v1/deployments?labelSelector=${selector}`,
    );
    return items.map(({ metadata: { labels }, spec, status }) => ({
      cluster,
      deployment: labels[LABELS.deployment] ?? "",
      track: labels["gpu.platform/track"] ?? "",
      model: labels[LABELS.model] ?? "",
      version: labels[LABELS.version] ?? "",
      wanted: spec.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
    }));
  });
}
