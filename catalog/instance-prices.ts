import { parsePrices, regionOfPrefix } from "./by-region";
import { CPU_PRICE_GRIDS } from "./cpu-on-demand-prices";
import { GPU_PRICE_GRIDS } from "./gpu-on-demand-prices";
import type { SourceKey } from "./source";
import { numberOf, parseTable } from "./table";

/** A table of prices from one source: rows are regions by zone prefix, columns are instance types. */
export interface PriceGrid {
  readonly source: SourceKey;
  readonly grid: string;
}

/** A price of one instance type in one region. */
export interface ListPrice {
  readonly instanceType: string;
  /** Region, such as `eu-north-1`. */
  readonly region: string;
  /** USD for an hour of one whole instance. */
  readonly usdPerHour: number;
  readonly source: SourceKey;
}

/**
 * Capacity Blocks for ML, in USD an hour of one whole instance, by region. AWS bills a block up front at the price of
 * the offer, which moves with supply and demand: these say what to expect, the offer says what to pay. An operating
 * system fee comes on top, 0 for plain Linux (not sourced). Local Zones are left out.
 */
const CAPACITY_BLOCKS: Readonly<Record<string, string>> = {
  "p4d.24xlarge": "use1=11.8 use2=11.8 usw2=11.8",
  "p4de.24xlarge": "use1=17.712 usw2=17.712",
  "p5.4xlarge": "apne1=4.72 aps1=4.72 apse2=4.72 euw2=4.72 sae1=4.72 use1=5.191 use2=5.191 usw2=5.191",
  "p5.48xlarge": `
    apne1=37.76 aps1=37.76 apse2=37.76 apse3=37.76 eun1=37.76 euw2=37.76 sae1=37.76 use1=41.528 use2=41.528
    usw1=41.528 usw2=41.528
  `,
  "p5e.48xlarge": `
    apne1=47.76 aps1=47.76 apse2=47.76 apse3=47.76 eun1=47.76 euw2=47.76 sae1=47.76 use2=47.76 usw1=47.76
    usw2=47.76
  `,
  "p5en.48xlarge": `
    apne1=49.928 apne2=49.928 aps1=49.928 apse3=49.928 eun1=49.928 eus2=49.928 euw2=49.928 use1=54.92 use2=54.92
    usw1=54.92 usw2=54.92
  `,
  "p6-b200.48xlarge": "aps1=98.84 use1=98.84 use2=98.84 usge1=102.96 usgw1=102.96 usw2=98.84",
  "p6-b300.48xlarge": "use1=112.32 usge1=117 usw2=112.32",
};

/** Every on-demand price. */
export const ON_DEMAND_PRICES: readonly ListPrice[] = [...GPU_PRICE_GRIDS, ...CPU_PRICE_GRIDS].flatMap(pricesOf);

/** Every Capacity Block price. */
export const CAPACITY_BLOCK_PRICES: readonly ListPrice[] = Object.entries(CAPACITY_BLOCKS).flatMap(
  ([instanceType, row]) =>
    [...parsePrices(row)].map(([region, usdPerHour]) => ({
      instanceType,
      region,
      usdPerHour,
      source: "capacity-block-prices" as const,
    })),
);

function pricesOf({ grid, source }: PriceGrid): readonly ListPrice[] {
  const columns = grid.trim().split("\n")[0]?.split(/\s+/) ?? [];
  return parseTable(grid, columns).flatMap((row) =>
    columns.slice(1).flatMap((instanceType) => {
      const cell = row[instanceType] ?? "-";
      if (cell === "-") return [];
      return [{ instanceType, region: regionOfPrefix(row.region ?? ""), usdPerHour: numberOf(cell), source }];
    }),
  );
}
