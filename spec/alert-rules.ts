import { XID_ERRORS } from "../catalog/xid-errors";
import { inferenceNamespace, physicalName, systemNamespace } from "./names";
import type { Platform, Side } from "./platform";
import { burstManager } from "./queues";

/** One alert, in Prometheus' own words. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: "critical" | "warning"; readonly [label: string]: string };
  /** What is seen, and what to do. */
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** Rules that are evaluated together. */
export interface AlertGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** Share of the time in which a GPU does something, below which it is idle: a display or a heartbeat keeps it from 0. */
const IDLE_SHARE = 0.02;

/** The credential of the burst holds for 12 hours and is renewed every two: two renewals have failed by then. */
const CREDENTIAL_AGE_SEC = 5 * 3600;

/** A GPU that the device plugin takes for broken: shorter would tell of every restart of the plugin. */
const UNHEALTHY_MINUTES = 15;

/** How far back an admission is looked for: several scrapes, so that none is missed, and little beside the hours that a queue may wait. */
const ADMITTED_WITHIN = "10m";

/**
 * What to tell whoever runs the platform, in one cluster. Every expression asks for metrics of Kueue, of NVIDIA's exporter and of
 * kube-state-metrics by the names that their releases of the catalog have, and none names a team, a node or a pool: adding one changes no rule.
 */
export function alertRules(platform: Platform, place: Side): readonly AlertGroup[] {
  const gpus = (place === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools)?.some((pool) => pool.gpus);
  const link = burstManager(platform) === place;
  return [
    ...(gpus ? [{ name: physicalName(platform, "gpus"), rules: gpuRules(platform) }] : []),
    { name: physicalName(platform, "queues"), rules: [queueStuck(platform)] },
    { name: physicalName(platform, "nodes"), rules: [nodeLost(platform, place)] },
    ...(link ? [{ name: physicalName(platform, "link"), rules: linkRules(platform) }] : []),
  ];
}

function minutes(count: number): string {
  return `${count}m`;
}

function gpuRules(platform: Platform): readonly AlertRule[] {
  const { gpuIdleMinutes } = platform.observability.alerts;
  const served = [inferenceNamespace(platform), systemNamespace(platform)].join("|");
  return [
    {
      alert: "GpuIdle",
      expr:
        `avg by (Hostname, gpu, GPU_I_ID, namespace, pod) (DCGM_FI_PROF_GR_ENGINE_ACTIVE{` +
        `namespace=~"${physicalName(platform, ".+")}",namespace!~"${served}",pod!=""}) < ${IDLE_SHARE}`,
      for: minutes(gpuIdleMinutes),
      labels: { severity: "warning" },
      annotations: {
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} holds GPU {{ $labels.gpu }} of {{ $labels.Hostname }} and leaves it idle",
        description: `For ${gpuIdleMinutes} minutes it was busy less than ${IDLE_SHARE * 100} percent of the time. The run hangs, waits for its data, or needs no GPU: look at its log, or end it.`,
      },
    },
    {
      alert: "GpuUnhealthy",
      expr: `sum by (node, resource) (kube_node_status_capacity{resource=~"nvidia_com_.+"}) > sum by (node, resource) (kube_node_status_allocatable{resource=~"nvidia_com_.+"})`,
      for: minutes(UNHEALTHY_MINUTES),
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.node }} has {{ $labels.resource }} that nobody can use",
        description:
          "The device plugin takes at least one for broken. Cordon the node, look for an Xid error, and reset the GPU or restart the node.",
      },
    },
    ...XID_ERRORS.map(
      ({ xid, what, severity }): AlertRule => ({
        alert: "GpuXidError",
        expr: `DCGM_FI_DEV_XID_ERRORS == ${xid}`,
        // the exporter repeats the last error until the GPU has another or is reset.
        for: "0m",
        labels: { severity, xid: String(xid) },
        annotations: {
          summary: `Xid ${xid} on GPU {{ $labels.gpu }} of {{ $labels.Hostname }}: ${what}`,
          description:
            severity === "critical"
              ? "What ran there is lost, or cannot be trusted. Cordon the node and reset the GPU; if it comes back, have it replaced."
              : "The GPU goes on. Reset it when the node is empty; if it comes back often, have it replaced.",
        },
      }),
    ),
  ];
}

