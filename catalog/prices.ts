import { CAPACITY_BLOCK_PRICES, type ListPrice, ON_DEMAND_PRICES } from "./instance-prices";
import type { InstanceType } from "./instance-types";
import { SERVICE_PRICES, type ServiceItem, type ServiceListPrice } from "./service-prices";
import { SOURCES, type SourceKey } from "./source";

/** How the capacity of an instance is bought. */
export type CapacityKind = "onDemand" | "spot" | "reservation" | "capacityBlock";

/** Prices that somebody pays instead of the list's; each comes before the tables. */
export interface OwnPrices {
  /** Day on which they were agreed or read. */
  readonly asOf: string;
  /** USD for an hour of one whole instance, by type and by how it is bought. */
  readonly instanceTypes: ReadonlyMap<string, { readonly [Kind in CapacityKind]?: number | undefined }>;
  /** USD for one unit of a service item, whatever the quantity. */
  readonly services: { readonly [Item in ServiceItem]?: number | undefined };
}

/** Source of a price in {@link OwnPrices}. */
const YOURS = "yours";

/** What an hour of an instance costs, and how far to trust it. */
export interface InstancePrice {
  /** USD for an hour of one whole instance. */
  readonly usdPerHour: number;
  /** Date of the source; "platform file" for the price of an instance type that the platform file adds. */
  readonly asOf: string;
  readonly source: SourceKey | "platform file" | typeof YOURS;
  /** `true` where the real price is this or less: spot, of which the on-demand price is the ceiling. */
  readonly ceiling: boolean;
}

/** What a unit of a service item costs. */
export interface ServicePrice extends Omit<ServiceListPrice, "source"> {
  readonly source: SourceKey | typeof YOURS;
  /** Date of the source. */
  readonly asOf: string;
  /** `true` where the region has no price of its own here and us-east-1's stands in. */
  readonly assumed: boolean;
}

/** Where the price of a service item is read when a region has none. */
const REFERENCE_REGION = "us-east-1";

const onDemand = byTypeAndRegion(ON_DEMAND_PRICES);
const capacityBlocks = byTypeAndRegion(CAPACITY_BLOCK_PRICES);
const services: ReadonlyMap<string, ServiceListPrice> = new Map(
  SERVICE_PRICES.map((price) => [key(price.item, price.region), price]),
);

/**
 * Price of an instance in a region; `undefined` where none is known.
 *
 * A reservation is billed at the on-demand price. Spot is given its ceiling, the on-demand price: spot prices move by
 * the hour and are in no table. A Capacity Block has its own price, and no other stands in for it. Own prices follow the same order.
 */
export function instancePrice(
  type: InstanceType,
  region: string,
  capacity: CapacityKind,
  own?: OwnPrices,
): InstancePrice | undefined {
  const agreed = own && agreedPrice(type, capacity, own);
  if (agreed) return agreed;
  if (capacity === "capacityBlock") return listed(capacityBlocks.get(key(type.name, region)), false);
  const ceiling = capacity === "spot";
  const added = type.usdPerHour?.get(region);
  if (added !== undefined) return { usdPerHour: added, asOf: "platform file", source: "platform file", ceiling };
  return listed(onDemand.get(key(type.name, region)), ceiling);
}

function agreedPrice({ name }: InstanceType, capacity: CapacityKind, own: OwnPrices): InstancePrice | undefined {
  const prices = own.instanceTypes.get(name);
  const exact = prices?.[capacity];
  const usdPerHour = exact ?? (capacity === "capacityBlock" ? undefined : prices?.onDemand);
  if (usdPerHour === undefined) return undefined;
  return { usdPerHour, asOf: own.asOf, source: YOURS, ceiling: capacity === "spot" && exact === undefined };
}

/** USD for an hour of one GPU of an instance; `undefined` where no price is known or the type has no GPU. */
export function pricePerGpuHour(
  type: InstanceType,
  region: string,
  capacity: CapacityKind,
  own?: OwnPrices,
): number | undefined {
  const price = instancePrice(type, region, capacity, own);
  return price && type.gpus > 0 ? price.usdPerHour / type.gpus : undefined;
}

/** Price of a service item in a region; where the region has none here, us-east-1's, marked as assumed. */
export function servicePrice(item: ServiceItem, region: string, own?: OwnPrices): ServicePrice {
  const agreed = own?.services[item];
  if (own && agreed !== undefined)
    return { item, region, tiers: [{ usd: agreed }], source: YOURS, asOf: own.asOf, assumed: false };
  const there = services.get(key(item, region));
  const price = there ?? services.get(key(item, REFERENCE_REGION));
  if (price === undefined) throw new Error(`catalog: ${item} has no price in ${REFERENCE_REGION}`);
  return { ...price, asOf: SOURCES[price.source].date, assumed: there === undefined };
}

/** USD for a quantity of a service item in one month, each part of it at the price of its tier. */
export function serviceCost(price: Pick<ServiceListPrice, "tiers">, quantity: number): number {
  let from = 0;
  let usd = 0;
  for (const tier of price.tiers) {
    const upTo = Math.min(quantity, tier.upTo ?? Number.POSITIVE_INFINITY);
    usd += (upTo - from) * tier.usd;
    from = upTo;
  }
  return usd;
}

function listed(price: ListPrice | undefined, ceiling: boolean): InstancePrice | undefined {
  return (
    price && {
      usdPerHour: price.usdPerHour,
      asOf: SOURCES[price.source].date,
      source: price.source,
      ceiling,
    }
  );
}

function byTypeAndRegion(prices: readonly ListPrice[]): ReadonlyMap<string, ListPrice> {
  return new Map(prices.map((price) => [key(price.instanceType, price.region), price]));
}

/** Neither names of types and items nor of regions hold a blank. */
function key(name: string, region: string): string {
  return `${name} ${region}`;
}
