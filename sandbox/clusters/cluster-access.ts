import { KUBERNETES_VERSION } from "../engines/table";
import { readStatus } from "../status";
import { ClusterNodes } from "./cluster-nodes";
import { controlPlaneAccess, type PlanePlace } from "./control-plane";
import type { FakeNode } from "./fake-node";
import { KubernetesApi } from "./kubernetes-api";
import { placeOf } from "./place-of";

/** The API of a cluster of a sandbox, as its administrator; close it after use. */
export function clusterApi(folder: string, name: string): KubernetesApi {
  const { place, port } = knownCluster(folder, name);
  return new KubernetesApi(controlPlaneAccess(place, port));
}

/** Does something with the API of a cluster, and closes it whatever comes of it. */
export function withCluster<T>(folder: string, name: string, work: (api: KubernetesApi) => Promise<T>): Promise<T> {
  const api = clusterApi(folder, name);
  return work(api).finally(() => api.close());
}

/** Adds nodes that kwok plays; those that are there stay as they are. */
export function addNodes(folder: string, name: string, nodes: readonly FakeNode[]): Promise<void> {
  return withCluster(folder, name, (api) => new ClusterNodes(api).addFake(nodes, `v${KUBERNETES_VERSION}`));
}

/** @throws Error where the sandbox has no such cluster */
export function knownCluster(folder: string, name: string): { readonly place: PlanePlace; readonly port: number } {
  const { clusters = {} } = readStatus(folder) ?? {};
  const record = clusters[name];
  if (!record) {
    const others = Object.keys(clusters).join(", ") || "none";
    throw new Error(`the sandbox in ${folder} has no cluster ${name}; it has: ${others}`);
  }
  return { place: placeOf(folder, name), port: Number(new URL(record.server).port) };
}
