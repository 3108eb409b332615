import type { Ec2Capacity, Ec2Pool } from "./ec2-pool";

/** An empty node waits this long for the next run before it goes. */
const CONSOLIDATE_AFTER = "5m";

/** A node that must go gives its pods this long, less than a Capacity Block leaves between its warning and its end. */
const TERMINATION_GRACE = "10m";

/** Weight of the capacity that is tried first; each next one is one less. Karpenter takes 1 to 100. */
const FIRST_WEIGHT = 100;

const CAPACITY_TYPE = {
  onDemand: "on-demand",
  spot: "spot",
  reservation: "reserved",
  capacityBlock: "reserved",
} as const satisfies Readonly<Record<Ec2Capacity["kind"], string>>;

/** The spec of a NodePool that comes and goes; of several capacities, `rank` 0 is tried first. */
export function dynamicNodePool(pool: Ec2Pool, capacity: Ec2Capacity, nodeClass: string, rank: number): object {
  const nodes = pool.maxNodes - pool.minNodes;
  return {
    ...(pool.capacity.length > 1 && { weight: FIRST_WEIGHT - rank }),
    // what the pool may have at most: Karpenter counts in resources.
    limits:
      pool.gpusPerNode === undefined
        ? { cpu: String(nodes * pool.vCpus) }
        : { "nvidia.com/gpu": String(nodes * pool.gpusPerNode) },
    disruption: {
      consolidationPolicy: "WhenEmpty",
      consolidateAfter: CONSOLIDATE_AFTER,
      // a drifted node is replaced before it is drained: over the limit, by a machine that may not be had.
      budgets: [
        { nodes: "0", reasons: ["Drifted"] },
        { nodes: "100%", reasons: ["Empty"] },
      ],
    },
    template: template(pool, capacity, nodeClass),
  };
}

/** The spec of a NodePool whose nodes stay up. It takes neither weight nor limits by resource. */
export function staticNodePool(pool: Ec2Pool, capacity: Ec2Capacity, nodeClass: string): object {
  return {
    replicas: pool.minNodes,
    limits: { nodes: String(pool.minNodes) },
    disruption: { consolidateAfter: "Never", budgets: [{ nodes: "0", reasons: ["Drifted"] }] },
    template: template(pool, capacity, nodeClass),
  };
}

function template({ instanceType, zones, labels, taints }: Ec2Pool, capacity: Ec2Capacity, nodeClass: string): object {
  return {
    metadata: { labels },
    spec: {
      nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass },
      requirements: [
        { key: "node.kubernetes.io/instance-type", operator: "In", values: [instanceType] },
        { key: "karpenter.sh/capacity-type", operator: "In", values: [CAPACITY_TYPE[capacity.kind]] },
        { key: "topology.kubernetes.io/zone", operator: "In", values: zones },
      ],
      taints,
      expireAfter: "Never",
      terminationGracePeriod: TERMINATION_GRACE,
    },
  };
}
