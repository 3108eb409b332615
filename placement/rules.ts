import type { Platform, Run } from "../spec/platform";
import { resolve, Unresolvable } from "../spec/resolve";
import type { Facts, Finding, Rule } from "../spec/rule";
import { placeRun } from "./place-run";
import type { Reason } from "./placement";

/** Rules that need a decision: they join the ones of the file itself. */
export const PLACEMENT_RULES: readonly Rule[] = [
  {
    id: "run-without-place",
    severity: "error",
    needs: ["name", "state", "onPrem", "cloud", "teams", "datasets", "runs", "models", "deployments"],
    check: (facts) => {
      const platform = resolved(facts);
      if (!platform) return [];
      return facts.file.runs.flatMap((run, index) => {
        const placed = platform.runs.find((candidate) => candidate.name === run.name);
        const known = platform.teams.some((team) => team.name === run.team);
        // a run of an unknown team, or of a side that is not there, has a problem of its own.
        if (!placed || !known || (run.side !== "auto" && !platform[run.side])) return [];
        const { place, reasons } = placeRun(platform, placed);
        return place ? [] : [finding(index, placed, reasons)];
      });
    },
  },
];

function finding(index: number, { name, side }: Run, reasons: readonly Reason[]): Finding {
  if (side === "auto") {
    const why = reasons.map((reason) => `${reason.side}: ${reason.because}`).join(". ");
    return {
      path: ["runs", index, "name"],
      found: `${JSON.stringify(name)} can run on no side. ${why}`,
      fix: reasons.every(({ step }) => step === "residency")
        ? "add a side where its data may be, or widen the residency where its owner agrees"
        : "ask for less, give its team more quota, add a pool that fits, or move its data",
    };
  }
  const own = reasons.filter((reason) => reason.side === side);
  const why = own.map(({ because }) => because);
  return {
    path: ["runs", index, "side"],
    found: `${side} cannot take ${JSON.stringify(name)}. ${why.join(". ")}`,
    fix: own.some(({ step }) => step === "residency")
      ? "write side: auto: its data may not be there"
      : "write side: auto, ask for less, give its team more quota, or add a pool that fits",
  };
}

/** The platform, where everything it names exists; other rules have said what does not. */
function resolved({ file, catalog, readFile }: Facts): Platform | undefined {
  try {
    return resolve(file, { catalog, folder: "", readFile });
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}
