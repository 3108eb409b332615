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
export type TerraformPlace = Pick<DrillContext, "folder" | "environment">;

/** Runs Terraform by hand on a deployed state of a sandbox. */
export function terraform(
  { folder, environment }: TerraformPlace,
  stack: StackName,
  ...args: readonly string[]
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, {
      cwd: join(projectFolder(folder), "cdktf.out", "stacks", stack),
      env: commandEnvironment(folder, environment),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Addresses that a plan of a state changes, with what it does to each; empty where it changes nothing. */
export async function plannedChanges(context: TerraformPlace, stack: StackName): Promise<readonly string[]> {
  const { code, output } = await terraform(context, stack, "plan", "-input=false", "-no-color", "-out=drill.plan");
  if (code !== 0) throw new Error(`the plan of ${stack} failed: ${output.trim().split("\n").slice(-8).join(" ")}`);
  const shown = await terraform(context, stack, "show", "-json", "drill.plan");
  const { resource_changes: changes = [] } = JSON.parse(shown.output) as {
    resource_changes?: readonly {
      readonly address: string;
      readonly change: { readonly actions: readonly string[] };
    }[];
  };
  return changes
    .filter(({ change }) => !["no-op", "read"].includes(change.actions.join()))
    .map(({ address, change }) => `${change.actions.join(" and ")} ${address}`);
}
