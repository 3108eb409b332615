import type { Place } from "../placement/placement";
import { LOCAL_QUEUES, restrictedNamespace, teamNamespace } from "../spec/names";
import type { Platform, Pool, Run, Side } from "../spec/platform";

/** Where a run's workers land: pools of one side that are alike in what a worker asks of Kubernetes. */
export interface Landing {
  readonly side: Side;
  readonly namespace: string;
  readonly queue: string;
  /** Cheapest first; Kueue picks among their flavors. */
  readonly pools: readonly Pool[];
  /** Resource that one worker asks for; absent for CPU work. */
  readonly gpuResource?: string;
  /** EFA interfaces of one worker; 0 without EFA. */
  readonly efaPerWorker: number;
  /** True where the run reads or writes restricted data. */
  readonly restricted: boolean;
}

/** What a place means to Kubernetes: namespace, queue, resource. Of the place's pools it keeps those that one manifest can name. */
export function landing(platform: Platform, run: Run, place: Place, restricted: boolean): Landing {
  const { side } = place;
  const pools: readonly Pool[] = (side === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const alike = alikePools(
    place.pools.flatMap((name) => pools.find((pool) => pool.name === name) ?? []),
    run,
  );
  const [first] = alike;
  if (!first) throw new Error(`run "${run.name}" is placed on no pool of ${side}`);
  return {
    side,
    namespace: restricted ? restrictedNamespace(platform, run.team) : teamNamespace(platform, run.team),
    queue: queueOf(side, run.gpusPerWorker > 0),
    pools: alike,
    ...(first.gpus && { gpuResource: first.gpus.unit.resource }),
    efaPerWorker: efaPerWorker(first, run),
    restricted,
  };
}

/** The local queue of a team that takes work to a side. */
export function queueOf(side: Side, gpu: boolean): string {
  if (side === "onPrem") return gpu ? LOCAL_QUEUES.experiment : LOCAL_QUEUES.experimentCpu;
  return gpu ? LOCAL_QUEUES.burst : LOCAL_QUEUES.burstCpu;
}

/**
 * A manifest names one GPU resource and one count of EFA interfaces, so the pools that it may land on agree in both. For a gang, whose
 * workers wait for each other, they are those of a pool with EFA; else those with the smallest units, for a worker that a slice carries
 * takes no whole GPU; of equal ones the cheapest decides.
 */
function alikePools(pools: readonly Pool[], run: Run): readonly Pool[] {
  const efa = (pool: Pool) => efaPerWorker(pool, run);
  const shared = (pool: Pool) => pool.gpus?.unit.shared === true;
  const unit = (pool: Pool) => pool.gpus?.unit.memoryGiB ?? 0;
  const slices = pools.filter(shared).sort((left, right) => unit(left) - unit(right));
  const model = pools.find((pool) => efa(pool) > 0) ?? slices[0] ?? pools[0];
  return pools.filter(
    (pool) => model && pool.gpus?.unit.resource === model.gpus?.unit.resource && efa(pool) === efa(model),
  );
}

/** A gang's worker gets the interfaces that belong to its share of the node's GPUs; a lone worker talks to nobody. */
function efaPerWorker(pool: Pool, run: Run): number {
  if (pool.side !== "cloud" || !pool.efa || !pool.gpus || run.workers === 1) return 0;
  return Math.floor((pool.instanceType.efaInterfaces * run.gpusPerWorker) / pool.gpus.perNode);
}
