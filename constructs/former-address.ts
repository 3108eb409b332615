import { type TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";

/**
 * Tells Terraform that a resource stood at another address while a construct above it had another id: the plan moves it in the state, and
 * changes in place what differs.
 *
 * For resources alone whose arguments can all change in place. One that a new name replaces is better destroyed and made under two
 * addresses: both can then be there at one time.
 */
export function standsWhere(resource: TerraformResource, renamed: Construct, formerId: string): void {
  const { scopes } = resource.node;
  const below = scopes.slice(scopes.indexOf(renamed) + 1).map(({ node }) => node.id);
  const parent = renamed.node.scope;
  if (!parent) throw new Error("the top of the tree has no other address");
  // constructs that make nothing: an address is a function of the ids on the way to it.
  const ghost = [formerId, ...below].reduce<Construct>(
    (scope, id) => (scope.node.tryFindChild(id) as Construct | undefined) ?? new Construct(scope, id),
    parent as Construct,
  );
  const formerLogicalId = TerraformStack.of(resource).getLogicalId(ghost.node);
  resource.moveFromId(`${resource.terraformResourceType}.${formerLogicalId}`);
}
