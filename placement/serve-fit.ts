import { CPU_PRECISIONS } from "../catalog/precisions";
import { modelServer, serverHardware } from "../catalog/servers";
import type { Model, Platform, Pool, PoolGpus, Side } from "../spec/platform";
import { OVERHEAD, unitsForModel, weightsGiB } from "../spec/serving-memory";
import { nodePrice } from "./pool-price";

/** One pool as a place to serve a model. */
export interface ServingPlace {
  readonly side: Side;
  readonly pool: string;
  /** Units that one replica takes; absent where it does not fit, and 0 on a pool without GPU. */
  readonly units?: number;
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
    return CPU_PRECISIONS.some((precision) => precision === model.precision)
      ? { ...where, units: 0 }
      : { ...where, because: `CPUs compute in ${CPU_PRECISIONS.join(", ")}, not in ${model.precision}` };
  }
  if (!runsOn.includes("gpu")) return { ...where, because: `has GPUs, and server ${model.server} runs on CPUs alone` };
  return { ...where, ...onGpus(platform, model, pool, pool.gpus) };
}

function onGpus(
  platform: Platform,
  { server, precision, parametersBillions }: Model,
  pool: Pool,
  { gpu, unit, perNode }: PoolGpus,
): Omit<ServingPlace, "side" | "pool"> {
  if (!gpu.precisions.includes(precision))
    return { because: `${gpu.name} computes in ${gpu.precisions.join(", ")}, not in ${precision}` };
  const weights = weightsGiB(parametersBillions, precision);
  const units = unitsForModel(weights, unit.memoryGiB);
  const most = unit.shared || !modelServer(server).manyUnits ? 1 : perNode;
  if (units > most)
    return {
      because: `needs ${(weights * OVERHEAD).toFixed(1)} GiB (weights x ${OVERHEAD}): ${units} units of ${unit.memoryGiB} GiB, and a replica takes at most ${most}`,
    };
  const price = nodePrice(platform, pool);
  return {
    units,
    ...(price && { usdPerReplicaHour: (price.usdPerHour * units) / (perNode * unit.perGpu) }),
  };
}
