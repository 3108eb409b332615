import { projectFolder } from "../../platform/deploy";
import { commandLine, processesIn } from "../../process-table";
import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges, terraform } from "../terraform";
import { secondsUntil } from "../wait-until";
import { forgetRulesOfLogs } from "./account";

const STACK = "cloud-foundation";
/** Until a deploy has made its providers ready and applies. */
const APPLIES_WITHIN_SEC = 120;
/** Until it has read the state, and holds the lock beyond doubt. */
const BEGUN_AFTER_SEC = 8;

/** Two people apply one state at one time. */
export const TWO_APPLIES: Drill = {
  name: "two-applies",
  group: "aws",
  needs: [STACK],
  does: "applies a state while another apply of it is under way, once at once and once willing to wait",
  expects:
    "the second is refused, and told who holds the lock, since when and what for; with -lock-timeout it waits, and finds nothing to do",
  run: twoApplies,
  restore: (context) => mendState(context, STACK),
};

async function twoApplies(context: DrillContext): Promise<Seen> {
  const { folder, signal } = context;
  await forgetRulesOfLogs(context);
  const first = deployState(context, STACK);
  const project = projectFolder(folder);
  const applies = async () => processesIn(project, "terraform").some(({ pid }) => commandLine(pid).includes(" apply "));
  if ((await secondsUntil(applies, APPLIES_WITHIN_SEC, signal)) === undefined)
    return { asExpected: false, what: `the first apply did not begin; it ended ${(await first) ? "well" : "ill"}` };
  await secondsUntil(async () => false, BEGUN_AFTER_SEC, signal);
  const apply = (...more: readonly string[]) =>
    terraform(context, STACK, "apply", "-auto-approve", "-input=false", "-no-color", ...more);
  const refused = await apply("-lock-timeout=0s");
  const began = Date.now();
  const waited = await apply("-lock-timeout=5m");
  const waitedSec = (Date.now() - began) / 1000;
  const done = await first;
  const after = await plannedChanges(context, STACK);
  const told = ["ID", "Operation", "Who", "Created"].filter((key) =>
    new RegExp(`\\b${key}: +\\S`).test(refused.output),
  );
  const nothing = waited.code === 0 && / 0 added, 0 changed, 0 destroyed/.test(waited.output);
  return {
    asExpected: refused.code !== 0 && told.length === 4 && done && nothing && after.length === 0,
    what: [
      refused.code === 0 ? "the second apply was not refused" : `the second was refused and told ${told.join(", ")}`,
      `with -lock-timeout it ended after ${waitedSec.toFixed(0)} s ${nothing ? "with nothing to do" : `with: ${waited.output.trim().slice(-160)}`}`,
      `the first ended ${done ? "well" : "ill"}`,
      `then: ${after.join(", ") || "an empty plan"}`,
    ].join("; "),
  };
}
