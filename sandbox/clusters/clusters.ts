import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../engines/engines";
import { CLUSTER_ENGINES, KUBERNETES_VERSION } from "../engines/table";
import { isolation } from "../node/isolation";
import { podPorts } from "../ports";
import { isRunning } from "../process-table";
import {
  addStandIns,
  type ClusterRecord,
  namedPorts,
  openSandbox,
  readStatus,
  recordProcesses,
  type SandboxStatus,
  updateStatus,
} from "../status";
import { stopAgent } from "./agent-process";
import type { ClusterPorts } from "./cluster-config";
import { type ClusterOptions, checkClusterOptions } from "./cluster-options";
import { controlPlaneAccess, removeControlPlane } from "./control-plane";
import { removeFarSockets } from "./egress-socket";
import { kubeconfig } from "./kubeconfig";
import { placeOf } from "./place-of";
import { healCluster, startCluster } from "./start-cluster";

/** Options of {@link startClusters}. */
export interface StartClustersOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  /** Control planes start as soon as their own engines are there; controllers may still be built. */
  readonly engines: Engines;
  readonly clusters: readonly ClusterOptions[];
  /** Says what was done, in one line. */
  readonly onProgress: (line: string) => void;
}

/** Clusters that run. */
export interface Clusters {
  /** One kubeconfig with a context for each; the user's own is neither read nor changed. */
  readonly kubeconfig: string;
  /** By name. */
  readonly clusters: Readonly<Record<string, ClusterRecord>>;
}

const PORT_NAMES: readonly (keyof ClusterPorts)[] = [
  "apiServer",
  "etcd",
  "etcdPeer",
  "controllerManager",
  "scheduler",
  "kwok",
  "tokenWebhook",
];

/** Starts control planes side by side, each with an agent and its nodes. Those that run already are left as they are; one that lost
 * a process is started again with its data. */
export async function startClusters(options: StartClustersOptions): Promise<Clusters> {
  const { engines, clusters, onProgress } = options;
  checkClusterOptions(clusters);
  // said before anything is started.
  isolation();
  const { folder, ports } = openSandbox(options.folder);
  const names = clusters.flatMap(({ name }) => PORT_NAMES.map((port) => `${name}/${port}`));
  const taken = await namedPorts(folder, names);
  const order = [...new Set([...Object.keys(openSandbox(folder).clusters), ...clusters.map(({ name }) => name)])];
  await Promise.all(
    clusters.map(async (cluster) => {
      if (clusterRuns(folder, cluster.name)) return onProgress(`cluster ${cluster.name} runs`);
      const began = Date.now();
      const known = openSandbox(folder).clusters[cluster.name] !== undefined;
      const { record, processes } = await (known ? healCluster : startCluster)({
        sandbox: folder,
        options: cluster,
        engines,
        ports: Object.fromEntries(
          PORT_NAMES.map((port) => [port, taken[`${cluster.name}/${port}`]]),
        ) as unknown as ClusterPorts,
        podPorts: podPorts(ports.block, order.indexOf(cluster.name)),
      });
      updateStatus(folder, (status) => ({ ...status, clusters: { ...status.clusters, [cluster.name]: record } }));
      recordProcesses(folder, processes);
      onProgress(
        `cluster ${cluster.name} answers at ${record.server} after ${((Date.now() - began) / 1000).toFixed(1)} s (context ${record.context}, ${known ? "with the data that it had" : `${cluster.nodes.length} simulated nodes`})`,
      );
    }),
  );
  const status = updateStatus(folder, (before) => ({
    ...before,
    versions: {
      ...before.versions,
      ...Object.fromEntries(CLUSTER_ENGINES.map(({ name, version }) => [name, version])),
    },
  }));
  addStandIns(folder, [...STAND_INS, ...clusters.flatMap(toolStandIns)]);
  return { kubeconfig: writeKubeconfig(folder, status.clusters), clusters: status.clusters };
}

/** Ends the clusters of a sandbox, agents first as they end the controllers. Logs stay. */
export async function stopClusters(folder: string): Promise<void> {
  const status = readStatus(folder);
  if (!status) return;
  const names = new Set([...Object.keys(status.clusters), ...portOwners(status.ports.taken)]);
  await Promise.all([...names].map((name) => endCluster(status.folder, name)));
  removeFarSockets(status.folder);
  updateStatus(status.folder, (before) => ({ ...before, clusters: {}, processes: running(before.processes) }));
}

/** Ends one cluster of a sandbox and removes its data, so that the next start makes it anew. */
export async function removeCluster(folder: string, name: string): Promise<void> {
  await endCluster(folder, name);
  updateStatus(folder, (before) => {
    const { [name]: _, ...clusters } = before.clusters;
    return { ...before, clusters, processes: running(before.processes) };
  });
}

async function endCluster(folder: string, name: string): Promise<void> {
  const place = placeOf(folder, name);
  await stopAgent(place.folder);
  await removeControlPlane(place);
}

function running(processes: SandboxStatus["processes"]): SandboxStatus["processes"] {
  return Object.fromEntries(Object.entries(processes).filter(([, one]) => isRunning(one)));
}

/** True where every process that was started for a cluster still runs. */
function clusterRuns(folder: string, name: string): boolean {
  const status = readStatus(folder);
  const own = Object.values(status?.processes ?? {}).filter(
    (one) => one.name === `agent of ${name}` || one.name.startsWith(`${name} `),
  );
  return status?.clusters[name] !== undefined && own.length > 0 && own.every(isRunning);
}

/** A cluster that was interrupted at its start is not on record yet, but its ports are. */
function portOwners(taken: Readonly<Record<string, number>>): readonly string[] {
  return Object.keys(taken).flatMap((name) =>
    name.endsWith("/apiServer") ? [name.slice(0, -"/apiServer".length)] : [],
  );
}

function writeKubeconfig(folder: string, clusters: Readonly<Record<string, ClusterRecord>>): string {
  const file = join(folder, "kubeconfig");
  const contexts = Object.entries(clusters).map(([name, { context, server }]) => [
    context,
    controlPlaneAccess(placeOf(folder, name), Number(new URL(server).port)),
  ]);
  writeFileSync(file, kubeconfig(Object.fromEntries(contexts)), { mode: 0o600 });
  return file;
}

function toolStandIns({ name, tools = [] }: ClusterOptions): readonly string[] {
  if (tools.length === 0) return [];
  const images = tools.map(({ image }) => image).join(", ");
  return [`Pods of ${name} with images named ${images} run this machine's own programs of these names.`];
}

const STAND_INS: readonly string[] = [
  `Control planes are Kubernetes ${KUBERNETES_VERSION}, whatever version the platform file names.`,
  "Nodes are simulated by kwok: no machine, no kubelet, no container runtime.",
  "Pods are simulated by kwok: they run nothing, are ready at once, and those of a Job succeed after the time that an annotation says; not so those of Kueue, JobSet and Karpenter.",
  "Kueue, JobSet and Karpenter run as processes of this machine behind the pods of their charts, with the charts' own permissions, webhooks, configuration and probes; their listeners are moved to free ports on loopback, Karpenter's by two changed lines of its source.",
  "Network policies, Services' addresses and DNS carry nothing, but that the API server reaches webhooks.",
  "Whoever holds the sandbox's AWS key logs in to the EKS cluster as an administrator: access entries are not weighed.",
];
