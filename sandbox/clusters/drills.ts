import type { Engines } from "../engines/engines";
import { readStatus, recordProcesses } from "../status";
import { knownCluster, withCluster } from "./cluster-access";
import { ClusterNodes } from "./cluster-nodes";
import { controlPlaneProcesses, restartControlPlane, stopControlPlane } from "./control-plane";

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

/** The kubelet of a node falls silent: it is not ready, and what runs there is moved by whoever minds. */
export function silenceNode(folder: string, name: string, node: string): Promise<void> {
  return withCluster(folder, name, (api) => new ClusterNodes(api).letGo(node));
}

/** The kubelet of a node is heard again. */
export function hearNode(folder: string, name: string, node: string): Promise<void> {
  return withCluster(folder, name, (api) => new ClusterNodes(api).takeBack(node));
}
