import type { Pool, Run } from "../spec/platform";

/** Pools that one manifest can name. */
export interface AlikePools {
  /** In the order in which they were given. */
  readonly pools: readonly Pool[];
  /** Why others are left out, in words; absent where none is. */
  readonly because?: string;
}

/**
 * A manifest names one GPU resource and one count of EFA interfaces, so the pools that it may land on agree in both. The first rule that
 * finds a pool decides:
 *
 * 1. a gang whose workers take whole nodes goes where EFA joins them: between its nodes the network is what it waits for;
 * 2. a worker that a slice carries takes no whole GPU, and of slices the smallest;
 * 3. the first pool, which is the cheapest.
 */
export function alikePools(pools: readonly Pool[], run: Run): AlikePools {
  const [model, because] = decider(pools, run);
  const alike = pools.filter(
    (pool) =>
      pool.gpus?.unit.resource === model?.gpus?.unit.resource &&
      efaPerWorker(pool, run) === (model ? efaPerWorker(model, run) : 0),
  );
  return alike.length === pools.length ? { pools } : { pools: alike, because };
}

function decider(pools: readonly Pool[], run: Run): readonly [Pool | undefined, string] {
  const joined = pools.find((pool) => efaPerWorker(pool, run) > 0 && pool.gpus?.perNode === run.gpusPerWorker);
  if (joined) return [joined, "workers of whole nodes go where EFA joins them"];
  const memory = ({ gpus }: Pool) => gpus?.unit.memoryGiB ?? 0;
  const [slice] = pools.filter(({ gpus }) => gpus?.unit.shared).sort((left, right) => memory(left) - memory(right));
  return slice ? [slice, "the smallest share of a GPU that is enough"] : [pools[0], "the cheapest"];
}

/** EFA interfaces of one worker: those that belong to its share of the node's GPUs. A lone worker talks to nobody. */
export function efaPerWorker(pool: Pool, { workers, gpusPerWorker }: Run): number {
  if (pool.side !== "cloud" || !pool.efa || !pool.gpus || workers === 1) return 0;
  return Math.floor((pool.instanceType.efaInterfaces * gpusPerWorker) / pool.gpus.perNode);
}
