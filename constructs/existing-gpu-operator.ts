import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { Construct } from "constructs";
import { ONLY_COUNTED_GPUS, timeSlicesKey } from "./gpu-operator";
import { PlanWarning } from "./plan-warning";

/** Properties for {@link ExistingGpuOperator}. */
export interface ExistingGpuOperatorProps {
  /** The data source that looks for the definition of ClusterPolicies: without it none is asked for. */
  readonly definition: string;
  /** Whether a pool cuts GPUs by MIG. */
  readonly mig: boolean;
  /** Time slices that pools cut their GPUs into. */
  readonly timeSlices: readonly number[];
}

/**
 * Looks whether an NVIDIA GPU operator that the platform did not install is set as its pools need it.
 *
 * Defines data sources of its ClusterPolicy and of the device plugin's configurations, and warnings: plans name what a container may get beside
 * every quota, GPUs that are not cut, and slices that would be counted as whole GPUs. Nothing is changed.
 */
export class ExistingGpuOperator extends Construct {
  constructor(scope: Construct, id: string, { definition, mig, timeSlices }: ExistingGpuOperatorProps) {
    super(scope, id);
    const source = new DataKubernetesResources(this, "policies", {
      apiVersion: "nvidia.com/v1",
      kind: "ClusterPolicy",
    });
    // a kind that the cluster does not know would stop the plan.
    source.addOverride("count", `\${length(${definition}.objects) > 0 ? 1 : 0}`);
    const policies = `try(${source.fqn}[0].objects, [])`;
    // what is not there at all has a warning of its own.
    const unknown = `length(${definition}.objects) == 0`;
    const some = (holds: string) => `${unknown} || anytrue([for one in ${policies} : try(${holds}, false)])`;
    const { name, value } = ONLY_COUNTED_GPUS;
    this.warn("counted", {
      condition: some(
        `!try(one.spec.toolkit.enabled, true) || (one.spec.cdi.enabled && anytrue([for env in one.spec.toolkit.env : env.name == "${name}" && env.value == "${value}"]))`,
      ),
      found: `no ClusterPolicy has cdi.enabled: true and ${name}: "${value}" in toolkit.env`,
      otherwise: "an image may name GPUs for itself that no queue counts",
    });
    if (mig)
      this.warn("mig", {
        condition: some(`one.spec.mig.strategy == "mixed"`),
        found: "no ClusterPolicy has mig.strategy: mixed",
        otherwise: "nodes of MIG pools lack the resources that queues count",
      });
    if (timeSlices.length > 0)
      this.slices(
        policies,
        unknown,
        [...new Set(timeSlices)].sort((a, b) => a - b),
      );
  }

  private slices(policies: string, unknown: string, timeSlices: readonly number[]): void {
    const { fqn } = new DataKubernetesResources(this, "configurations", {
      apiVersion: "v1",
      kind: "ConfigMap",
      fieldSelector: `metadata.name=\${try(${policies}[0].spec.devicePlugin.config.name, "none")}`,
    });
    for (const slices of timeSlices) {
      const key = timeSlicesKey(slices);
      const cut = `yamldecode(one.data["${key}"]).sharing.timeSlicing`;
      this.warn(key.replaceAll("-", "_"), {
        condition: `${unknown} || anytrue([for one in ${fqn}.objects : try(${cut}.renameByDefault && ${cut}.failRequestsGreaterThanOne && anytrue([for each in ${cut}.resources : each.name == "nvidia.com/gpu" && each.replicas == ${slices}]), false)])`,
        found: `the device plugin has no configuration ${key} with ${slices} replicas of nvidia.com/gpu, renameByDefault and failRequestsGreaterThanOne`,
        otherwise: "runs wait for nvidia.com/gpu.shared, or a slice counts as a whole GPU",
      });
    }
  }

  private warn(id: string, { condition, found, otherwise }: Record<"condition" | "found" | "otherwise", string>): void {
    new PlanWarning(this, id, {
      name: `existing_gpuOperator_${id}`,
      condition,
      message: `onPrem.existing names gpuOperator, and ${found}: ${otherwise}; docs/existing.md says how it must be set, or take gpuOperator out of the list to have it installed`,
    });
  }
}
