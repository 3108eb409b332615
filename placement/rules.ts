import type { Platform } from "../spec/platform";
import { resolve, Unresolvable } from "../spec/resolve";
import type { Facts, Rule } from "../spec/rule";
import { placeRun } from "./place-run";

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
        // a run of an unknown team has a problem of its own.
        if (!placed || !known) return [];
        const { place, reasons } = placeRun(platform, placed);
        if (place) return [];
        const why = reasons.map(({ side, because }) => `${side}: ${because}`).join(". ");
        return [
          {
            path: ["runs", index, ...(run.side === "auto" ? ["name"] : ["side"])],
            found: `${JSON.stringify(run.name)} can run on no side. ${why}`,
            fix: "ask for less, give its team more quota, add a pool that fits, or move its data",
          },
        ];
      });
    },
  },
];

/** The platform, where everything it names exists; other rules have said what does not. */
function resolved({ file, catalog, readFile }: Facts): Platform | undefined {
  try {
    return resolve(file, { catalog, folder: "", readFile });
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}
