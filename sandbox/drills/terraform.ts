import { spawn } from "node:child_process";
import { join } from "node:path";
import type { StackName } from "../../spec/names";
import { projectFolder } from "../platform/deploy";
import { commandEnvironment } from "../platform/sandbox-environment";
import type { DrillContext } from "./drill";

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Where Terraform is run by hand. */
export interface TerraformPlace extends Pick<DrillContext, "folder" | "environment"> {
  /**
   * Variables in place of the sandbox's own.
   *
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs Terraform by hand on a deployed state of a sandbox. */
export function terraform(
  { folder, environment, variables }: TerraformPlace,
  stack: StackName,
  ...args: readonly string[]
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, {
      cwd: join(projectFolder(folder), "cdktf.out", "stacks", stack),
      env: { ...commandEnvironment(folder, environment), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** What a plan does to one resource. */
export interface PlannedChange {
  readonly address: string;
  /** In Terraform's words: `create`, `update`, `delete and create`, or `no-op` for what moves and changes in nothing else. */
  readonly actions: string;
  /** The address that it had before. */
  readonly from?: string;
  /** Its attribute `name`, before where it goes. */
  readonly name?: string;
}

/** What a plan of a state does, resource by resource; empty where it changes nothing. */
export async function planOf(context: TerraformPlace, stack: StackName): Promise<readonly PlannedChange[]> {
  const { code, output } = await terraform(context, stack, "plan", "-input=false", "-no-color", "-out=drill.plan");
  if (code !== 0) throw new Error(`the plan of ${stack} failed: ${output.trim().split("\n").slice(-8).join(" ")}`);
  const shown = await terraform(context, stack, "show", "-json", "drill.plan");
  const { resource_changes: changes = [] } = JSON.parse(shown.output) as {
    resource_changes?: readonly {
      readonly address: string;
      readonly previous_address?: string;
      readonly change: {
        readonly actions: readonly string[];
        readonly before: { readonly name?: string } | null;
        readonly after: { readonly name?: string } | null;
      };
    }[];
  };
  return changes
    .filter(
      ({ change, previous_address: from }) => from !== undefined || !["no-op", "read"].includes(change.actions.join()),
    )
    .map(({ address, change, previous_address: from }) => {
      const { name } = change.after ?? change.before ?? {};
      const actions = change.actions.join(" and ");
      return { address, actions, ...(from !== undefined && { from }), ...(name !== undefined && { name }) };
    });
}

/** Addresses that a plan of a state changes, with what it does to each; empty where it changes nothing. */
export async function plannedChanges(context: TerraformPlace, stack: StackName): Promise<readonly string[]> {
  return (await planOf(context, stack)).map(({ address, actions }) => `${actions} ${address}`);
}
