import { buildReport } from "../../review/build-report";
import { readPlan } from "../../review/plan/plan-file";
import { EXAMPLE, recordedPlan, statesOf, textOfPlatform } from "./platform-texts";

/** The example. */
export const base = textOfPlatform(EXAMPLE);
/** Its states. */
export const baseStates = statesOf(base);

/** The report of the example after some of its text was replaced. */
export function reportOf(replacements: readonly (readonly [string | RegExp, string])[], plan?: "replace" | "moves") {
  const head = textOfPlatform(replacements.reduce((text, [from, to]) => text.replace(from, to), EXAMPLE));
  const plans = plan ? [readPlan("cloud-foundation", "plan.json", recordedPlan(plan))] : [];
  const headStates = replacements.length === 0 ? baseStates : statesOf(head);
  return buildReport({ head, headStates, base: { ...base, called: "main" }, baseStates, plans });
}

/** Rules of a report's findings. */
export const rulesOf = ({ findings }: ReturnType<typeof reportOf>) => findings.map(({ rule }) => rule);
