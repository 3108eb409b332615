import { LOCAL_QUEUES, restrictedNamespace, teamNamespace } from "../spec/names";
import type { Platform, Pool, Run, Side } from "../spec/platform";

/** The pools of one side that can take a run's workers as they stand, alike in what a worker asks of Kubernetes. */
export interface Landing {
  readonly side: Side;
  readonly namespace: string;
  readonly queue: string;
  /** Sorted by name; Kueue picks among their flavors by price. */
  readonly pools: readonly Pool[];
  /** Resource that one worker asks for `gpusPerWorker` times; absent for CPU work. */
  readonly gpuResource?: string;
  /** EFA interfaces of one worker; 0 without EFA. */
  readonly efaPerWorker: number;
  /** True where the run reads or writes restricted data. */
  readonly restricted: boolean;
}

/** Thrown when no pool of a side can take a run, with what each pool lacks. */
export class NoPoolError extends Error {
  constructor(run: string, side: Side, reasons: readonly string[]) {
    super([`run "${run}" fits no pool of ${side}:`, ...reasons.map((reason) => `  - ${reason}`)].join("\n"));
    this.name = "NoPoolError";
  }
}

/**
 * Decides which pools of a side a run's workers may land on.
 *
 * @throws NoPoolError where none can
 */
export function landing(platform: Platform, run: Run, side: Side, restricted: boolean): Landing {
  const pools: readonly Pool[] = (side === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const judged = pools.map((pool) => ({ pool, lack: lackOf(pool, run) }));
  const fitting = judged.filter(({ lack }) => lack === undefined).map(({ pool }) => pool);
  const alike = cheapestGroup(fitting, run);
  const [first] = alike;
  if (!first)
    throw new NoPoolError(
      run.name,
      side,
      judged.map(({ pool, lack }) => `pool "${pool.name}" ${lack}`),
    );
  return {
    side,
    namespace: restricted ? restrictedNamespace(platform, run.team) : teamNamespace(platform, run.team),
    queue: queueOf(side, run.gpusPerWorker > 0),
    pools: alike,
    ...(first.gpus && run.gpusPerWorker > 0 && { gpuResource: first.gpus.unit.resource }),
    efaPerWorker: efaPerWorker(first, run),
    restricted,
  };
}

function queueOf(side: Side, gpu: boolean): string {
  if (side === "onPrem") return gpu ? LOCAL_QUEUES.experiment : LOCAL_QUEUES.experimentCpu;
  return gpu ? LOCAL_QUEUES.burst : LOCAL_QUEUES.burstCpu;
}

/** What keeps a worker off a pool, or undefined. */
function lackOf(pool: Pool, run: Run): string | undefined {
  const { gpusPerWorker: wanted, needs } = run;
  if (wanted === 0) return pool.gpus ? "has GPUs, and the run asks for none" : lackOfMachine(pool, run);
  if (!pool.gpus) return "has no GPU";
  const { gpu, perNode, unit, units } = pool.gpus;
  if (unit.shared && (wanted !== 1 || needs.gpuMemoryGiB === undefined))
    return `shares its GPUs: a worker takes one ${unit.resource}, and needs.gpuMemoryGiB must say that it is enough`;
  if (needs.gpuMemoryGiB !== undefined && unit.memoryGiB < needs.gpuMemoryGiB)
    return `has ${unit.memoryGiB} GiB a unit, and the run needs ${needs.gpuMemoryGiB}`;
  if (needs.precision !== undefined && !gpu.precisions.includes(needs.precision))
    return `has ${gpu.name}, which does not compute in ${needs.precision}`;
  if (wanted > perNode) return `has ${perNode} GPUs a node, and a worker takes ${wanted}`;
  const gang = wanted * run.workers;
  if (gang > units) return `has ${units} units, and the run takes ${gang} at once`;
  return lackOfMachine(pool, run);
}

/** An on-prem GPU node's CPUs and memory are not in the file: only the scheduler knows them. */
function lackOfMachine(pool: Pool, { needs }: Run): string | undefined {
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  if (!machine) return undefined;
  if ((needs.cpus ?? 0) > machine.vCpus) return `has ${machine.vCpus} vCPUs a node, and a worker needs ${needs.cpus}`;
  if ((needs.memoryGiB ?? 0) > machine.memoryGiB)
    return `has ${machine.memoryGiB} GiB of memory a node, and a worker needs ${needs.memoryGiB}`;
  return undefined;
}

/**
 * A manifest names one GPU resource and one count of EFA interfaces, so the pools it may land on agree in both. Of several such groups the
 * one with EFA wins for a gang (its workers wait for each other), then the one with the smallest units: a worker takes no more than it needs.
 */
function cheapestGroup(pools: readonly Pool[], run: Run): readonly Pool[] {
  const groups = new Map<string, Pool[]>();
  for (const pool of pools) {
    const key = `${pool.gpus?.unit.resource ?? ""} ${efaPerWorker(pool, run)}`;
    groups.set(key, [...(groups.get(key) ?? []), pool]);
  }
  const ranked = [...groups.entries()].sort(
    ([leftKey, [left]], [rightKey, [right]]) =>
      Number(efaOf(right, run) > 0) - Number(efaOf(left, run) > 0) ||
      (left?.gpus?.unit.memoryGiB ?? 0) - (right?.gpus?.unit.memoryGiB ?? 0) ||
      (leftKey < rightKey ? -1 : 1),
  );
  return ranked[0]?.[1] ?? [];
}

function efaOf(pool: Pool | undefined, run: Run): number {
  return pool ? efaPerWorker(pool, run) : 0;
}

/** A gang's worker gets the interfaces that belong to its share of the node's GPUs; a lone worker talks to nobody. */
function efaPerWorker(pool: Pool, run: Run): number {
  if (pool.side !== "cloud" || !pool.efa || !pool.gpus || run.workers === 1) return 0;
  return Math.floor((pool.instanceType.efaInterfaces * run.gpusPerWorker) / pool.gpus.perNode);
}
