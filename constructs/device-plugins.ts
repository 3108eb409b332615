import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";

/** Properties for {@link DevicePlugins}. */
export interface DevicePluginsProps {
  /** Label key that nodes with GPUs have. */
  readonly gpuLabel: string;
  /** Taint of nodes with GPUs. */
  readonly gpuTaint: { readonly key: string; readonly effect: string };
  /** Instance types whose EFA interfaces pods may ask for; without any, no plugin for EFA is installed. */
  readonly efaInstanceTypes: readonly string[];
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * What makes GPUs and EFA interfaces of EC2 nodes resources that pods can ask for.
 *
 * Defines the releases of NVIDIA's and AWS's device plugins, in kube-system: they mount the kubelet's socket, which no namespace with
 * Pod Security `restricted` allows. Drivers come with the image of the nodes.
 */
export class DevicePlugins extends Construct {
  constructor(scope: Construct, id: string, { gpuLabel, gpuTaint, efaInstanceTypes, dependsOn }: DevicePluginsProps) {
    super(scope, id);
    const tolerations = [{ key: gpuTaint.key, operator: "Exists", effect: gpuTaint.effect }];
    new ChartRelease(this, "nvidia", {
      chart: CHARTS["nvidia-device-plugin"],
      name: "nvidia-device-plugin",
      namespace: "kube-system",
      dependsOn,
      values: { affinity: { nodeAffinity: required(gpuLabel) }, tolerations },
    });
    if (efaInstanceTypes.length === 0) return;
    new ChartRelease(this, "efa", {
      chart: CHARTS["aws-efa-k8s-device-plugin"],
      name: "aws-efa-k8s-device-plugin",
      namespace: "kube-system",
      dependsOn,
      values: {
        supportedInstanceLabels: { keys: ["node.kubernetes.io/instance-type"], values: efaInstanceTypes },
        tolerations,
      },
    });
  }
}

function required(label: string): object {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: label, operator: "Exists" }] }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
}
