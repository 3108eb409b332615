import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AlertGroup } from "../spec/alert-rules";
import { ChartRelease } from "./chart-release";

/** Where Prometheus reads the metrics of something. */
export interface Monitor {
  /** A PodMonitor cannot log in with Prometheus' own token, a ServiceMonitor can. */
  readonly kind: "ServiceMonitor" | "PodMonitor";
  readonly namespace: string;
  /** Labels of the Services or pods. */
  readonly selector: Readonly<Record<string, string>>;
  readonly endpoint: { readonly port: string; readonly [key: string]: unknown };
}

/** Properties for {@link Observability}. */
export interface ObservabilityProps {
  /** Name of its objects. */
  readonly name: string;
  /** Namespace that exists before. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Labels by which Prometheus selects monitors and rules. */
  readonly labels: Readonly<Record<string, string>>;
  readonly monitors: Readonly<Record<string, Monitor>>;
  readonly groups: readonly AlertGroup[];
  /** Whether Grafana gets a dashboard. */
  readonly dashboard: boolean;
  /**
   * What must be there before: the definitions of Prometheus' operator.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Kueue's metrics, as its chart serves them: its API server's certificate is its own, and it asks Kubernetes who may read. */
export function kueueMonitor(namespace: string): Monitor {
  return {
    kind: "ServiceMonitor",
    namespace,
    selector: { "app.kubernetes.io/name": "kueue", "app.kubernetes.io/component": "metrics-service" },
    endpoint: {
      port: "https",
      scheme: "https",
      path: "/metrics",
      bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token",
      tlsConfig: { insecureSkipVerify: true },
    },
  };
}

/** Karpenter's metrics, which its pods serve to anybody in the cluster. */
export function karpenterMonitor(namespace: string): Monitor {
  return {
    kind: "PodMonitor",
    namespace,
    selector: { "app.kubernetes.io/name": "karpenter" },
    endpoint: { port: "http-metrics", path: "/metrics" },
  };
}

/**
 * What watches the platform in one cluster: where Prometheus reads, what it reports, and a dashboard.
 *
 * Defines a release of the chart `observability`. Prometheus and Grafana are not part of it, nor is whoever gets the alerts; NVIDIA's
 * exporter brings its own monitor.
 */
export class Observability extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, { namespace, dependsOn, ...values }: ObservabilityProps) {
    super(scope, id);
    this.chart = new ChartRelease(this, "Default", {
      chart: "observability",
      name: "observability",
      namespace,
      dependsOn,
      values,
    });
  }
}
