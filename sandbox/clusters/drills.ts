import type { Engines } from "../engines/engines";
import { readStatus, recordProcesses } from "../status";
import { knownCluster, withCluster } from "./cluster-access";
import { ClusterNodes } from "./cluster-nodes";
import { controlPlaneProcesses, restartControlPlane, stopControlPlane } from "./control-plane";
import type { KubernetesApi } from "./kubernetes-api";
import { SILENT_ANNOTATION } from "./pod-stages";

/** Ends the whole control plane of a cluster, as where a site is away; its data stays, and its controllers try to reach it. */
export async function takeClusterAway(folder: string, name: string): Promise<void> {
  const { place } = knownCluster(folder, name);
  await stopControlPlane(place);
  const own = Object.values(readStatus(folder)?.processes ?? {}).filter((one) => one.name.startsWith(`${name} `));
  recordProcesses(folder, Object.fromEntries(own.map((one) => [one.name, undefined])));
}

/** Starts a control plane again that was taken away, as it was then. */
export async function bringClusterBack(folder: string, name: string, engines: Engines): Promise<void> {
  const { place } = knownCluster(folder, name);
  await restartControlPlane(place, await engines.path("kwokctl"));
  recordProcesses(folder, Object.fromEntries(controlPlaneProcesses(place).map((one) => [one.name, one])));
}

/**
 * The kubelet of a node falls silent: it is not ready, and nothing becomes of its pods. Those that are told to go stay, as only the kubelet could say
 * that they have ended.
 */
export function silenceNode(folder: string, name: string, node: string): Promise<void> {
  return withCluster(folder, name, async (api) => {
    await markPods(api, node, "true");
    await new ClusterNodes(api).letGo(node);
  });
}

/** The kubelet of a node is heard again, and does what its pods were told. */
export function hearNode(folder: string, name: string, node: string): Promise<void> {
  return withCluster(folder, name, async (api) => {
    await new ClusterNodes(api).takeBack(node);
    await markPods(api, node, null);
  });
}

async function markPods(api: KubernetesApi, node: string, silent: "true" | null): Promise<void> {
  interface Pod {
    readonly metadata: { readonly name: string; readonly namespace: string };
  }
  const { items } = await api.get<{ readonly items: readonly Pod[] }>(
    `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`,
  );
  for (const { metadata } of items)
    await api.patch(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, {
      metadata: { annotations: { [SILENT_ANNOTATION]: silent } },
    });
}