function queueStuck(platform: Platform): AlertRule {
  const { queueWaitMinutes } = platform.observability.alerts;
  const queues = `cluster_queue=~"${physicalName(platform, ".+")}"`;
  const admitted = `kueue_admitted_workloads_total{${queues}}`;
  return {
    alert: "QueueStuck",
    // each admission starts `for` anew. Kueue has no counter of a queue before it admits the first: that one is no increase.
    expr:
      `sum by (cluster_queue) (kueue_pending_workloads{${queues}}) > 0 unless (` +
      `sum by (cluster_queue) (increase(${admitted}[${ADMITTED_WITHIN}])) > 0 or ` +
      `sum by (cluster_queue) (${admitted} unless ${admitted} offset ${ADMITTED_WITHIN}) > 0)`,
    for: minutes(queueWaitMinutes),
    labels: { severity: "warning" },
    annotations: {
      summary: "{{ $value }} runs wait in {{ $labels.cluster_queue }}, and none was admitted",
      description: `For ${queueWaitMinutes} minutes. Ask the first one why (kubectl describe workload): quota that others hold, a gang that never fits, nodes that do not come.`,
    },
  };
}

/** EC2 says that an instance is gone; nobody says so of a machine on-prem. */
const AFTER_LOSS: Readonly<Record<Side, string>> = {
  onPrem:
    "Runs with a worker there stand still until it is back or somebody says that the machine is off: docs/runbooks/lost-node.md. Its GPUs are missing as long.",
  cloud:
    "Runs with a worker there start again elsewhere from their last checkpoint; its GPUs are missing until another node has come.",
};

function nodeLost(platform: Platform, place: Side): AlertRule {
  const { nodeLostMinutes } = platform.observability.alerts;
  return {
    alert: "NodeLost",
    expr: `kube_node_status_condition{condition="Ready",status="true"} == 0`,
    for: minutes(nodeLostMinutes),
    labels: { severity: "critical" },
    annotations: {
      summary: "{{ $labels.node }} is not ready",
      description: `For ${nodeLostMinutes} minutes. ${AFTER_LOSS[place]}`,
    },
  };
}

function linkRules(platform: Platform): readonly AlertRule[] {
  const { linkDownMinutes } = platform.observability.alerts;
  const renewed = `namespace="${systemNamespace(platform)}",cronjob="${physicalName(platform, "credential-renewal")}"`;
  return [
    {
      alert: "BurstLinkDown",
      // MultiKueue's check is inactive while its cluster does not answer, and with it every queue that sends there.
      expr: `min(max by (cluster_queue) (kueue_cluster_queue_status{cluster_queue=~"${physicalName(platform, ".+-burst(-cpu)?")}",status="active"})) == 0`,
      for: minutes(linkDownMinutes),
      labels: { severity: "critical" },
      annotations: {
        summary: "no run can be sent to the cloud",
        description: `For ${linkDownMinutes} minutes a burst queue has been inactive. Runs that are there go on, new ones wait. kubectl describe multikueuecluster says whether the API server or the credential is the reason.`,
      },
    },
    // without the site's CA the Secret is written by hand.
    ...(platform.onPrem?.certificateAuthority !== undefined
      ? [
          {
            alert: "BurstCredentialAging",
            // one that has never succeeded has no time of success.
            expr: `time() - (max(kube_cronjob_status_last_successful_time{${renewed}}) or max(kube_cronjob_created{${renewed}})) > ${CREDENTIAL_AGE_SEC}`,
            for: "5m",
            labels: { severity: "warning" },
            annotations: {
              summary: "the credential of the burst is not renewed",
              description: `It ends 12 hours after its last renewal, and the link with it. Read the log of the last job of ${physicalName(platform, "credential-renewal")} in ${systemNamespace(platform)}.`,
            },
          } satisfies AlertRule,
        ]
      : []),
  ];
}
