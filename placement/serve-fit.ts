import { CPU_PRECISIONS } from "../catalog/precisions";
import { serverHardware } from "../catalog/servers";
import type { Model, Platform, Pool, PoolGpus, Side } from "../spec/platform";
import { FILL, type Fit, fitOn, holds, neededGiB, neededWords, tenths } from "../spec/serving-memory";
import { usableMachine } from "../spec/usable-machine";
import { nodePrice } from "./pool-price";

/** One pool as a place to serve a model. */
export interface ServingPlace {
  readonly side: Side;
  readonly pool: string;
  /** Units that one replica takes; absent where it does not fit, and 0 on a pool without GPU. */
  readonly units?: number;
  /** Widest narrower precision that takes fewer units; absent where none does. */
  readonly narrower?: Fit["narrower"];
  /** USD for an hour of one replica, as a share of a node; absent without a price, where it does not fit, and on CPU pools. */
  readonly usdPerReplicaHour?: number;
  /** Why it does not fit. */
  readonly because?: string;
}

/** Every pool of the sides where a model may be, those that can serve it first, cheapest first. */
export function servingPlaces(platform: Platform, model: Model, allowed: readonly Side[]): readonly ServingPlace[] {
  const pools = allowed.flatMap((side): readonly Pool[] => platform[side]?.pools ?? []);
  const places = pools.map((pool) => servingPlace(platform, model, pool));
  const rank = ({ because, usdPerReplicaHour }: ServingPlace) =>
    because === undefined ? (usdPerReplicaHour ?? Number.MAX_VALUE) : Number.POSITIVE_INFINITY;
  return [...places].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? 0 : left - right;
  });
}

function servingPlace(platform: Platform, model: Model, pool: Pool): ServingPlace {
  const { side, name } = pool;
  const where = { side, pool: name };
  const runsOn = serverHardware(model.server);
  if (!pool.gpus) {
    if (!runsOn.includes("cpu"))
      return { ...where, because: `has no GPU, and server ${model.server} runs on GPUs alone` };
    return { ...where, ...onCpus(model, pool) };
  }
  if (!runsOn.includes("gpu")) return { ...where, because: `has GPUs, and server ${model.server} runs on CPUs alone` };
  return { ...where, ...onGpus(platform, model, pool, pool.gpus) };
}

function onCpus(model: Model, pool: Pool): Pick<ServingPlace, "units" | "because"> {
  if (!CPU_PRECISIONS.includes(model.precision))
    return { because: `CPUs compute in ${CPU_PRECISIONS.join(", ")}, not in ${model.precision}` };
  const room = (usableMachine(pool)?.memoryGiB ?? 0) * FILL;
  const needed = neededGiB(model, 1);
  return needed <= room
    ? { units: 0 }
    : { because: `needs ${tenths(needed)} GiB (${neededWords(model, 1)}), and a node has room for ${tenths(room)}` };
}

function onGpus(platform: Platform, model: Model, pool: Pool, gpus: PoolGpus): Omit<ServingPlace, "side" | "pool"> {
  const { gpu, unit, perNode } = gpus;
  if (!gpu.precisions.includes(model.precision))
    return { because: `${gpu.name} computes in ${gpu.precisions.join(", ")}, not in ${model.precision}` };
  const { units, most, narrower } = fitOn(model, gpus);
  if (units === undefined && holds(model, most, unit.memoryGiB))
    return {
      because: `its ${model.attention?.kvHeads} heads of keys and values divide among no number of units that holds it`,
    };
  if (units === undefined)
    return {
      because: `needs ${tenths(neededGiB(model, most))} GiB (${neededWords(model, most)}), and a replica has room for ${tenths(unit.memoryGiB * FILL * most)} (${most} x ${tenths(unit.memoryGiB)} GiB x ${FILL})${narrower ? `; ${narrowerWords(narrower)}` : ""}`,
    };
  const price = nodePrice(platform, pool);
  return {
    units,
    ...(narrower && { narrower }),
    ...(price && { usdPerReplicaHour: (price.usdPerHour * units) / (perNode * unit.perGpu) }),
  };
}

/** `fp8 fits 1 unit`. */
export function narrowerWords({ precision, units }: NonNullable<Fit["narrower"]>): string {
  return `${precision} fits ${units} unit${units === 1 ? "" : "s"}`;
}
