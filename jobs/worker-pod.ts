import { HELPER_REQUEST, workerRequest } from "../placement/pod-request";
import { GPU_TAINT, LABELS, OWNER_ANNOTATION, SERVICE_ACCOUNTS } from "../spec/names";
import type { Platform, Pool, Run } from "../spec/platform";
import { PODS_READY_MIN } from "../spec/pods-ready";
import { attemptCheck } from "./attempt-check";
import type { Landing } from "./landing";
import { lustreMounts } from "./lustre-mounts";
import type {
  Container,
  EnvVar,
  JobSpec,
  PodTemplate,
  Probe,
  ReplicatedJob,
  Resources,
  Toleration,
  Volume,
} from "./manifest";
import { CONTAINER_SECURITY, POD_SECURITY } from "./pod-security";
import { POD_FAILURE_POLICY } from "./restarts";

/** A run and all that was decided about it: what a framework turns into pods. */
export interface PlacedRun {
  readonly platform: Platform;
  readonly run: Run;
  readonly place: Landing;
  /** What every container of the run gets. */
  readonly env: readonly EnvVar[];
  /** Image that the attempt check runs in: it holds a shell and rclone. */
  readonly toolImage: string;
}

/** Alike pods of one run. */
export interface Role {
  /** Part of each pod's host name. */
  readonly name: string;
  readonly pods: number;
  readonly command: readonly string[];
  /** Further variables, after those of the run. */
  readonly env?: readonly EnvVar[];
  /** "worker" asks for what the run's `needs` say, with its GPUs; "helper" for little. */
  readonly size: "worker" | "helper";
  /** Role that must be ready before. */
  readonly after?: string;
  readonly readinessPort?: number;
}

/** Time to write a last checkpoint once a pod is told to stop. */
const GRACE_SEC = 120;

/** A run with a known length that takes three times as long hangs: it is stopped, its checkpoints stay. */
const DEADLINE_FACTOR = 3;

/** Host name of one pod of a role, as the run's other pods reach it. */
export function hostOf(role: string, index: number | string): string {
  return `$(RUN_ID)-${role}-0-${index}.$(RUN_ID)`;
}

/** One role as a part of a JobSet. `asks` says that its pod 0 checks the attempt for all. */
export function replicatedJob(placed: PlacedRun, role: Role, asks: boolean): ReplicatedJob {
  const spec: JobSpec = {
    completionMode: "Indexed",
    completions: role.pods,
    parallelism: role.pods,
    backoffLimit: 0,
    ...(placed.run.hours !== undefined && {
      // the time counts from the admission: what nodes and images may take comes on top.
      activeDeadlineSeconds: Math.ceil(placed.run.hours * DEADLINE_FACTOR * 3600 + PODS_READY_MIN.cloud * 60),
    }),
    podFailurePolicy: POD_FAILURE_POLICY,
    template: podTemplate(placed, role, asks),
  };
  return {
    name: role.name,
    replicas: 1,
    ...(role.after !== undefined && { dependsOn: [{ name: role.after, status: "Ready" as const }] }),
    template: { spec },
  };
}

function podTemplate(placed: PlacedRun, role: Role, asks: boolean): PodTemplate {
  const { platform, run, place, toolImage } = placed;
  const lustre = lustreMounts(platform, run, place);
  const env = [...placed.env, ...lustre.env, ...(role.env ?? [])];
  const worker = role.size === "worker";
  const container: Container = {
    name: "main",
    image: run.image,
    command: role.command,
    env,
    resources: worker ? workerResources(run, place) : HELPER,
    securityContext: CONTAINER_SECURITY,
    ...(role.readinessPort !== undefined && { readinessProbe: tcpProbe(role.readinessPort) }),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, { name: "shm", mountPath: "/dev/shm" }, ...lustre.mounts],
  };
  return {
    metadata: {
      labels: { [LABELS.team]: run.team, "gpu.platform/run": run.name },
      annotations: {
        [OWNER_ANNOTATION]: platform.owner,
        // Karpenter neither consolidates nor replaces the node under a worker.
        "karpenter.sh/do-not-disrupt": "true",
      },
    },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: SERVICE_ACCOUNTS.runs.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: GRACE_SEC,
      securityContext: POD_SECURITY,
      affinity: onPools(place.pools),
      // masters and drivers stay with their workers, on nodes that are the run's own.
      tolerations: tolerations(place.gpuResource !== undefined),
      ...(asks && { initContainers: [attemptCheck(toolImage, env)] }),
      containers: [container],
      volumes: [...VOLUMES, ...lustre.volumes],
    },
  };
}

function onPools(pools: readonly Pool[]): object {
  const expression = { key: LABELS.pool, operator: "In", values: pools.map(({ name }) => name) };
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
    },
  };
}

function tcpProbe(port: number): Probe {
  return { tcpSocket: { port }, periodSeconds: 5 };
}

const VOLUMES: readonly Volume[] = [
  { name: "tmp", emptyDir: {} },
  // the default of 64 MiB stops data loaders and NCCL; it counts against the container's memory.
  { name: "shm", emptyDir: { medium: "Memory" } },
];

/** A node that does not answer for this long is lost, and with it the gang. */
const UNREACHABLE_SEC = 300;

function tolerations(gpu: boolean): readonly Toleration[] {
  const away = ["not-ready", "unreachable"].map((state) => ({
    key: `node.kubernetes.io/${state}`,
    operator: "Exists" as const,
    effect: "NoExecute" as const,
    tolerationSeconds: UNREACHABLE_SEC,
  }));
  return [...(gpu ? [{ ...GPU_TAINT, operator: "Equal" as const }] : []), ...away];
}

const HELPER_MEMORY = `${HELPER_REQUEST.memoryMiB}Mi`;

/** Masters, drivers, heads: they coordinate. */
const HELPER: Resources = {
  requests: { cpu: `${HELPER_REQUEST.cpuMilli}m`, memory: HELPER_MEMORY },
  limits: { memory: HELPER_MEMORY },
};

/** libfabric's EFA provider wants huge pages, the same amount whatever the size of the node. */
const EFA_HUGEPAGES = "5120Mi";

/** What one worker asks Kubernetes for. */
export function workerResources(run: Run, place: Landing): Resources {
  const machine = workerRequest(run, place.pools);
  const extended: Record<string, string> = {
    memory: `${machine.memoryMiB}Mi`,
    ...(place.gpuResource !== undefined && { [place.gpuResource]: String(run.gpusPerWorker) }),
    ...(place.efaPerWorker > 0 && {
      "vpc.amazonaws.com/efa": String(place.efaPerWorker),
      "hugepages-2Mi": EFA_HUGEPAGES,
    }),
  };
  return { requests: { cpu: `${machine.cpuMilli}m`, ...extended }, limits: extended };
}
