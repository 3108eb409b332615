import type { Platform, Pool, Run } from "../spec/platform";
import { nodePrice } from "./pool-price";

/** Nodes of a pool, as a fraction, that a run takes while it runs: its GPUs, or its vCPUs or memory where it has none. */
export function nodeShare(run: Run, pool: Pool): number {
  if (pool.gpus) {
    const { unit, perNode } = pool.gpus;
    return (run.workers * (unit.shared ? 1 / unit.perGpu : run.gpusPerWorker)) / perNode;
  }
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  if (!machine) return 0;
  return run.workers * Math.max((run.needs.cpus ?? 0) / machine.vCpus, (run.needs.memoryGiB ?? 0) / machine.memoryGiB);
}

/** Whole nodes that a run starts in a cloud pool: workers do not span nodes, and nodes are billed whole. */
export function wholeNodes(run: Run, pool: Pool): number {
  const each = nodeShare({ ...run, workers: 1 }, pool);
  return each === 0 ? run.workers : Math.ceil(run.workers / Math.max(1, Math.floor(1 / each + 1e-9)));
}

/** USD for one hour of a run in a pool: whole nodes in the cloud, its share of owned ones; undefined without a price. */
export function usdPerRunHour(platform: Pick<Platform, "cloud" | "prices">, run: Run, pool: Pool): number | undefined {
  const price = nodePrice(platform, pool);
  return price && price.usdPerHour * (pool.side === "cloud" ? wholeNodes(run, pool) : nodeShare(run, pool));
}
