import { type Costs, platformCosts } from "../placement/costs";
import { unpricedPools } from "../placement/pool-price";
import type { Platform, Pool } from "../spec/platform";
import { allPools, mostNodes } from "../spec/pool-room";
import { SIDE_LABELS } from "../spec/side-words";
import type { GpuRow, MoneyLine, MoneyRow, UnpricedRow } from "./report";

/** GPUs by side and model, before and after. */
export function gpuRows(before: Platform | undefined, after: Platform): readonly GpuRow[] {
  const [old, now] = [before && gpusOf(before), gpusOf(after)];
  const keys = [...new Set([...now.keys(), ...(old?.keys() ?? [])])].sort();
  return keys.map((key) => {
    const [side = "", gpu = ""] = key.split("\n");
    const [was, is] = [old && (old.get(key) ?? NOTHING), now.get(key) ?? NOTHING];
    return {
      side,
      gpu,
      always: { ...(was && { before: was.always }), after: is.always },
      most: { ...(was && { before: was.most }), after: is.most },
    };
  });
}

const NOTHING = { always: 0, most: 0 };

function gpusOf(platform: Platform): Map<string, { readonly always: number; readonly most: number }> {
  const found = new Map<string, { readonly always: number; readonly most: number }>();
  for (const pool of allPools(platform)) {
    if (!pool.gpus) continue;
    const key = `${SIDE_LABELS[pool.side]}\n${pool.gpus.gpu.model}`;
    const most = mostNodes(pool);
    const fewest = pool.side === "onPrem" ? most : pool.minNodes;
    const sum = found.get(key) ?? NOTHING;
    found.set(key, {
      always: sum.always + fewest * pool.gpus.perNode,
      most: sum.most + most * pool.gpus.perNode,
    });
  }
  return found;
}

/** Pools that no sum holds, for want of a price. */
export function unpricedRows(before: Platform | undefined, after: Platform): readonly UnpricedRow[] {
  const old = before && unpriced(before);
  return unpriced(after).map((pool) => {
    const was = old?.find(({ name, side }) => side === pool.side && (name === pool.name || name === pool.formerly));
    const shift = (count: (of: Pool) => number) => ({
      ...(old && { before: was ? count(was) : 0 }),
      after: count(pool),
    });
    return {
      pool: pool.name,
      side: SIDE_LABELS[pool.side],
      nodes: shift(mostNodes),
      gpus: shift((of) => mostNodes(of) * (of.gpus?.perNode ?? 0)),
    };
  });
}

function unpriced(platform: Platform): readonly Pool[] {
  return unpricedPools(platform).filter((pool) => mostNodes(pool) > 0);
}

/** What a month costs, before and after, the lines that differ, what that takes for granted and what it leaves out. */
export function moneyRows(
  before: Platform | undefined,
  after: Platform,
): { readonly rows: readonly MoneyRow[]; readonly lines: readonly MoneyLine[]; readonly notes: readonly string[] } {
  const [old, now] = [before && platformCosts(before), platformCosts(after)];
  const row = (what: MoneyRow["what"]): MoneyRow => ({
    what,
    usd: { ...(old && { before: Math.round(monthOf(old, what)) }), after: Math.round(monthOf(now, what)) },
  });
  const all = [now, ...(old ? [old] : [])];
  const dates = [...new Set(all.flatMap(({ prices }) => prices.map(({ asOf }) => asOf)))].sort();
  return {
    rows: [row("idle"), row("expected"), row("worst")],
    lines: old ? movedLines(old, now) : [],
    notes: [
      ...now.overfull,
      ...now.assumptions,
      ...(dates.length > 0 ? [`prices of ${dates.join(", ")}; npm run cost lists each`] : []),
      ...[...new Set(all.flatMap(({ notPriced }) => notPriced))].sort().map((line) => `not priced: ${line}`),
    ],
  };
}

/** Lines of the bill that differ by a dollar or more, by side and name. */
function movedLines(before: Costs, after: Costs): readonly MoneyLine[] {
  const keyOf = ({ side, what }: Costs["lines"][number]) => `${side} ${what}`;
  const [old, now] = [before.lines, after.lines].map((lines) => new Map(lines.map((line) => [keyOf(line), line])));
  return [...new Set([...before.lines, ...after.lines].map(keyOf))].sort().flatMap((key): MoneyLine[] => {
    const [was, is] = [old?.get(key), now?.get(key)];
    const line = is ?? was;
    if (!line) return [];
    const shift = (usd: "idleUsd" | "expectedUsd" | "worstUsd") => ({
      before: Math.round(was?.[usd] ?? 0),
      after: Math.round(is?.[usd] ?? 0),
    });
    const [idle, expected, worst] = [shift("idleUsd"), shift("expectedUsd"), shift("worstUsd")];
    return [idle, expected, worst].every((one) => one.before === one.after)
      ? []
      : [{ side: SIDE_LABELS[line.side], what: line.what, idle, expected, worst }];
  });
}

function monthOf({ total }: Costs, what: MoneyRow["what"]): number {
  return { idle: total.idleUsd, expected: total.expectedUsd, worst: total.worstUsd }[what];
}
