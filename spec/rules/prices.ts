import { instancePrice } from "../../catalog/prices";
import { ownPrices, resolveCapacity } from "../resolve";
import type { Facts, Finding, Rule } from "../rule";

const DAY_MS = 86_400_000;
/** Days after which a price is doubted. */
const OLD_DAYS = 365;

/** What things cost: known, and known to be true today. */
export const PRICE_RULES: readonly Rule[] = [
  { id: "price-age", severity: "warning", needs: [], check: ages },
  { id: "price-missing", severity: "warning", needs: ["instanceTypes", "cloud.region", "prices"], check: missing },
];

function ages({ file: { prices }, now }: Facts): readonly Finding[] {
  if (!prices) return [];
  const days = Math.floor((now.getTime() - Date.parse(prices.asOf)) / DAY_MS);
  const path = ["prices", "asOf"];
  if (days < 0)
    return [
      { path, found: `${prices.asOf} has not come yet`, fix: "write the day on which the prices were agreed or read" },
    ];
  if (days <= OLD_DAYS) return [];
  return [{ path, found: `${prices.asOf} is ${days} days ago`, fix: "ask for the prices again, and write that day" }];
}

function missing({ file, catalog }: Facts): readonly Finding[] {
  const region = file.cloud?.region ?? "";
  const last = "its flavor is tried last, and it is left out of the cost";
  return [
    ...(file.onPrem?.pools ?? []).flatMap(({ gpu, usdPerGpuHour, cost }, index): Finding[] =>
      gpu === undefined || usdPerGpuHour !== undefined || cost !== undefined
        ? []
        : [{ path: ["onPrem", "pools", index], found: `has no price: ${last}`, fix: "add usdPerGpuHour or cost" }],
    ),
    ...(file.cloud?.pools ?? []).flatMap(({ instanceType, capacity }, index): Finding[] => {
      const type = catalog.instanceType(instanceType);
      const first = [capacity].flat().map(resolveCapacity)[0];
      // where it is not sold, or not so, no price is missed.
      const isSold = type?.zoneIds.has(region) && (first?.kind !== "capacityBlock" || type.capacityBlock);
      if (!type || !isSold || !first || instancePrice(type, region, first.kind, ownPrices(file))) return [];
      return [
        {
          path: ["cloud", "pools", index, "instanceType"],
          found: `${instanceType} has no known price for ${first.kind} in ${region}: ${last}`,
          fix: "add yours under prices.instanceTypes, or leave it",
        },
      ];
    }),
  ];
}
