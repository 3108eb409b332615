import { efaPerWorker } from "../placement/alike-pools";
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

/** What a place means to Kubernetes: namespace, queue, resource. Placement has seen to it that one manifest can name all its pools. */
export function landing(platform: Platform, run: Run, place: Place, restricted: boolean): Landing {
  const { side } = place;
  const ofSide: readonly Pool[] = platform[side]?.pools ?? [];
  const pools = place.pools.flatMap((name) => ofSide.find((pool) => pool.name === name) ?? []);
  const [first] = pools;
  if (!first) throw new Error(`run "${run.name}" is placed on no pool of ${side}`);
  return {
    side,
    namespace: restricted ? restrictedNamespace(platform, run.team) : teamNamespace(platform, run.team),
    queue: queueOf(side, run.gpusPerWorker > 0),
    pools,
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
