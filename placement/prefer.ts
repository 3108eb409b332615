import type { Platform, Pool, Run, Side } from "../spec/platform";
import { dataMove } from "./data-move";
import type { Reason } from "./placement";
import { usdPerRunHour } from "./run-use";

/** A side that can take a run, with the pools that its manifest would name. */
export interface Possible {
  readonly side: Side;
  readonly pools: readonly Pool[];
}

/**
 * Which of two possible sides takes a run: the one to which less time of moving data goes, then the cheaper one for a start, then
 * on-prem. Every comparison that decides is a reason.
 */
export function prefer(
  platform: Platform,
  run: Run,
  onPrem: Possible,
  cloud: Possible,
): { readonly side: Side; readonly reason: Reason } {
  const chosen = (side: Side, step: Reason["step"], because: string) => ({
    side,
    reason: { step, side, allows: true, because },
  });
  const hours = run.hours ?? 1;
  const [owned, rented] = [cheapest(platform, run, onPrem), cheapest(platform, run, cloud)];
  // data decides before money, so what that costs is said.
  const passedOver = (side: Side) => {
    const [taken, other] = side === "onPrem" ? [owned, rented] : [rented, owned];
    if (taken === undefined || other === undefined || other >= taken) return "";
    const what = run.hours === undefined ? "an hour" : "a start";
    return `, although without the data ${what} costs ${amount(taken * hours)} USD here and ${amount(other * hours)} there`;
  };
  const [here, there] = [dataMove(platform, run, "onPrem"), dataMove(platform, run, "cloud")];
  if (here.hours !== there.hours) {
    const side = here.hours < there.hours ? "onPrem" : "cloud";
    const move = side === "onPrem" ? there : here;
    return chosen(
      side,
      "data",
      `both sides are possible: moving the run beats moving ${move.datasets.join(", ")} (${duration(move.hours)}, ${amount(move.usd)} USD a start)${passedOver(side)}`,
    );
  }
  if (owned !== undefined && rented !== undefined && owned !== rented)
    return chosen(
      owned < rented ? "onPrem" : "cloud",
      "money",
      `both sides are possible: ${run.hours === undefined ? "an hour" : "a start"} costs ${amount(owned * hours)} USD on-prem, ${amount(rented * hours)} USD in the cloud`,
    );
  return chosen("onPrem", "tie", "both sides are possible: on-prem hardware is paid for");
}

/** USD an hour in the pool that is tried first. */
function cheapest(platform: Platform, run: Run, { pools }: Possible): number | undefined {
  const [first] = pools;
  return first && usdPerRunHour(platform, run, first);
}

/** USD to the cent; of less than a cent two digits that tell something. */
export function amount(usd: number): string {
  return usd > 0 && usd < 0.005 ? usd.toPrecision(2) : usd.toFixed(2);
}

/** Hours, and of less than six minutes seconds. */
export function duration(hours: number): string {
  return hours < 0.1 ? `${Number((hours * 3600).toPrecision(2))} seconds` : `${hours.toFixed(2)} hours`;
}
