import { readFileSync } from "node:fs";
import { NotAPlan, type PlanFile, readPlan } from "../review/plan/plan-file";
import type { SynthesizedState } from "../review/synthesized-state";

/**
 * Plans of states as the command line names them, `STACK=plan.json`.
 *
 * @throws NotAPlan where one cannot be read, or a state has two: a report that told one of them would be silent about the other
 */
export function readPlans(named: readonly string[]): readonly PlanFile[] {
  const plans = named.map(planOf);
  const twice = plans.find(({ stack }, index) => plans.findIndex((other) => other.stack === stack) < index)?.stack;
  if (twice !== undefined) throw new NotAPlan(`--plan ${twice}`, "was given twice; a state has one plan");
  return plans;
}

/**
 * Refuses a plan of a state that neither file has: nothing would be said of what it does.
 *
 * @throws NotAPlan
 */
export function refuseStrangers(plans: readonly PlanFile[], states: readonly SynthesizedState[]): void {
  const known = [...new Set(states.map(({ stack }) => stack))];
  const strange = plans.map(({ stack }) => stack).filter((stack) => !known.includes(stack));
  if (strange.length > 0)
    throw new NotAPlan(
      `--plan ${strange.join(", ")}`,
      `is no state of this platform; its states are ${known.join(", ")}`,
    );
}

function planOf(argument: string): PlanFile {
  const [, stack, path] = /^([a-z-]+)=(.+)$/.exec(argument) ?? [];
  if (stack === undefined || path === undefined) throw new NotAPlan(argument, "write STACK=plan.json");
  try {
    return readPlan(stack, path, readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof NotAPlan) throw error;
    throw new NotAPlan(path, `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
}
