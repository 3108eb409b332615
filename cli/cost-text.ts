import type { BreakEven } from "../placement/break-even";
import type { Month } from "../placement/cost-line";
import type { Costs } from "../placement/costs";
import { HOURS_A_MONTH } from "../placement/pool-cost";
import type { Side } from "../spec/platform";
import { SIDE_LABELS } from "../spec/side-words";
import { columns } from "./columns";

const CHART_WIDTH = 40;

/** Idle, expected and worst month in one line. */
export function monthLine({ idleUsd, expectedUsd, worstUsd }: Month): string {
  return `a month costs ${usd(idleUsd)} USD idle, ${usd(expectedUsd)} expected, ${usd(worstUsd)} at worst`;
}

/** The pools that a sum leaves out: without a word it would read as if they cost nothing. */
export function unpricedWords({ unpricedPools }: Pick<Costs, "unpricedPools">): string {
  return unpricedPools.length === 0 ? "" : `, without ${unpricedPools.join(", ")}: no price is known`;
}

/** What a side costs an hour while nothing runs, by resource, dearest first: a row each. */
export function idleLines(side: Side, lines: Costs["lines"]): readonly (readonly string[])[] {
  return lines
    .filter((line) => line.side === side && line.idleUsd > 0)
    .sort((a, b) => b.idleUsd - a.idleUsd || (a.what < b.what ? -1 : 1))
    .map(({ what, idleUsd }) => [what, `${hourly(idleUsd)}`]);
}

/** USD an hour of a month of 730, to a tenth of a cent. */
export function hourly(usdAMonth: number): string {
  return (usdAMonth / HOURS_A_MONTH).toFixed(3);
}

/** Costs as a person likes to read them. */
export function costsAsText(costs: Costs): string {
  const heads = ["side", "what", "idle", "expected", "worst"];
  const sides = (["onPrem", "cloud"] as const).flatMap((side) => {
    const month = costs.bySide[side];
    return month ? [[SIDE_LABELS[side], "all", ...three(month)]] : [];
  });
  return [
    ...section("USD a month", [
      heads,
      ...costs.lines.map((line) => [SIDE_LABELS[line.side], line.what, ...three(line)]),
      ...sides,
      ["both", "all", ...three(costs.total)],
    ]),
    ...section("runs, USD", [
      ["run", "team", "where", "a start", "a month"],
      ...costs.runs.map(({ run, team, side, pool, usdPerStart, usdPerMonth }) => [
        run,
        team,
        side ? `${SIDE_LABELS[side]}: ${pool}` : "nowhere",
        orUnknown(usdPerStart),
        orUnknown(usdPerMonth),
      ]),
    ]),
    ...section("served models, USD a month", [
      ["deployment", "team", "where", "fewest replicas", "most"],
      ...costs.deployments.map(({ deployment, team, side, pool, usdPerMonth, usdAtMost }) => [
        deployment,
        team ?? "of no one team",
        `${SIDE_LABELS[side]}: ${pool}`,
        orUnknown(usdPerMonth),
        orUnknown(usdAtMost),
      ]),
    ]),
    ...section("batch inference, USD", [
      ["deployment", "team", "where", "starts a month", "a start", "a month"],
      ...costs.batches.map(({ batch, team, timesPerMonth, side, pool, usdPerStart, usdPerMonth }) => [
        batch,
        team,
        side ? `${SIDE_LABELS[side]}: ${pool}` : "nowhere",
        timesPerMonth.toFixed(1),
        orUnknown(usdPerStart),
        orUnknown(usdPerMonth),
      ]),
    ]),
    ...section("teams, USD a month", [
      ["team", "runs", "served models", "batch inference", "all"],
      ...costs.teams.map(({ team, usdOfRuns, usdOfDeployments, usdOfBatches, usdPerMonth }) => [
        team,
        usd(usdOfRuns),
        usd(usdOfDeployments),
        usd(usdOfBatches),
        usd(usdPerMonth),
      ]),
    ]),
    ...list("rent or own", [
      ...costs.breakEvens.flatMap(breakEvenLines),
      ...costs.notCompared.map(({ pool, why }) => `${pool}: not compared: ${why}`),
    ]),
    ...section("prices", [
      ["item", "USD", "for one", "as of", "source", "but"],
      ...costs.prices.map(({ item, usd: price, per, asOf, source, caveat }) => [
        item,
        String(Number(price.toPrecision(8))),
        per,
        asOf,
        source,
        caveat ?? "",
      ]),
    ]),
    ...list("more than a month holds", costs.overfull),
    ...list("not priced", costs.notPriced),
    ...list("assumed", costs.assumptions),
    `${monthLine(costs.total)}${unpricedWords(costs)}`,
    "",
  ].join("\n");
}

/** One pool's break-even with its chart: `r` where renting is cheaper, `o` where owning is, `|` the declared use. */
function breakEvenLines(row: BreakEven): string[] {
  const { side, pool, ownedUsdPerGpuHour, ownedFrom, rented, use, declaredUse } = row;
  const owned = `an owned GPU-hour costs ${ownedUsdPerGpuHour.toFixed(2)} USD`;
  if (!rented || use === undefined) return [`${pool}: ${owned}; no such GPU has an on-demand price in the region`];
  const better = declaredUse < use ? "rent" : "own";
  const advice = use >= 1 ? "renting is always cheaper" : `below ${percent(use)} use, rent`;
  const what =
    side === "onPrem"
      ? `${owned}, rented ${rented.usdPerGpuHour.toFixed(2)} (${rented.instanceType}, ${rented.gpu})`
      : `rented ${rented.usdPerGpuHour.toFixed(2)} USD a GPU-hour, owned ${ownedUsdPerGpuHour.toFixed(2)} (${ownedFrom})`;
  return [
    `${pool}: ${what}: ${advice}; the declared work takes ${percent(declaredUse)}: ${better}`,
    `  0 % ${chart(use, declaredUse)} 100 %`,
  ];
}

function chart(use: number, declared: number): string {
  const mark = Math.min(CHART_WIDTH - 1, Math.floor(declared * CHART_WIDTH));
  return Array.from({ length: CHART_WIDTH }, (_, at) => {
    if (at === mark) return "|";
    return (at + 0.5) / CHART_WIDTH < use ? "r" : "o";
  }).join("");
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length < 2 ? [] : [title, ...columns(rows), ""];
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}

function three({ idleUsd, expectedUsd, worstUsd }: Month): string[] {
  return [usd(idleUsd), usd(expectedUsd), usd(worstUsd)];
}

function orUnknown(amount: number | undefined): string {
  return amount === undefined ? "unknown" : usd(amount);
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

/** Whole dollars with thousands apart; cents below 10. */
function usd(amount: number): string {
  return amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en-US");
}
