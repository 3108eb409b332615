import { INSTANCE_TYPES } from "../catalog/instance-types";
import { pricePerGpuHour } from "../catalog/prices";
import type { OnPremPool, Platform } from "../spec/platform";
import { declaredUse } from "./pool-cost";
import { nodePrice } from "./pool-price";

/** From which use on owning a pool is cheaper than renting the same GPUs. */
export interface BreakEven {
  readonly pool: string;
  /** USD for an owned GPU-hour, used or not. */
  readonly ownedUsdPerGpuHour: number;
  /** USD for a rented hour of an equal or better GPU; absent where none is sold in the region with a price here. */
  readonly rented?: { readonly usdPerGpuHour: number; readonly instanceType: string; readonly gpu: string };
  /** Part of the hours, from 0, below which renting is cheaper; above 1 renting always is. */
  readonly use?: number;
  /** Part of the hours that the declared runs and the fewest replicas take. */
  readonly declaredUse: number;
}

/** The break-even of every on-prem pool with GPUs and a price. */
export function breakEvens(platform: Platform): readonly BreakEven[] {
  return (platform.onPrem?.pools ?? []).flatMap((pool) => {
    const price = nodePrice(platform, pool);
    if (!pool.gpus || !price) return [];
    const owned = price.usdPerHour / pool.gpus.perNode;
    const rented = cheapestLike(platform, pool);
    return [
      {
        pool: pool.name,
        ownedUsdPerGpuHour: owned,
        ...(rented ? { rented, use: owned / rented.usdPerGpuHour } : {}),
        declaredUse: declaredUse(platform, pool),
      },
    ];
  });
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
