import { obstacle, runHandling } from "../spec/lineage";
import type { Platform, Pool, Run, Side } from "../spec/platform";
import { SIDE_WORDS } from "../spec/side-words";
import { alikePools } from "./alike-pools";
import { fittingPools } from "./fit";
import { gangUnits, reach } from "./gang";
import { nodeShortfall } from "./gang-nodes";
import type { Place, Placement, Reason } from "./placement";
import { type Possible, prefer } from "./prefer";

const SIDES: readonly Side[] = ["onPrem", "cloud"];

/**
 * Where a run goes: residency first, then whether a worker fits, then whether all its pods fit at once; of a side's pools those that one
 * manifest can name. Where both sides are possible, the way of the data decides, then money; `prefer` has the ties.
 */
export function placeRun(platform: Platform, run: Run): Placement {
  const judged = SIDES.filter((side) => platform[side] !== undefined).map((side) => judge(platform, run, side));
  const possible = judged.filter(({ pools }) => pools.length > 0);
  const reasons = judged.flatMap(({ reasons: of }) => of);
  const [first, second] = possible;
  if (!first) return { reasons };
  if (!second) return { place: placeOf(first), reasons };
  const { side, reason } = prefer(platform, run, first, second);
  return { place: placeOf(side === first.side ? first : second), reasons: [...reasons, reason] };
}

function placeOf({ side, pools }: Possible): Place {
  return { side, pools: pools.map(({ name }) => name) };
}

interface Judgement extends Possible {
  readonly reasons: readonly Reason[];
}

function judge(platform: Platform, run: Run, side: Side): Judgement {
  const reason = (step: Reason["step"], allows: boolean, because: string): Reason => ({ step, side, allows, because });
  const out = (step: Reason["step"], because: string): Judgement => ({
    side,
    pools: [],
    reasons: [reason(step, false, because)],
  });
  if (run.side !== "auto" && run.side !== side) return out("asked", `side: ${run.side} is written down`);
  const country = side === "onPrem" ? platform.onPrem?.jurisdiction : platform.cloud?.region.jurisdiction;
  const blocked = obstacle(runHandling(platform, run), country ?? "", side === "onPrem");
  if (blocked !== undefined) return out("residency", blocked);
  const { pools, misfits } = fittingPools(platform, run, side);
  if (pools.length === 0) return out("fit", misfits.join("; ") || `${SIDE_WORDS[side]} has no pool`);
  const shortfalls = pools.map((pool) => ({ pool, because: shortfall(platform, run, pool) }));
  const roomy = shortfalls.filter(({ because }) => because === undefined).map(({ pool }) => pool);
  if (roomy.length === 0) return out("gang", shortfalls.flatMap(({ because }) => because ?? []).join("; "));
  const { pools: alike, because } = alikePools(roomy, run);
  const choice = because === undefined ? "" : `; it goes to ${names(alike)}: ${because}`;
  return { side, pools: alike, reasons: [reason("gang", true, `fits ${names(roomy)}${choice}`)] };
}

function names(pools: readonly Pool[]): string {
  return pools.map(({ name }) => name).join(", ");
}

/** Why a run cannot have all its pods at once in a pool: its team's quota, then the nodes; undefined where it can. */
function shortfall(platform: Platform, run: Run, pool: Pool): string | undefined {
  const because = quotaShortfall(platform, run, pool) ?? nodeShortfall(platform, run, pool);
  return because === undefined ? undefined : `pool ${pool.name}: ${because}`;
}

/** All teams share the CPU pools, which their nodes alone limit. */
function quotaShortfall(platform: Platform, run: Run, pool: Pool): string | undefined {
  if (run.gpusPerWorker === 0) return undefined;
  const team = platform.teams.find((candidate) => candidate.name === run.team);
  if (!team) return `team ${run.team} has no quota`;
  const wanted = gangUnits(run, pool);
  const { units, sum } = reach(platform, team, pool);
  return wanted <= units
    ? undefined
    : `the run needs ${wanted} units at once, team ${team.name} reaches ${units} (${sum})`;
}
