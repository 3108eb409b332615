import { instancePrice } from "../catalog/prices";
import { onPremPrice } from "../spec/flavors";
import type { Platform, Pool } from "../spec/platform";
import { allPools } from "../spec/pool-room";

/** What an hour of one whole node of a pool costs, and how far to trust it. */
export interface NodePrice {
  /** USD for an hour of one node. */
  readonly usdPerHour: number;
  /** Date of the source, or `platform file`. */
  readonly asOf: string;
  /** Key of the source in `catalog/source.ts`, `platform file`, or `yours` for one of the file's `prices`. */
  readonly source: string;
  /** True where the real price is this or less: spot, whose ceiling is the on-demand price. */
  readonly ceiling: boolean;
}

/** Price of one node of a pool; undefined where neither the file nor the catalog has one. Of several capacities the first counts. */
export function nodePrice({ cloud, prices }: Pick<Platform, "cloud" | "prices">, pool: Pool): NodePrice | undefined {
  if (pool.side === "cloud")
    return instancePrice(pool.instanceType, cloud?.region.name ?? "", pool.capacity[0]?.kind ?? "onDemand", prices);
  const usd = onPremPrice(pool);
  if (usd === undefined) return undefined;
  const units = pool.gpus?.perNode ?? pool.cpu?.vCpus ?? 0;
  return { usdPerHour: usd * units, asOf: "platform file", source: "platform file", ceiling: false };
}

/** Pools that no sum holds, since neither the file nor the catalog has their price. */
export function unpricedPools(platform: Pick<Platform, "onPrem" | "cloud" | "prices">): readonly Pool[] {
  return allPools(platform).filter((pool) => nodePrice(platform, pool) === undefined);
}
