import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import { CALM_BEHAVIOR } from "./model-autoscaler";
import type { ObjectMetadata } from "./object-metadata";

/** How the number of replicas follows the requests that they have. */
export interface RequestScaling {
  /** Fewest and most replicas. */
  readonly min: number;
  readonly max: number;
  /** Requests that a replica should have at one time, running and waiting. */
  readonly requestsPerReplica: number;
  /** Gauges of the server whose sum is the number of its requests. */
  readonly gauges: readonly string[];
  /** Name of the pods' port with metrics, and their path there. */
  readonly port: string;
  readonly path: string;
  /** Labels of the pods that are counted. */
  readonly counted: Readonly<Record<string, string>>;
  /** Prometheus of the cluster. */
  readonly prometheus: PrometheusAddress;
}

/** A Prometheus that KEDA asks, whose operator reads PodMonitors. */
export interface PrometheusAddress {
  readonly url: string;
  /**
   * Labels by which it selects monitors.
   *
   * @default {}
   */
  readonly monitorLabels?: Readonly<Record<string, string>>;
}

/** Properties for {@link ModelGuard}. */
export interface ModelGuardProps {
  /** Its name is that of the Deployment, its labels those of all pods. */
  readonly metadata: ObjectMetadata;
  /**
   * Scaling by requests, through KEDA.
   *
   * @default - none
   */
  readonly scaling?: RequestScaling | undefined;
}

/**
 * What guards the replicas of a model while nodes are drained, and, where asked for, changes their number by the requests they have.
 *
 * Defines one release of the chart `serving`: a disruption budget that lets one replica go at a time and counts none that is not ready, a
 * ScaledObject of KEDA and the PodMonitor that it depends on. It installs neither KEDA nor Prometheus.
 */
export class ModelGuard extends Construct {
  constructor(scope: Construct, id: string, { metadata, scaling }: ModelGuardProps) {
    super(scope, id);
    const { name, namespace, labels, annotations = {} } = metadata;
    new ChartRelease(this, "Default", {
      chart: "serving",
      name: `${name}-serving`,
      namespace,
      values: { name, annotations, labels, ...(scaling && { scaling: scalingValues(namespace, scaling) }) },
    });
  }
}

function scalingValues(namespace: string, scaling: RequestScaling): object {
  const { min, max, requestsPerReplica, gauges, port, path, counted, prometheus } = scaling;
  const where = [
    `namespace="${namespace}"`,
    ...Object.entries(counted).map(([label, value]) => `${label.replaceAll(/[^a-zA-Z0-9_]/g, "_")}="${value}"`),
  ].join(",");
  return {
    min,
    max,
    prometheus: prometheus.url,
    query: gauges.map((gauge) => `sum(${gauge}{${where}})`).join(" + "),
    threshold: String(requestsPerReplica),
    port,
    path,
    monitorLabels: prometheus.monitorLabels ?? {},
    podLabels: Object.keys(counted),
    behavior: CALM_BEHAVIOR,
  };
}
