import type { Platform, Pool, Run } from "../spec/platform";
import { gangNodes } from "./gang-nodes";
import { HELPER_REQUEST, HELPERS, workerRequest } from "./pod-request";
import { nodePrice } from "./pool-price";

/** Nodes of a pool, as a fraction, that a run takes while it runs: its GPUs, or what its pods ask for where it has none. */
export function nodeShare(run: Run, pool: Pool): number {
  if (pool.gpus) {
    const { unit, perNode } = pool.gpus;
    return (run.workers * (unit.shared ? 1 / unit.perGpu : run.gpusPerWorker)) / perNode;
  }
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  if (!machine) return 0;
  const [worker, helpers] = [workerRequest(run, [pool]), HELPERS[run.framework].length];
  const cpuMilli = run.workers * worker.cpuMilli + helpers * HELPER_REQUEST.cpuMilli;
  const memoryMiB = run.workers * worker.memoryMiB + helpers * HELPER_REQUEST.memoryMiB;
  return Math.max(cpuMilli / 1000 / machine.vCpus, memoryMiB / 1024 / machine.memoryGiB);
}

/** USD for one hour of a run in a pool: whole nodes in the cloud, its share of owned ones; undefined without a price. */
export function usdPerRunHour(platform: Pick<Platform, "cloud" | "prices">, run: Run, pool: Pool): number | undefined {
  const price = nodePrice(platform, pool);
  return price && price.usdPerHour * (pool.side === "cloud" ? gangNodes(run, pool) : nodeShare(run, pool));
}
