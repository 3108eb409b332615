import { platformCosts } from "../placement/costs";
import { placeRun } from "../placement/place-run";
import type { Placement } from "../placement/placement";
import type { Platform, Run, Side } from "../spec/platform";
import { SIDE_LABELS } from "../spec/side-words";
import type { RunRow } from "./report";

/** Where each run goes and what its month costs, before and after. A run that is no longer declared has no row. */
export function runRows(before: Platform | undefined, after: Platform): readonly RunRow[] {
  const [old, now] = [before && monthsOf(before), monthsOf(after)];
  return after.runs.map((run): RunRow => {
    const earlier = before?.runs.find(({ name }) => name === run.name);
    const placement = placeRun(after, run);
    const was = before && (earlier ? placeWords(placeRun(before, earlier)) : "not declared");
    const is = placeWords(placement);
    const [oldUsd, usd] = [old?.get(run.name), now.get(run.name)];
    return {
      run: run.name,
      team: run.team,
      place: { ...(was !== undefined && { before: was }), after: is },
      because: because(placement, run),
      ...(usd !== undefined && { usd: { ...(oldUsd !== undefined && { before: oldUsd }), after: usd } }),
      changed: was !== undefined && was !== is,
      ...(before && earlier && { sideChanged: sideOf(before, earlier) !== placement.place?.side }),
    };
  });
}

function monthsOf(platform: Platform): ReadonlyMap<string, number> {
  return new Map(
    platformCosts(platform).runs.flatMap(({ run, usdPerMonth }): [string, number][] =>
      usdPerMonth === undefined ? [] : [[run, Math.round(usdPerMonth)]],
    ),
  );
}

function sideOf(platform: Platform, run: Run): Side | undefined {
  return placeRun(platform, run).place?.side;
}

function placeWords({ place }: Placement): string {
  return place ? `${SIDE_LABELS[place.side]}: ${place.pools.join(", ")}` : "nowhere";
}

/** What decided: the comparison of two possible sides, else why the other side is none. */
function because({ place, reasons }: Placement, { side }: Run): string {
  const last = reasons.at(-1);
  if (last && (last.step === "data" || last.step === "money" || last.step === "tie")) return last.because;
  const against = reasons.filter((reason) => !reason.allows && reason.side !== place?.side);
  if (against.length > 0) return against.map((reason) => `${SIDE_LABELS[reason.side]}: ${reason.because}`).join("; ");
  return side === "auto" ? "the platform has no other side" : `side: ${side} is written down`;
}
