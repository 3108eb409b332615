import type { Pool } from "./platform";

/** CPUs and memory of one node, for pods. */
export interface Machine {
  readonly cpus: number;
  readonly memoryGiB: number;
}

/** Part of a node that the kubelet, the system and daemons leave to a pod, whatever its size: an estimate on the safe side. */
const USABLE_SHARE = 0.85;

/** What a pod can have of one node of a pool; undefined for on-prem GPU nodes, whose machine the platform file does not describe. */
export function usableMachine(pool: Pool): Machine | undefined {
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  return machine && { cpus: tenths(machine.vCpus * USABLE_SHARE), memoryGiB: tenths(machine.memoryGiB * USABLE_SHARE) };
}

/** A pod that asks for all of a node would wait for ever: it gets what is usable. */
export function withinNode({ cpus, memoryGiB }: Machine, pool: Pool): Machine {
  const usable = usableMachine(pool);
  return usable
    ? { cpus: Math.min(cpus, usable.cpus), memoryGiB: Math.min(memoryGiB, usable.memoryGiB) }
    : { cpus, memoryGiB };
}

function tenths(value: number): number {
  return Math.floor(value * 10) / 10;
}
