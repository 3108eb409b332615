import type { StackName } from "../../spec/names";
import { type Deployed, deployStates, layProject } from "../platform/deploy";
import type { DrillContext } from "./drill";
import { terraform } from "./terraform";

/** Deploys some states alone, as they are synthesized in the folder of a drill's context. */
export function deployAlone(
  {
    folder,
    outdir,
    environment,
    signal,
    say,
  }: Pick<DrillContext, "folder" | "outdir" | "environment" | "signal" | "say">,
  stacks: readonly StackName[],
): Promise<Deployed> {
  const onProgress = (line: string) => say(`  ${line.trim()}`);
  return deployStates({ folder, outdir, stacks, alone: true, environment, signal, onProgress });
}

/** Deploys one state alone; true where that ended well. */
export async function deployState(context: DrillContext, stack: StackName): Promise<boolean> {
  return (await deployAlone(context, [stack])).done;
}

/** Whatever a drill left of a state, locked, changed or lacking something: unlocked and deployed again as the platform file says. */
export async function mendState(context: DrillContext, stack: StackName): Promise<void> {
  layProject(context.folder, context.outdir);
  const planned = await terraform(context, stack, "plan", "-input=false", "-no-color", "-detailed-exitcode");
  if (planned.code === 0) return;
  const id = lockId(planned.output);
  if (id !== undefined) await terraform(context, stack, "force-unlock", "-force", id);
  // though the drill was interrupted.
  if (!(await deployState({ ...context, signal: new AbortController().signal }, stack)))
    throw new Error(`${stack} could not be deployed again`);
}

/** The id that Terraform tells of a lock that it meets. */
export function lockId(output: string): string | undefined {
  return /ID: +([0-9a-f-]{36})/.exec(output)?.[1];
}
