import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ClusterAddOn } from "./cluster-add-on";

/** Properties for {@link GpuExporter}. */
export interface GpuExporterProps {
  readonly annotations: Readonly<Record<string, string>>;
  /** Label key that nodes with GPUs have. */
  readonly gpuLabel: string;
  /** Taint of nodes with GPUs. */
  readonly gpuTaint: { readonly key: string; readonly effect: string };
  /** Labels by which Prometheus selects its monitor. */
  readonly monitorLabels: Readonly<Record<string, string>>;
  /**
   * What must be there before: the definitions of Prometheus' operator.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * NVIDIA's exporter of GPU metrics, where no GPU operator brings it.
 *
 * Defines a namespace of its own, which lets it read the driver, and the release of its chart with a monitor. A metric names the pod that
 * holds the GPU, not the exporter's own.
 */
export class GpuExporter extends Construct {
  constructor(scope: Construct, id: string, props: GpuExporterProps) {
    super(scope, id);
    const { annotations, gpuLabel, gpuTaint, monitorLabels, dependsOn } = props;
    const nodeSelectorTerms = [{ matchExpressions: [{ key: gpuLabel, operator: "Exists" }] }];
    new ClusterAddOn(this, "Default", {
      chart: "dcgm-exporter",
      annotations,
      podSecurity: "privileged",
      dependsOn,
      values: {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
        tolerations: [{ key: gpuTaint.key, operator: "Exists", effect: gpuTaint.effect }],
        serviceMonitor: { enabled: true, honorLabels: true, additionalLabels: monitorLabels },
      },
    });
  }
}
