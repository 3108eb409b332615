import { instancePrice } from "../catalog/prices";
import type { CloudPool, NodeCost, OnPremPool, Platform, Pool, Side } from "./platform";

/** Hours in a mean year. */
const HOURS_A_YEAR = 8766;

/**
 * The pools of a side in the order in which Kueue tries their flavors: cheapest GPU-hour first, those of unknown price last, equals by
 * name. Pools without GPU are ordered by the price of a vCPU-hour. Where a pool's capacity is a list, its first entry has the price.
 */
export function flavorOrder(
  { onPrem, cloud, prices }: Pick<Platform, "onPrem" | "cloud" | "prices">,
  side: Side,
): readonly Pool[] {
  const priced =
    side === "onPrem"
      ? (onPrem?.pools ?? []).map((pool) => ({ pool, usd: onPremPrice(pool) }))
      : (cloud?.pools ?? []).map((pool) => ({ pool, usd: cloudPrice(pool, cloud?.region.name ?? "", prices) }));
  return [...priced].sort(cheapestFirst).map(({ pool }) => pool);
}

interface Priced {
  readonly pool: Pool;
  readonly usd: number | undefined;
}

function cheapestFirst(left: Priced, right: Priced): number {
  const [first, second] = [left.usd ?? Number.POSITIVE_INFINITY, right.usd ?? Number.POSITIVE_INFINITY];
  if (first !== second) return first - second;
  return left.pool.name < right.pool.name ? -1 : 1;
}

/** USD for an hour of one GPU of an owned pool, of one vCPU where it has no GPU; undefined where the file says no price. */
export function onPremPrice({ usdPerGpuHour, cost, gpus, cpu }: OnPremPool): number | undefined {
  if (usdPerGpuHour !== undefined) return usdPerGpuHour;
  const units = gpus?.perNode ?? cpu?.vCpus;
  return cost === undefined || units === undefined ? undefined : usdPerNodeHour(cost) / units;
}

function cloudPrice(
  { instanceType, gpus, capacity }: CloudPool,
  region: string,
  own: Platform["prices"],
): number | undefined {
  const price = instancePrice(instanceType, region, capacity[0]?.kind ?? "onDemand", own);
  return price && price.usdPerHour / (gpus?.perNode ?? instanceType.vCpus);
}

/** A node's purchase and operation spread over its life, and its power, for one hour. */
function usdPerNodeHour({ purchaseUsd, lifetimeYears, powerKw, usdPerKwh, operationsUsdPerYear }: NodeCost): number {
  return (purchaseUsd / lifetimeYears + operationsUsdPerYear) / HOURS_A_YEAR + powerKw * usdPerKwh;
}
