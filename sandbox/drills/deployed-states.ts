import { STACKS, type StackName } from "../../spec/names";
import { type TerraformPlace, terraform } from "./terraform";

/** States of a sandbox that are deployed: Terraform knows something of them, by hand and by backend. In deploy order. */
export async function deployedStates(place: TerraformPlace): Promise<readonly StackName[]> {
  const found = await Promise.all(STACKS.map((stack) => isDeployed(place, stack)));
  return STACKS.filter((_, index) => found[index]);
}

async function isDeployed(place: TerraformPlace, stack: StackName): Promise<boolean> {
  // a state that was never deployed has no folder, or one that Terraform has not made ready.
  const listed = await terraform(place, stack, "state", "list").catch(() => undefined);
  return listed?.code === 0 && listed.output.trim() !== "";
}
