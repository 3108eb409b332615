import type { Framework, Pool, Run } from "../spec/platform";
import { type Machine, usableMachine, withinNode } from "../spec/usable-machine";

/** CPU and memory that a pod asks for; CPU in thousandths and memory in MiB, so that no fraction is lost. */
export interface PodRequest {
  readonly cpuMilli: number;
  readonly memoryMiB: number;
}

/** Pods that coordinate a framework's workers, in the order in which they start. They ask for no GPU and land on the workers' pools. */
export const HELPERS: Readonly<Record<Framework, readonly string[]>> = {
  command: [],
  pytorch: [],
  ray: ["head", "entry"],
  spark: ["master", "driver"],
  tensorflow: [],
};

/** What a helper asks for: it coordinates. */
export const HELPER_REQUEST: PodRequest = { cpuMilli: 1000, memoryMiB: 4096 };

/** What a worker gets for each GPU where the machine is not described, and what a worker without GPUs gets. */
const BESIDE_GPU: Machine = { cpus: 4, memoryGiB: 16 };

/** What one worker asks for: needs where the file states them, else its share of the smallest machine that it may land on. */
export function workerRequest(run: Run, pools: readonly Pool[]): PodRequest {
  const machines = pools.map((pool) => withinNode({ ...shareOf(pool, run), ...stated(run.needs) }, pool));
  const cpus = Math.min(...machines.map((machine) => machine.cpus));
  const memoryGiB = Math.min(...machines.map((machine) => machine.memoryGiB));
  return inParts({ cpus, memoryGiB });
}

/** A machine in the units of a request. */
export function inParts({ cpus, memoryGiB }: Machine): PodRequest {
  return { cpuMilli: Math.round(cpus * 1000), memoryMiB: Math.floor(memoryGiB * 1024) };
}

function stated({ cpus, memoryGiB }: Run["needs"]): Partial<Machine> {
  return { ...(cpus !== undefined && { cpus }), ...(memoryGiB !== undefined && { memoryGiB }) };
}

/** What belongs to a worker's GPUs: their part of the usable machine, or a fixed amount where the machine is not described. */
function shareOf(pool: Pool, { gpusPerWorker }: Run): Machine {
  if (!pool.gpus || gpusPerWorker === 0) return BESIDE_GPU;
  const usable = usableMachine(pool);
  if (!usable) return { cpus: BESIDE_GPU.cpus * gpusPerWorker, memoryGiB: BESIDE_GPU.memoryGiB * gpusPerWorker };
  const part = gpusPerWorker / (pool.gpus.perNode * pool.gpus.unit.perGpu);
  return { cpus: Math.floor(usable.cpus * part * 10) / 10, memoryGiB: Math.floor(usable.memoryGiB * part) };
}
