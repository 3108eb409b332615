import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { check } from "./validation";

/** Properties for {@link TaintedNodes}. */
export interface TaintedNodesProps {
  /** Kubernetes names of the nodes that must have the taint. */
  readonly nodes: readonly string[];
  readonly taint: { readonly key: string; readonly value: string; readonly effect: string };
}

/**
 * Looks whether nodes keep pods away that did not ask for them, and names in every plan and apply those that do not.
 *
 * Defines a Terraform check with its own data source: it warns and never stops, since the taint comes with a node's registration and
 * Terraform must not write it.
 */
export class TaintedNodes extends Construct {
  constructor(scope: Construct, id: string, { nodes, taint }: TaintedNodesProps) {
    super(scope, id);
    check(this, nodes.length === 0 ? "nodes must name at least one node, got none" : undefined);
    const { key, value, effect } = taint;
    const found = `[for node in data.kubernetes_nodes.all.nodes : node.metadata[0].name if contains([for t in node.spec[0].taints : "\${t.key}:\${t.effect}"], "${key}:${effect}")]`;
    const missing = `setsubtract(${JSON.stringify([...nodes].sort())}, ${found})`;
    // WORKAROUND: cdktf 0.21 has no construct for check blocks.
    TerraformStack.of(this).addOverride(`check.${id}`, {
      data: { kubernetes_nodes: { all: {} } },
      assert: {
        condition: `\${length(${missing}) == 0}`,
        error_message: `GPU nodes without the taint ${key}=${value}:${effect}: \${join(", ", ${missing})}. Pods that ask for no GPU may take their CPUs; let their kubelets register with it (registerWithTaints).`,
      },
    });
  }
}
