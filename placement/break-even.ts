import { INSTANCE_TYPES } from "../catalog/instance-types";
import { pricePerGpuHour } from "../catalog/prices";
import { OWNING, ownedUsdPerGpuHour, SERVER_COSTS } from "../catalog/server-costs";
import { SOURCES } from "../catalog/source";
import type { OnPremPool, Platform, PoolGpus, Side } from "../spec/platform";
import { allPools } from "../spec/pool-room";
import { declaredUse } from "./pool-cost";
import { nodePrice } from "./pool-price";

/** From which use on owning a pool is cheaper than renting the same GPUs. */
export interface BreakEven {
  readonly side: Side;
  readonly pool: string;
  /** Where the price of owning is from: the file, or the catalog's typical server with its assumptions. */
  readonly ownedFrom: string;
  /** USD for an owned GPU-hour, used or not. */
  readonly ownedUsdPerGpuHour: number;
  /** USD for a rented hour of an equal or better GPU; absent where none is sold in the region with a price here. */
  readonly rented?: { readonly usdPerGpuHour: number; readonly instanceType: string; readonly gpu: string };
  /** Part of the hours, from 0, below which renting is cheaper; above 1 renting always is. */
  readonly use?: number;
  /** Part of the hours that the declared runs and the fewest replicas take. */
  readonly declaredUse: number;
}

/** The break-even of every pool with GPUs, owned and rented, where both prices are known or the owned one is. */
export function breakEvens(platform: Platform): readonly BreakEven[] {
  return [...ofOwned(platform), ...ofRented(platform)];
}

/** Pools without any of a platform's break-evens, and why: no pool is passed over in silence. */
export function notCompared(
  platform: Platform,
  found: readonly BreakEven[],
): readonly { readonly pool: string; readonly why: string }[] {
  const compared = new Set(found.map(({ side, pool }) => `${side} ${pool}`));
  return allPools(platform)
    .filter(({ side, name }) => !compared.has(`${side} ${name}`))
    .map((pool) => {
      if (!pool.gpus)
        return {
          pool: pool.name,
          why:
            pool.side === "onPrem" ? "it has no GPUs" : "it has no GPUs, and no price of owning its servers is known",
        };
      if (!nodePrice(platform, pool)) return { pool: pool.name, why: "it has no price" };
      const why = `no price of owning ${pool.gpus.gpu.name} is known; an on-prem pool of them with cost tells yours`;
      return { pool: pool.name, why };
    });
}

function ofOwned(platform: Platform): readonly BreakEven[] {
  return (platform.onPrem?.pools ?? []).flatMap((pool) => {
    const price = nodePrice(platform, pool);
    if (!pool.gpus || !price) return [];
    const owned = price.usdPerHour / pool.gpus.perNode;
    const rented = cheapestLike(platform, pool);
    return [
      {
        side: pool.side,
        pool: pool.name,
        ownedFrom: "its price in the file",
        ownedUsdPerGpuHour: owned,
        ...(rented ? { rented, use: owned / rented.usdPerGpuHour } : {}),
        declaredUse: declaredUse(platform, pool),
      },
    ];
  });
}

/** What a rented pool would cost if it were owned: as one of the file's own pools that can replace it, else as a typical server. */
function ofRented(platform: Platform): readonly BreakEven[] {
  return (platform.cloud?.pools ?? []).flatMap((pool) => {
    const price = nodePrice(platform, pool);
    if (!pool.gpus || !price) return [];
    const owned = ownedLike(platform, pool.gpus);
    if (!owned) return [];
    const usdPerGpuHour = price.usdPerHour / pool.gpus.perNode;
    return [
      {
        side: pool.side,
        pool: pool.name,
        ownedFrom: owned.from,
        ownedUsdPerGpuHour: owned.usd,
        rented: { usdPerGpuHour, instanceType: pool.instanceType.name, gpu: pool.gpus.gpu.name },
        use: owned.usd / usdPerGpuHour,
        declaredUse: declaredUse(platform, pool),
      },
    ];
  });
}

function ownedLike(platform: Platform, { gpu }: PoolGpus): { readonly usd: number; readonly from: string } | undefined {
  const own = (platform.onPrem?.pools ?? []).flatMap((pool) => {
    const price = nodePrice(platform, pool);
    if (!pool.gpus || !price || pool.gpus.gpu.name !== gpu.name) return [];
    return [{ usd: price.usdPerHour / pool.gpus.perNode, from: `pool ${pool.name} of the file` }];
  });
  const [cheapest] = own.sort((a, b) => a.usd - b.usd);
  const typical = ownedUsdPerGpuHour(gpu.name);
  const server = SERVER_COSTS.find((row) => row.gpu === gpu.name);
  if (cheapest || typical === undefined || !server) return cheapest;
  const { years, usdPerKwh } = OWNING;
  const { date, sourced } = SOURCES[server.source];
  const told = sourced ? `${date}, ${server.source}` : "assumed";
  const from = `a server of 8 at ${server.purchaseUsd} USD (${told}), ${years} years, ${usdPerKwh} USD a kWh`;
  return { usd: typical, from };
}

/** The cheapest on-demand instance of the cloud's region with the pool's very GPU, else with one of the file's pools that can replace it. */
function cheapestLike({ cloud, prices }: Platform, { gpus }: OnPremPool): BreakEven["rented"] {
  if (!cloud || !gpus) return undefined;
  const own = cloud.pools.filter(
    (pool) =>
      pool.gpus !== undefined &&
      pool.gpus.gpu.memoryGiB >= gpus.gpu.memoryGiB &&
      gpus.gpu.precisions.every((precision) => pool.gpus?.gpu.precisions.includes(precision)),
  );
  const types = [...INSTANCE_TYPES.filter(({ gpu }) => gpu === gpus.gpu.name), ...own.map((pool) => pool.instanceType)];
  const offers = types.flatMap((type) => {
    const usdPerGpuHour = pricePerGpuHour(type, cloud.region.name, "onDemand", prices);
    return usdPerGpuHour === undefined || type.gpu === undefined
      ? []
      : [{ usdPerGpuHour, instanceType: type.name, gpu: type.gpu }];
  });
  return offers.sort(
    (left, right) => left.usdPerGpuHour - right.usdPerGpuHour || (left.instanceType < right.instanceType ? -1 : 1),
  )[0];
}
