import { GPU_TAINT } from "../../spec/names";
import type { OnPrem, OnPremPool } from "../../spec/platform";
import type { FakeNode } from "../clusters/fake-node";

/** What a GPU node is said to have beside its GPUs: the platform file does not tell, and no run must fail for want of it. */
const GPU_NODE = { cpu: "256", memory: "4Ti" } as const;

/** The node that a cluster has for what runs it: the inventory holds those for work alone. */
const SYSTEM_NODE = { cpu: "16", memory: "64Gi" } as const;

/** What {@link onPremNodes} makes up, in a sentence. */
export const ON_PREM_NODES_STAND_IN = `On-prem GPU nodes are said to have ${GPU_NODE.cpu} CPUs and ${GPU_NODE.memory} of memory, which the file does not tell, and one node without GPUs is added for what runs the cluster.`;

/** The nodes of the inventory as they join a cluster: registered with the taint of GPU nodes, not yet labelled by any state. */
export function onPremNodes({ site, pools }: OnPrem): readonly FakeNode[] {
  const system: FakeNode = { name: `${site}-system`, labels: {}, taints: [], capacity: SYSTEM_NODE };
  return [system, ...pools.flatMap((pool) => pool.nodes.map((name) => inventoryNode(pool, name)))];
}

function inventoryNode({ gpus, cpu, nodes }: OnPremPool, name: string): FakeNode {
  if (!gpus) {
    const { vCpus = 0, memoryGiB = 0 } = cpu ?? {};
    return { name, labels: {}, taints: [], capacity: { cpu: String(vCpus), memory: `${memoryGiB}Gi` } };
  }
  const units = gpus.units / nodes.length;
  return { name, labels: {}, taints: [GPU_TAINT], capacity: { ...GPU_NODE, [gpus.unit.resource]: String(units) } };
}
