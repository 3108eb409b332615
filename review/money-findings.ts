import { platformCosts } from "../placement/costs";
import { dollars } from "./dollars";
import { type PlatformText, pathOf } from "./platform-text";
import type { Finding, MoneyRow, UnpricedRow } from "./report";

/** What a month costs more, and whether the budget holds it. */
export function ofMoney(
  base: PlatformText | undefined,
  head: PlatformText,
  money: readonly MoneyRow[],
): readonly Finding[] {
  const usd = (what: string) => money.find((row) => row.what === what)?.usd;
  const [worst, idle] = [usd("worst"), usd("idle")];
  const budget = head.platform.cloud?.budget?.monthlyUsd;
  const place = head.place(["cloud", "budget"]);
  const found: Finding[] = [];
  const costs = platformCosts(head.platform);
  if (idle?.before !== undefined && idle.after > idle.before)
    found.push({
      rule: "idle-cost",
      level: "look",
      title: `${dollars(idle.after - idle.before)} a month more although nothing runs`,
      ...head.place(["cloud", "pools"]),
    });
  const poolOf = (line: string) => line.split(":")[0];
  const known = (base ? platformCosts(base.platform).overfull : []).map(poolOf);
  for (const title of costs.overfull.filter((line) => !known.includes(poolOf(line))))
    found.push({ rule: "overfull", level: "look", title, ...head.place(["runs"]) });
  // the budget is the account's: what stands on-prem is no part of it.
  const inCloud = costs.bySide.cloud?.expectedUsd ?? 0;
  if (budget !== undefined && inCloud > budget)
    found.push({
      rule: "over-budget",
      level: "danger",
      title: `the cloud is expected to cost ${dollars(inCloud)} a month, the budget is ${dollars(budget)}`,
      ...place,
    });
  if (worst?.before !== undefined && worst.after > worst.before)
    found.push({
      rule: "worst-cost",
      level: "look",
      title: `the worst month costs ${dollars(worst.after - worst.before)} more${budget === undefined ? "" : `; the budget is ${dollars(budget)}`}`,
      ...head.place(["cloud", "pools"]),
    });
  return found;
}

/** Pools that add to what no sum holds. */
export function ofUnpriced(head: PlatformText, unpriced: readonly UnpricedRow[]): readonly Finding[] {
  return unpriced
    .filter(({ nodes }) => nodes.after > (nodes.before ?? 0))
    .map(({ pool, side, nodes, gpus }): Finding => {
      const more = nodes.after - (nodes.before ?? 0);
      const title = `${pool} (${side}) has no price: ${more} node${more === 1 ? "" : "s"}${gpus.after === 0 ? "" : `, ${gpus.after - (gpus.before ?? 0)} GPUs`} more are in no sum here`;
      const place = head.place(pathOf(head, side === "cloud" ? "cloud.pools" : "onPrem.pools", pool));
      return { rule: "unpriced", level: "look", title, advice: "add its price to the file", ...place };
    });
}
