import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges, terraform } from "../terraform";
import { emulatorOf } from "./account";

const STACK = "cloud-burst";
const ADDRESS = "aws_eks_node_group.system-nodes";

/** EC2 has no instance for the system nodes, then has some. */
export const NODE_GROUP_NO_CAPACITY: Drill = {
  name: "node-group-no-capacity",
  group: "aws",
  needs: [STACK],
  does: "replaces the system node group while EC2 refuses every new instance, then deploys when it has some",
  expects:
    "the apply says that capacity lacks; the old nodes stay, as the new group is made first; the next deploy ends well and leaves one group",
  run: noCapacity,
  restore: async (context) => {
    await emulatorOf(context).refuseCapacity([]);
    await mendState(context, STACK);
  },
};

async function noCapacity(context: DrillContext): Promise<Seen> {
  const control = emulatorOf(context);
  const before = await systemNodes(context);
  await control.refuseCapacity([{}]);
  const replace = ["-auto-approve", "-input=false", "-no-color", `-replace=${ADDRESS}`];
  const refused = await terraform(context, STACK, "apply", ...replace);
  const meanwhile = await systemNodes(context);
  await control.refuseCapacity([]);
  const deployed = await deployState(context, STACK);
  const now = await systemNodes(context);
  const after = await plannedChanges(context, STACK);
  const said = /InsufficientInstanceCapacity[^\n]*/.exec(refused.output)?.[0];
  const stayed = before.length > 0 && before.every((id) => meanwhile.includes(id));
  const replaced = now.length === before.length && !now.some((id) => before.includes(id));
  return {
    asExpected: refused.code !== 0 && said !== undefined && stayed && deployed && replaced && after.length === 0,
    what: [
      said === undefined
        ? `the apply ended with ${refused.code}: ${refused.output.trim().slice(-200)}`
        : `the apply failed: ${said}`,
      `${meanwhile.filter((id) => before.includes(id)).length} of ${before.length} old nodes stayed`,
      `deployed again: ${deployed ? "yes" : "no"}, on ${now.filter((id) => !before.includes(id)).length} new nodes`,
      `then: ${after.join(", ") || "an empty plan"}`,
    ].join("; "),
  };
}

/** Ids of the instances of node groups; those of Karpenter belong to none. */
async function systemNodes(context: DrillContext): Promise<readonly string[]> {
  const instances = await emulatorOf(context).instances();
  return instances.filter(({ tags }) => "eks:nodegroup-name" in tags).map(({ id }) => id);
}
