import { PlacementGroup } from "@cdktf/provider-aws/lib/placement-group";
import { Construct } from "constructs";

/** Properties for {@link PoolPlacementGroup}. */
export interface PoolPlacementGroupProps {
  readonly name: string;
}

/**
 * Nodes of one pool close together, for EFA.
 *
 * Defines the placement group. Nodes of a reservation or a Capacity Block must not be put in it: they lie where they were reserved.
 */
export class PoolPlacementGroup extends Construct {
  constructor(scope: Construct, id: string, { name }: PoolPlacementGroupProps) {
    super(scope, id);
    new PlacementGroup(this, "Default", { name, strategy: "cluster" });
  }
}
