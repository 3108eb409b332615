import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { stringify } from "yaml";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";
import { Namespace } from "./namespace";

/** Properties for {@link GpuOperator}. */
export interface GpuOperatorProps {
  readonly annotations: Readonly<Record<string, string>>;
  /** Time slices that pools cut their GPUs into, each number once; nodes choose by {@link sharingLabels}. */
  readonly timeSlices: readonly number[];
  /** Taint that nodes with GPUs get where they registered without it. */
  readonly gpuTaint: { readonly key: string; readonly value: string; readonly effect: string };
  /**
   * Labels by which Prometheus selects the monitor of GPU metrics.
   *
   * @default - no monitor: Prometheus is not asked to read them
   */
  readonly monitorLabels?: Readonly<Record<string, string>>;
  /**
   * Registry that mirrors charts and images.
   *
   * @default - NVIDIA's own
   */
  readonly mirror?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** How the GPUs of a node are shared. */
export type NodeSharing =
  | { readonly kind: "none" }
  | { readonly kind: "mig"; readonly config: string }
  | { readonly kind: "timeSlices"; readonly slices: number };

/** PCI vendor NVIDIA, and the classes of devices that are GPUs: display controllers with a screen and without. */
const NVIDIA_GPU = { vendor: "10de", classes: ["0300", "0302"] } as const;

/**
 * NVIDIA's runtime gives no GPU to a container that merely names some in its environment, which no queue counts. What the operator runs
 * on the GPUs itself is privileged and still gets them; pods get theirs from the device plugin over CDI, which goes past this.
 *
 * @see https://github.com/NVIDIA/nvidia-container-toolkit/blob/v1.20.0/internal/config/image/cuda_image.go
 * @see https://github.com/NVIDIA/gpu-operator/blob/v26.7.0/controllers/object_controls.go
 */
export const ONLY_COUNTED_GPUS = {
  name: "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED",
  value: "false",
} as const;

/** Configuration of the device plugin for nodes that choose none. */
const WHOLE_GPUS = "whole-gpus";

/** Labels by which the operator learns how a node's GPUs are shared. */
export function sharingLabels(sharing: NodeSharing): Readonly<Record<string, string>> {
  switch (sharing.kind) {
    case "none":
      return {};
    case "mig":
      return { "nvidia.com/mig.config": sharing.config };
    case "timeSlices":
      return { "nvidia.com/device-plugin.config": timeSlicesKey(sharing.slices) };
  }
}

/**
 * NVIDIA's GPU operator: driver, container toolkit, device plugin, MIG manager, feature discovery and metrics on nodes that have GPUs.
 *
 * Defines its namespace and the release of its chart. Slices of MIG are resources of their own (strategy `mixed`); time slices are
 * renamed `nvidia.com/gpu.shared`, and a pod takes exactly one. Node feature discovery writes the taint of a node with GPUs that
 * registered without it: what ran there before goes on.
 */
export class GpuOperator extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: GpuOperatorProps) {
    super(scope, id);
    const { annotations, timeSlices, gpuTaint, monitorLabels, mirror, dependsOn = [] } = props;
    const { ref, namespace } = new Namespace(this, "namespace", {
      name: "gpu-operator",
      podSecurity: "privileged",
      annotations,
    });
    const configs = {
      [WHOLE_GPUS]: devicePlugin(),
      ...Object.fromEntries(
        [...new Set(timeSlices)].sort((a, b) => a - b).map((slices) => [timeSlicesKey(slices), devicePlugin(slices)]),
      ),
    };
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS["gpu-operator"],
      name: "gpu-operator",
      namespace: ref,
      mirror,
      dependsOn: [namespace, ...dependsOn],
      // drivers are built and loaded on every node before the release is ready.
      timeoutSec: 1800,
      values: {
        // part by part as the platform counts on them, whatever the chart's defaults become.
        nfd: { enabled: true },
        gfd: { enabled: true },
        toolkit: { enabled: true, env: [ONLY_COUNTED_GPUS] },
        cdi: { enabled: true },
        mig: { strategy: "mixed" },
        migManager: { enabled: true },
        dcgmExporter: {
          enabled: true,
          // a metric names the pod that holds the GPU, not the exporter's own.
          serviceMonitor: {
            enabled: monitorLabels !== undefined,
            ...(monitorLabels && { honorLabels: true, additionalLabels: monitorLabels }),
          },
        },
        "node-feature-discovery": { master: { config: { extraLabelNs: ["nvidia.com"], enableTaints: true } } },
        extraObjects: [taintRule(gpuTaint)],
        devicePlugin: { config: { create: true, name: "device-plugin", default: WHOLE_GPUS, data: configs } },
      },
    });
  }
}

/**
 * No text of a person may be in it: the chart takes extra objects for templates.
 *
 * @see https://kubernetes-sigs.github.io/node-feature-discovery/stable/usage/customization-guide#node-tainting
 */
function taintRule(taint: GpuOperatorProps["gpuTaint"]): object {
  const { vendor, classes } = NVIDIA_GPU;
  const matchExpressions = { vendor: { op: "In", value: [vendor] }, class: { op: "In", value: classes } };
  return {
    apiVersion: "nfd.k8s-sigs.io/v1alpha1",
    kind: "NodeFeatureRule",
    metadata: { name: "gpu-taint" },
    spec: { rules: [{ name: "gpu", taints: [taint], matchFeatures: [{ feature: "pci.device", matchExpressions }] }] },
  };
}

/** Name of the device plugin's configuration for nodes whose GPUs are cut into so many slices. */
export function timeSlicesKey(slices: number): string {
  return `time-slices-${slices}`;
}

/** One configuration of the device plugin. @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.19.3/README.md#shared-access-to-gpus */
function devicePlugin(slices?: number): string {
  return stringify({
    version: "v1",
    flags: { migStrategy: "mixed" },
    ...(slices !== undefined && {
      sharing: {
        timeSlicing: {
          renameByDefault: true,
          failRequestsGreaterThanOne: true,
          resources: [{ name: "nvidia.com/gpu", replicas: slices }],
        },
      },
    }),
  });
}
