import type { BatchExplanation, ModelExplanation, RunExplanation, SideView } from "../placement/explain";
import { amount, duration } from "../placement/prefer";
import { narrowerWords } from "../placement/serve-fit";
import type { Side } from "../spec/platform";
import { SIDE_LABELS, SIDE_PLACES } from "../spec/side-words";

/** Placements as a person likes to read them. */
export function placesAsText({
  notices,
  runs,
  batches,
  models,
}: {
  readonly notices: readonly string[];
  readonly runs: readonly RunExplanation[];
  readonly batches: readonly BatchExplanation[];
  readonly models: readonly ModelExplanation[];
}): string {
  return [
    ...notices.flatMap((notice) => [notice, ""]),
    ...runs.flatMap(runLines),
    ...batches.flatMap(batchLines),
    ...models.flatMap(modelLines),
  ].join("\n");
}

function runLines({ run, place, reasons, sides, otherwise }: RunExplanation): string[] {
  return [
    `run ${run} goes ${place ? `to ${SIDE_LABELS[place.side]}: ${place.pools.join(", ")}` : "nowhere"}`,
    ...reasons.map(reasonLine),
    ...sides.map((view) => `  = ${SIDE_LABELS[view.side]}: ${figures(view)}`),
    ...otherwise.map((change) => `  > for another answer, ${change.replace("onPrem", "on-prem")}`),
    "",
  ];
}

function batchLines({ batch, team, place, reasons, timesPerMonth }: BatchExplanation): string[] {
  return [
    `batch ${batch} of ${team} goes ${place ? `to ${SIDE_LABELS[place.side]}: ${place.pool}` : "nowhere"}, ${timesPerMonth.toFixed(1)} times a month`,
    ...reasons.map(reasonLine),
    "",
  ];
}

function reasonLine({ step, side, allows, because }: RunExplanation["reasons"][number]): string {
  return `  ${allows ? "+" : "-"} ${SIDE_LABELS[side]}, ${step}: ${because}`;
}

function figures({ data, usdPerHour, queue }: SideView): string {
  const moved =
    data.datasets.length === 0
      ? "its data is there"
      : `a start moves ${data.gib.toFixed(1)} GiB of ${data.datasets.join(", ")} in ${duration(data.hours)} for ${amount(data.usd)} USD`;
  const price = usdPerHour === undefined ? [] : [`an hour costs ${usdPerHour.toFixed(2)} USD`];
  return [moved, ...price, ...(queue === undefined ? [] : [`queue ${queue}`])].join("; ");
}

function modelLines({ model, bornOn, allowed, obstacles, pools, deployments }: ModelExplanation): string[] {
  return [
    `model ${model} is born ${SIDE_PLACES[bornOn]} and may be kept ${allowed.map((side) => SIDE_LABELS[side]).join(", ") || "nowhere"}`,
    ...Object.entries(obstacles).map(([side, because]) => `  - ${SIDE_LABELS[side as Side]}, residency: ${because}`),
    ...pools.map(
      (place) =>
        `  ${place.because === undefined ? "+" : "-"} ${SIDE_LABELS[place.side]}, pool ${place.pool}: ${servingWords(place)}`,
    ),
    ...deployments.map((deployment) => `  = ${deployment}`),
    "",
  ];
}

function servingWords({ because, units, narrower, usdPerReplicaHour }: ModelExplanation["pools"][number]): string {
  if (because !== undefined) return because;
  const share =
    units === 0 ? "a replica takes its share of a node" : `a replica takes ${units} unit${units === 1 ? "" : "s"}`;
  const price = usdPerReplicaHour === undefined ? "" : `, ${usdPerReplicaHour.toFixed(2)} USD an hour`;
  return `${share}${price}${narrower ? `; ${narrowerWords(narrower)}` : ""}`;
}
