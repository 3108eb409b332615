import { flavorOrder } from "../spec/flavors";
import type { CloudPool, OnPremPool, Platform, Pool, PoolGpus, Run, Side } from "../spec/platform";

/** Whether a pool's nodes can carry one worker; the reason is a sentence that ends without a full stop. */
export type Fit = { readonly fits: true } | { readonly fits: false; readonly because: string };

const FITS: Fit = { fits: true };
const no = (because: string): Fit => ({ fits: false, because });

/** The pools of a side that can carry a worker of the run, cheapest first, and why the others cannot. */
export function fittingPools(
  platform: Platform,
  run: Run,
  side: Side,
): { readonly pools: readonly Pool[]; readonly misfits: readonly string[] } {
  const judged = flavorOrder(platform, side).map((pool) => ({ pool, fit: workerFit(run, pool) }));
  return {
    pools: judged.filter(({ fit }) => fit.fits).map(({ pool }) => pool),
    misfits: judged.flatMap(({ pool, fit }) => (fit.fits ? [] : [`pool ${pool.name} ${fit.because}`])),
  };
}

/** Whether one worker of the run fits on one node of the pool. */
export function workerFit(run: Run, pool: Pool): Fit {
  if (run.gpusPerWorker === 0) return pool.gpus ? no("is kept for work with GPUs") : machineFit(run, pool);
  return pool.gpus ? gpuFit(run, pool, pool.gpus) : no("has no GPU");
}

function gpuFit(run: Run, pool: Pool, { gpu, perNode, unit }: PoolGpus): Fit {
  const { gpuMemoryGiB, precision } = run.needs;
  if (precision !== undefined && !gpu.precisions.includes(precision))
    return no(`computes in ${gpu.precisions.join(", ")}, not in ${precision}`);
  if (unit.shared && gpuMemoryGiB === undefined)
    return no("shares its GPUs, and the run does not say how much memory it needs (needs.gpuMemoryGiB)");
  if (unit.shared && run.gpusPerWorker > 1)
    return no(`shares its GPUs: a worker takes one unit, not ${run.gpusPerWorker}`);
  if (gpuMemoryGiB !== undefined && gpuMemoryGiB > unit.memoryGiB)
    return no(`has ${unit.memoryGiB} GiB a ${unit.shared ? "unit" : "GPU"}, less than ${gpuMemoryGiB}`);
  if (run.gpusPerWorker > perNode) return no(`has ${perNode} GPUs a node, less than ${run.gpusPerWorker}`);
  return machineFit(run, pool);
}

function machineFit({ needs }: Run, pool: Pool): Fit {
  const machine = machineOf(pool);
  // of an on-prem GPU node the file says nothing but its GPUs.
  if (!machine) return FITS;
  if (needs.cpus !== undefined && needs.cpus > machine.vCpus)
    return no(`has ${machine.vCpus} vCPUs a node, less than ${needs.cpus}`);
  if (needs.memoryGiB !== undefined && needs.memoryGiB > machine.memoryGiB)
    return no(`has ${machine.memoryGiB} GiB a node, less than ${needs.memoryGiB}`);
  return FITS;
}

function machineOf(pool: OnPremPool | CloudPool): { readonly vCpus: number; readonly memoryGiB: number } | undefined {
  return pool.side === "cloud" ? pool.instanceType : pool.cpu;
}
