import { Labels } from "@cdktf/provider-kubernetes/lib/labels";
import { Construct } from "constructs";
import { check } from "./validation";

/** Properties for {@link LabelledNodes}. */
export interface LabelledNodesProps {
  /** Labels of each node, by its Kubernetes name. */
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Who owns these labels on the node: whatever else writes labels keeps its own. */
  readonly fieldManager: string;
}

/**
 * Labels of nodes that joined the cluster by other means.
 *
 * Defines one `kubernetes_labels` a node. It writes no taint: all taints of a node are one list, which the node controller owns.
 */
export class LabelledNodes extends Construct {
  constructor(scope: Construct, id: string, { nodes, fieldManager }: LabelledNodesProps) {
    super(scope, id);
    check(this, nodes.size === 0 ? "nodes must name at least one node, got none" : undefined);
    // the address is the node's: moving it to another pool changes its labels in place.
    for (const [name, labels] of nodes)
      new Labels(this, nodeId(name), {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name },
        labels: { ...labels },
        fieldManager,
        // the file says what a node is, even where a hand or an operator labelled it before.
        force: true,
      });
  }
}

/** A node's name as a construct id. cdktf drops dots, so "a.b" and "ab" would be one; no node's name has an underscore. */
function nodeId(name: string): string {
  return name.replaceAll(".", "_");
}
