import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ClusterAddOn } from "./cluster-add-on";

/** Properties for {@link Prometheus}. */
export interface PrometheusProps {
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Labels of the nodes that it runs on; the node exporter runs on all.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Registry that mirrors charts and images.
   *
   * @default - the chart's own repository
   */
  readonly mirror?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Prometheus with its operator, Alertmanager, kube-state-metrics and Grafana, for a cluster that has none.
 *
 * Defines a namespace of its own and the release of the chart. It reads every monitor and rule of the cluster, and Grafana every ConfigMap
 * with a dashboard. Who gets alerts is not part of it: Alertmanager holds them until someone says so.
 */
export class Prometheus extends Construct {
  public readonly addOn: ClusterAddOn;

  constructor(scope: Construct, id: string, { nodeSelector, ...addOn }: PrometheusProps) {
    super(scope, id);
    const placed = nodeSelector && { nodeSelector };
    this.addOn = new ClusterAddOn(this, "Default", {
      ...addOn,
      chart: "kube-prometheus-stack",
      // the node exporter reads the host.
      podSecurity: "privileged",
      values: {
        prometheus: {
          prometheusSpec: {
            // without these it reads only what its own release brings.
            podMonitorSelectorNilUsesHelmValues: false,
            ruleSelectorNilUsesHelmValues: false,
            serviceMonitorSelectorNilUsesHelmValues: false,
            ...placed,
          },
        },
        grafana: { sidecar: { dashboards: { searchNamespace: "ALL" } }, ...placed },
        ...(placed && {
          alertmanager: { alertmanagerSpec: placed },
          prometheusOperator: { ...placed, admissionWebhooks: { patch: placed } },
          "kube-state-metrics": placed,
        }),
      },
    });
  }
}
