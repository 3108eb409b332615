import type { DataKubernetesNodes } from "@cdktf/provider-kubernetes/lib/data-kubernetes-nodes";
import { Construct } from "constructs";
import { PlanWarning } from "./plan-warning";
import { check } from "./validation";

/** Properties for {@link TaintedNodes}. */
export interface TaintedNodesProps {
  /** All nodes of the cluster. */
  readonly cluster: DataKubernetesNodes;
  /** Kubernetes names of the nodes that must have the taint. */
  readonly nodes: readonly string[];
  readonly taint: { readonly key: string; readonly value: string; readonly effect: string };
}

/**
 * Looks whether nodes keep pods away that did not ask for them, and names in every plan and apply those that do not.
 *
 * Defines a warning: it never stops, since the taint comes with a node's registration and Terraform must not write it.
 */
export class TaintedNodes extends Construct {
  constructor(scope: Construct, id: string, { cluster, nodes, taint }: TaintedNodesProps) {
    super(scope, id);
    check(this, nodes.length === 0 ? "nodes must name at least one node, got none" : undefined);
    const { key, value, effect } = taint;
    const tainted = `[for node in ${cluster.fqn}.nodes : node.metadata[0].name if contains([for t in node.spec[0].taints : "\${t.key}:\${t.effect}"], "${key}:${effect}")]`;
    const missing = `setsubtract(${JSON.stringify([...nodes].sort())}, ${tainted})`;
    new PlanWarning(this, "warning", {
      name: "gpu_nodes_tainted",
      condition: `length(${missing}) == 0`,
      message: `GPU nodes without the taint ${key}=${value}:${effect}: \${join(", ", ${missing})}. Pods that ask for no GPU may take their CPUs; let their kubelets register with it (registerWithTaints).`,
    });
  }
}
