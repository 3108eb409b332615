import { DataKubernetesNodes } from "@cdktf/provider-kubernetes/lib/data-kubernetes-nodes";
import { Construct } from "constructs";
import { PlanWarning } from "./plan-warning";
import { check } from "./validation";

/** What a node is said to have. */
export interface InventoryNode {
  /** Values that the label `nvidia.com/gpu.product` may begin with; none where it has no GPU, or nobody knows. */
  readonly products: readonly string[];
  /**
   * Whole GPUs: the label `nvidia.com/gpu.count`.
   *
   * @default - not looked at
   */
  readonly gpus?: number;
}

/** Properties for {@link InventoryNodes}. */
export interface InventoryNodesProps {
  /** The inventory, by a node's Kubernetes name. */
  readonly nodes: ReadonlyMap<string, InventoryNode>;
}

/**
 * Looks whether the cluster has the nodes of an inventory with the GPUs that it says, and names in every plan and apply those that differ.
 *
 * Defines a data source and two warnings. GPUs are judged by the labels of NVIDIA's feature discovery: a node without them is not.
 */
export class InventoryNodes extends Construct {
  /** All nodes of the cluster, for others that look at them. */
  public readonly cluster: DataKubernetesNodes;

  constructor(scope: Construct, id: string, { nodes }: InventoryNodesProps) {
    super(scope, id);
    check(this, nodes.size === 0 ? "nodes must name at least one node, got none" : undefined);
    this.cluster = new DataKubernetesNodes(this, "Default");
    const there = `[for node in ${this.listing} : node.metadata[0].name]`;
    const missing = `setsubtract(${JSON.stringify([...nodes.keys()].sort())}, ${there})`;
    new PlanWarning(this, "missing", {
      name: "inventory_nodes_there",
      condition: `length(${missing}) == 0`,
      message: `nodes of onPrem.pools that the cluster does not have: \${join(", ", ${missing})}. Let them join it, or take them out of the file; until then their labels cannot be written.`,
    });
    const wrong = this.wrong(nodes);
    if (wrong === undefined) return;
    new PlanWarning(this, "gpus", {
      name: "inventory_gpus_right",
      condition: `length(${wrong}) == 0`,
      message: `nodes whose GPUs are not those of their pool: \${join(", ", ${wrong})}. Move them to the pool of their GPUs, or say in onPrem.pools what they have.`,
    });
  }

  /** The nodes, in an expression. No token: cdktf wraps the second token of a text that holds `${` itself. */
  private get listing(): string {
    return `data.kubernetes_nodes.${this.cluster.friendlyUniqueId}.nodes`;
  }

  /** Expression that lists `node has 4 × NVIDIA-L4`; undefined where nothing is known of any node. */
  private wrong(nodes: ReadonlyMap<string, InventoryNode>): string | undefined {
    const known = [...nodes].filter(([, { products }]) => products.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
    if (known.length === 0) return undefined;
    // one entry a kind of node, so that the expression does not grow with every node.
    const kinds = new Map<string, string[]>();
    for (const [name, { products, gpus }] of known) {
      const kind = JSON.stringify([[...products].sort(), gpus ?? 0]);
      kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
    }
    const label = (name: string) => `try(node.metadata[0].labels["nvidia.com/gpu.${name}"], "")`;
    const parts = [...kinds].map(([kind, names]) => {
      const [products, gpus] = JSON.parse(kind) as [string[], number];
      const product = `anytrue([for p in ${JSON.stringify(products)} : startswith(${label("product")}, p)])`;
      const count = gpus === 0 ? "" : ` && contains(["", "${gpus}"], ${label("count")})`;
      return (
        `[for node in ${this.listing} : "\${node.metadata[0].name} has \${${label("count")}} × \${${label("product")}}"` +
        ` if contains(${JSON.stringify(names)}, node.metadata[0].name) && ${label("product")} != "" && !(${product}${count})]`
      );
    });
    return `sort(concat(${parts.join(", ")}))`;
  }
}
