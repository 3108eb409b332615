import { dollars } from "./findings";
import type { Report, Shift } from "./report";

/** The reviewer's six questions about a change, and their answers in words and numbers. */
export function answersOf(report: Report): readonly (readonly [string, string])[] {
  const worst = report.findings.filter(({ level }) => level !== "note");
  return [
    [
      "Needs a person",
      worst.length === 0
        ? "nothing"
        : some(
            worst.map(({ title: what, line }) => `${what} (line ${line})`),
            3,
          ),
    ],
    ["GPUs", gpuWords(report)],
    ["Money, a month", report.money.map(({ what, usd }) => `${what} ${moneyShift(usd)}`).join("; ")],
    ["Data", dataWords(report)],
    [
      "Lost",
      some(
        report.losses.filter(({ data }) => data).map(({ address, lost }) => `${address}: ${lost}`),
        3,
      ) || (report.losses.length > 0 ? `no data; ${report.losses.length} objects go or are made anew` : "nothing"),
    ],
    ["Opened", openedWords(report)],
  ];
}

function some(items: readonly string[], most: number): string {
  const rest = items.length - most;
  return items.slice(0, most).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

function signed(difference: number): string {
  return difference === 0 ? "±0" : difference > 0 ? `+${difference}` : String(difference);
}

function gpuWords({ gpus }: Report): string {
  const words = gpus.map(({ side, gpu, most }) =>
    most.before === undefined
      ? `${most.after} × ${gpu} ${side}`
      : `${signed(most.after - most.before)} ${gpu} ${side} (${most.before} → ${most.after} at most)`,
  );
  const moved = gpus.filter(({ most, always }) => most.before !== most.after || always.before !== always.after);
  if (gpus.every(({ most }) => most.before !== undefined) && moved.length === 0)
    return `unchanged: ${gpus.map(({ side, gpu, most }) => `${most.after} × ${gpu} ${side}`).join(", ") || "none"}`;
  return (
    words.filter((_, index) => gpus[index]?.most.before === undefined || moved.includes(gpus[index])).join("; ") ||
    "none"
  );
}

function moneyShift({ before, after }: Shift<number>): string {
  if (before === undefined) return dollars(after);
  const difference = after - before;
  return difference === 0
    ? `${dollars(after)} (±$0)`
    : `${dollars(before)} → ${dollars(after)} (${difference > 0 ? "+" : "−"}${dollars(Math.abs(difference))})`;
}

function dataWords({ residency, findings }: Report): string {
  const said = findings
    .filter(({ rule }) =>
      ["residency-widened", "classification-lowered", "model-released", "readers-widened"].includes(rule),
    )
    .map(({ title }) => title);
  const moved = residency
    .filter(({ changed }) => changed)
    .map(({ dataset, place, state }) => `${dataset} at ${place}: ${state.before} → ${state.after}`);
  return some([...said, ...moved], 4) || "stays where it is, as it is classified";
}

function openedWords({ openings, protections }: Report): string {
  const opened = some(
    [...openings]
      .sort((a, b) => Number(b.wide) - Number(a.wide))
      .map(({ what, who, kind }) => `${who} ${kind === "network" ? "reaches" : "may"} ${what}`),
    3,
  );
  const lowered = [...new Set(protections.map(({ what }) => what))];
  const less = lowered.length === 0 ? [] : [`less protected: ${some(lowered, 3)}`];
  return [...(opened === "" ? [] : [opened]), ...less].join("; ") || "nothing";
}
