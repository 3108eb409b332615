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
 * How GPUs reach containers on EKS's images of `NODE_IMAGE`: those since April 2026 are reported to give an unprivileged container
 * nothing for `NVIDIA_VISIBLE_DEVICES`, which is the chart's default for the plugin itself and for the pods that it serves.
 *
 * Pods get theirs over CDI, past NVIDIA's runtime: containerd has it on from Kubernetes 1.32. The plugin writes what CDI reads, from the
 * driver under the node's root; to see GPUs at all it must pass for privileged, which the runtime tells by SYS_ADMIN alone. The chart
 * itself adds that where the plugin is to see MIG slices.
 *
 * @see https://github.com/awslabs/amazon-eks-ami/issues/2706
 * @see https://github.com/awslabs/amazon-eks-ami/blob/v20260714/nodeadm/internal/containerd/config.go
 * @see https://github.com/NVIDIA/nvidia-container-toolkit/blob/v1.19.1/internal/config/image/cuda_image.go
 */
const OVER_CDI = {
  deviceListStrategy: "cdi-cri",
  nvidiaDriverRoot: "/",
  securityContext: { capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } },
} as const;

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
      values: { affinity: { nodeAffinity: required(gpuLabel) }, tolerations, ...OVER_CDI },
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
