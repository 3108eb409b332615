import { SIDE_LABELS } from "../spec/side-words";
import { dollars } from "./dollars";
import type { Report, Shift } from "./report";
import { tellsServed } from "./served-models";
import { tellsWork } from "./work-findings";

/** A question and its answer, a line for each thing that it names. */
export type Answer = readonly [question: string, lines: readonly string[]];

/**
 * The reviewer's six questions about a change, and their answers in words and numbers; between them what happens to served models, where
 * anything does.
 */
export function answersOf(report: Report): readonly Answer[] {
  const worst = report.findings.filter(({ level }) => level !== "note");
  return [
    [
      "Needs a person",
      worst.length === 0
        ? ["nothing"]
        : some(
            worst.map(({ level, title: what, line }) => `${level}: ${what} (line ${line})`),
            3,
          ),
    ],
    ["GPUs", gpuWords(report)],
    [
      "Money, a month",
      [...report.money.map(({ what, usd }) => `${what} ${moneyShift(usd)}`), ...unpricedWords(report)],
    ],
    ["Data", orElse(dataWords(report), "stays where it is, as it is classified")],
    ...servedAnswer(report),
    ["Lost", lostWords(report)],
    ["Opened", orElse(openedWords(report), "nothing")],
  ];
}

/** The first lines, and how many more there are. */
function some(items: readonly string[], most: number): readonly string[] {
  const rest = items.length - most;
  return [...items.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function orElse(lines: readonly string[], none: string): readonly string[] {
  return lines.length > 0 ? lines : [none];
}

function lostWords({ losses, findings }: Report): readonly string[] {
  const work = findings.filter(tellsWork).map(({ title }) => `work: ${title}`);
  const data = losses.filter((row) => row.data).map(({ address, lost }) => `${address}: ${lost}`);
  const rest = losses.length - data.length;
  const others =
    rest === 0
      ? []
      : [
          `${data.length === 0 ? "no data; " : ""}${rest} ${rest === 1 ? "object goes or is" : "objects go or are"} made anew`,
        ];
  return orElse([...some(work, 3), ...some(data, 3), ...others], "nothing");
}

function signed(difference: number): string {
  return difference === 0 ? "±0" : difference > 0 ? `+${difference}` : String(difference);
}

function gpuWords({ gpus }: Report): readonly string[] {
  const words = gpus.map(({ side, gpu, most, always }) =>
    most.before === undefined
      ? `${most.after} × ${gpu} ${side}`
      : `${signed(most.after - most.before)} ${gpu} ${side} (${most.before} → ${most.after} at most${alwaysWords(side, always)})`,
  );
  const moved = gpus.filter(({ most, always }) => most.before !== most.after || always.before !== always.after);
  if (gpus.every(({ most }) => most.before !== undefined) && moved.length === 0)
    return [`unchanged: ${gpus.map(({ side, gpu, most }) => `${most.after} × ${gpu} ${side}`).join(", ") || "none"}`];
  return orElse(
    words.filter((_, index) => gpus[index]?.most.before === undefined || moved.includes(gpus[index])),
    "none",
  );
}

/** GPUs that are always there, where that changes; on-prem all are. */
function alwaysWords(side: string, { before, after }: Shift<number>): string {
  return before === after || side === SIDE_LABELS.onPrem ? "" : `, always ${before} → ${after}`;
}

function moneyShift({ before, after }: Shift<number>): string {
  if (before === undefined) return dollars(after);
  const difference = after - before;
  return difference === 0
    ? `${dollars(after)} (±$0)`
    : `${dollars(before)} → ${dollars(after)} (${difference > 0 ? "+" : "−"}${dollars(Math.abs(difference))})`;
}

/** What the sums do not hold: they would read as if it cost nothing. */
function unpricedWords({ unpriced }: Report): readonly string[] {
  if (unpriced.length === 0) return [];
  const pools = unpriced.map(({ pool, side, nodes, gpus }) => {
    const many = gpus.after > 0 ? `${gpus.after} GPUs` : `${nodes.after} node${nodes.after === 1 ? "" : "s"}`;
    return `${pool} ${side} (${many})`;
  });
  const more = unpriced.reduce((sum, { gpus }) => sum + gpus.after - (gpus.before ?? gpus.after), 0);
  const shift = more === 0 ? "" : `${signed(more)} GPUs `;
  return [`${shift}without a price, in no sum: ${some(pools, 4).join(", ")}`];
}

function dataWords({ residency, runs, findings }: Report): readonly string[] {
  const said = findings
    .filter(({ rule }) =>
      ["residency-widened", "classification-lowered", "model-released", "readers-widened"].includes(rule),
    )
    .map(({ title }) => title);
  const moved = residency
    .filter(({ changed }) => changed)
    .map(({ name, place, state }) => `${name} at ${place}: ${state.before} → ${state.after}`);
  const sent = runs
    .filter(({ sideChanged }) => sideChanged)
    .map(({ run, place }) => `run ${run} goes to ${place.after} and went to ${place.before}`);
  return some([...said, ...moved, ...sent], 4);
}

function servedAnswer({ findings }: Report): readonly Answer[] {
  const said = findings.filter(tellsServed).map(({ title }) => title);
  return said.length === 0 ? [] : [["Served models", some(said, 3)]];
}

function openedWords({ openings, protections }: Report): readonly string[] {
  const opened = some(
    [...openings]
      .sort((a, b) => Number(b.wide) - Number(a.wide))
      .map(({ what, who, kind }) => `${who} ${kind === "network" ? "reaches" : "may"} ${what}`),
    3,
  );
  const lowered = [...new Set(protections.map(({ what }) => what))];
  const less = lowered.length === 0 ? [] : [`less protected: ${some(lowered, 3).join("; ")}`];
  return [...opened, ...less];
}
