import { PlacementGroup } from "@cdktf/provider-aws/lib/placement-group";
import { Construct } from "constructs";
import { standsWhere } from "./former-address";

/** Properties for {@link PoolPlacementGroup}. */
export interface PoolPlacementGroupProps {
  readonly name: string;
  /**
   * Id that the construct had before its pool was renamed. AWS cannot rename a group, nor delete one with nodes in it: keep the name.
   *
   * @default - the pool has its first name
   */
  readonly formerId?: string;
}

/**
 * Nodes of one pool close together, for EFA.
 *
 * Defines the placement group. Nodes of a reservation or a Capacity Block must not be put in it: they lie where they were reserved.
 */
export class PoolPlacementGroup extends Construct {
  constructor(scope: Construct, id: string, { name, formerId }: PoolPlacementGroupProps) {
    super(scope, id);
    const group = new PlacementGroup(this, "Default", { name, strategy: "cluster" });
    if (formerId !== undefined) standsWhere(group, this, formerId);
  }
}
