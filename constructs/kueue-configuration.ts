import { stringify } from "yaml";

/** What differs between Kueue's installations; see {@link kueueConfiguration}. */
export interface KueueSettings {
  /** A workload whose pods are not all ready by then gives its quota back and is queued again. */
  readonly podsReadyTimeoutMin: number;
  /** Label that namespaces have whose jobs Kueue manages, whatever its value. */
  readonly namespaceLabel: string;
  /**
   * Set in the cluster that sends workloads to others.
   *
   * @default - nothing is sent
   */
  readonly multiKueue?: {
    /** Marks what this cluster sent, in the others. */
    readonly origin: string;
    /** Hours that a silent worker keeps its workloads before they are started elsewhere, from their last checkpoint. */
    readonly workerLostTimeoutHours: number;
  };
}

/** Seconds before a workload that gave its quota back is tried again: doubled each time, up to the second. */
const BACKOFF_SEC = { base: 60, max: 1800 } as const;

/**
 * WORKAROUND: with the usual dispatcher, all-at-once, Kueue 0.19 forgets a workload that it looked at while no worker was connected (the link was away,
 * or Kueue had just started): it keeps its quota and is never sent. This one names the worker whether or not it is connected, and so tries again, at
 * most 17 minutes later. With one worker there is no other difference, but that it says of each run that is deleted that it did not find it.
 *
 * @see https://github.com/kubernetes-sigs/kueue/pull/11668 mended for workloads whose workers are named
 */
const DISPATCHER = "kueue.x-k8s.io/multikueue-dispatcher-incremental";

/**
 * Kueue's whole configuration as YAML. The chart takes it as one text and merges nothing, so what Kueue needs and this project has no
 * opinion on is repeated here as upstream ships it: ports, leader election, concurrency, client limits.
 *
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/config/v1beta2/configuration_types.go
 */
export function kueueConfiguration({ podsReadyTimeoutMin, namespaceLabel, multiKueue }: KueueSettings): string {
  return stringify({
    apiVersion: "config.kueue.x-k8s.io/v1beta2",
    kind: "Configuration",
    health: { healthProbeBindAddress: ":8081" },
    metrics: { bindAddress: ":8443", enableClusterQueueResources: true },
    webhook: { port: 9443 },
    leaderElection: { leaderElect: true, resourceName: "c1f6bfd2.kueue.x-k8s.io" },
    controller: {
      groupKindConcurrency: {
        "Job.batch": 5,
        "JobSet.jobset.x-k8s.io": 5,
        "Workload.kueue.x-k8s.io": 10,
        "LocalQueue.kueue.x-k8s.io": 5,
        "ClusterQueue.kueue.x-k8s.io": 5,
        "ResourceFlavor.kueue.x-k8s.io": 1,
      },
    },
    clientConnection: { qps: 300, burst: 500 },
    // an admission policy refuses jobs without a queue; suspending them in silence would only puzzle.
    manageJobsWithoutQueueName: false,
    managedJobsNamespaceSelector: { matchExpressions: [{ key: namespaceLabel, operator: "Exists" }] },
    integrations: { frameworks: ["batch/job", "jobset.x-k8s.io/jobset"] },
    // a gang starts whole or gives back what it holds.
    waitForPodsReady: {
      timeout: `${podsReadyTimeoutMin}m`,
      blockAdmission: false,
      requeuingStrategy: {
        timestamp: "Eviction",
        backoffBaseSeconds: BACKOFF_SEC.base,
        backoffMaxSeconds: BACKOFF_SEC.max,
      },
    },
    fairSharing: { preemptionStrategies: ["LessThanOrEqualToFinalShare", "LessThanInitialShare"] },
    // GPU queues count GPUs only: what else a pod asks for (CPU, memory, EFA, huge pages) comes with the node.
    resources: { quotaCheckStrategy: "IgnoreUndeclared" },
    ...(multiKueue && {
      multiKueue: {
        gcInterval: "1m",
        origin: multiKueue.origin,
        workerLostTimeout: `${multiKueue.workerLostTimeoutHours}h`,
        dispatcherName: DISPATCHER,
      },
    }),
  });
}
