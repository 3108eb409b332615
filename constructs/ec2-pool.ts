/** How one kind of EC2 capacity is asked for. */
export type Ec2Capacity =
  | { readonly kind: "onDemand" }
  | { readonly kind: "spot" }
  | { readonly kind: "reservation" | "capacityBlock"; readonly id: string };

/** One way to find a thing of the VPC. */
export type SelectorTerm =
  | { readonly id: string }
  | { readonly name: string }
  | { readonly tags: Readonly<Record<string, string>> };

/** Network interfaces for EFA, as the instance type has them. */
export interface EfaInterfaces {
  readonly interfaces: number;
  readonly networkCards: number;
}

/** Alike EC2 nodes that come when pods wait and go when they are empty. */
export interface Ec2Pool {
  readonly name: string;
  readonly instanceType: string;
  /** vCPUs of one node. */
  readonly vCpus: number;
  /** Most pods on one node, whatever its interfaces have addresses for: subnets are sized for as many. */
  readonly maxPods: number;
  /**
   * GPUs of one node.
   *
   * @default - a pool without GPU
   */
  readonly gpusPerNode?: number;
  readonly zones: readonly string[];
  /** In order of preference, at least one. */
  readonly capacity: readonly Ec2Capacity[];
  /** Nodes that stay up. */
  readonly minNodes: number;
  /** Nodes at most, those that stay up among them. */
  readonly maxNodes: number;
  /** Labels of its nodes. */
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of its nodes beside those of every pool's: what a bill is divided by. */
  readonly tags: Readonly<Record<string, string>>;
  /** Taints of its nodes from the moment they register. */
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  /** One term a zone. */
  readonly subnets: readonly SelectorTerm[];
  readonly securityGroups: readonly SelectorTerm[];
  /** True where the type has disks of its own: containers and their files are then kept there. */
  readonly localDisks: boolean;
  /**
   * EFA.
   *
   * @default - one plain interface
   */
  readonly efa?: EfaInterfaces;
  /**
   * Placement group of its on-demand nodes. Reserved nodes take none: the reservation was made elsewhere.
   *
   * @default - none
   */
  readonly placementGroup?: string;
}

/** What the parts of a pool are called: one for each capacity, and one for the nodes that stay up. */
export function partName(pool: string, capacity: Ec2Capacity | "base"): string {
  return `${pool}-${capacity === "base" ? "base" : capacitySuffix(capacity)}`;
}

/** No suffix is the tail of another, so the parts of two pools never share a name. */
function capacitySuffix(capacity: Ec2Capacity): string {
  switch (capacity.kind) {
    case "onDemand":
      return "on-demand";
    case "spot":
      return "spot";
    case "reservation":
    case "capacityBlock":
      return capacity.id;
  }
}
