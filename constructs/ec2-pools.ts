import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import { type NodeIdentity, nodeClass } from "./ec2-node-class";
import { type Ec2Pool, partName } from "./ec2-pool";
import { dynamicNodePool, staticNodePool } from "./karpenter-node-pool";
import { check } from "./validation";

/** Properties for {@link Ec2Pools}. */
export interface Ec2PoolsProps extends NodeIdentity {
  /** Namespace of the release; the objects are cluster-wide. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly pools: readonly Ec2Pool[];
  /** Karpenter. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Huge pages of 2 MiB that the EKS image sets aside where it finds EFA: 5128 of them.
 *
 * @see https://github.com/awslabs/amazon-eks-ami
 */
const EFA_HUGE_PAGES = { "hugepages-2Mi": "10256Mi" } as const;

/** A pool's nodes drain before its objects are gone. */
const TIMEOUT_SEC = 1800;

/**
 * Pools of EC2 nodes, as Karpenter takes them.
 *
 * Defines a release of the chart `pools`: for each pool one NodePool and one EC2NodeClass a capacity, and a NodePool `<pool>-base` for
 * nodes that stay up; and a NodeOverlay a type with EFA, whose huge pages no description of EC2 shows. A node's labels and taints are
 * there from its first moment.
 */
export class Ec2Pools extends Construct {
  constructor(scope: Construct, id: string, props: Ec2PoolsProps) {
    super(scope, id);
    const { namespace, annotations, pools, dependsOn, ...identity } = props;
    check(this, ...pools.flatMap(problems));
    new ChartRelease(this, "Default", {
      chart: "pools",
      name: "pools",
      namespace,
      dependsOn,
      timeoutSec: TIMEOUT_SEC,
      values: {
        annotations,
        nodeClasses: byName(pools, (pool) =>
          pool.capacity.map((capacity) => [partName(pool.name, capacity), nodeClass(pool, capacity, identity)]),
        ),
        nodePools: byName(pools, nodePools),
        nodeOverlays: byName(pools, nodeOverlays),
      },
    });
  }
}

type Named = readonly [name: string, spec: object];

function byName(pools: readonly Ec2Pool[], partsOf: (pool: Ec2Pool) => readonly Named[]): Record<string, object> {
  return Object.fromEntries(pools.flatMap(partsOf));
}

function nodePools(pool: Ec2Pool): readonly Named[] {
  const { name, capacity, minNodes, maxNodes } = pool;
  const [first] = capacity;
  const dynamic = capacity.map((one, rank): Named => {
    const part = partName(name, one);
    return [part, dynamicNodePool(pool, one, part, rank)];
  });
  return [
    ...(first && minNodes > 0
      ? [[partName(name, "base"), staticNodePool(pool, first, partName(name, first))] as const]
      : []),
    ...(maxNodes > minNodes ? dynamic : []),
  ];
}

function nodeOverlays({ instanceType, efa }: Ec2Pool): readonly Named[] {
  if (!efa) return [];
  const requirement = { key: "node.kubernetes.io/instance-type", operator: "In", values: [instanceType] };
  return [[`huge-pages-${instanceType}`, { requirements: [requirement], capacity: EFA_HUGE_PAGES }]];
}

function problems(pool: Ec2Pool): readonly string[] {
  const { name, capacity, minNodes, maxNodes, efa, zones } = pool;
  return [
    ...(capacity.length === 0 ? [`capacity of pool "${name}" must have at least one entry, got []`] : []),
    ...(maxNodes < Math.max(1, minNodes)
      ? [`maxNodes of pool "${name}" must be at least 1 and minNodes (${minNodes}), got ${maxNodes}`]
      : []),
    ...(efa && zones.length !== 1
      ? [`zones of pool "${name}" must be one zone with EFA, got ${JSON.stringify(zones)}`]
      : []),
    ...(efa && efa.interfaces > efa.networkCards
      ? [
          `efa.interfaces of pool "${name}" must be at most its network cards (${efa.networkCards}), got ${efa.interfaces}`,
        ]
      : []),
  ];
}
