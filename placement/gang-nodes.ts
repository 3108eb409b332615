import type { Platform, Pool, Run } from "../spec/platform";
import { mostNodes, servedOn } from "../spec/pool-room";
import { usableMachine, withinNode } from "../spec/usable-machine";
import { HELPER_REQUEST, HELPERS, inParts, type PodRequest, workerRequest } from "./pod-request";

/** What a node has left, or a pod takes of it. */
interface Room extends PodRequest {
  /** GPUs, MIG slices or time slices. */
  readonly units: number;
}

/**
 * Why a pool's nodes cannot carry all pods of a run at once, workers and the helpers beside them, with what is served there at its largest;
 * undefined where they can. Pods are packed tightly, so a run that is refused here cannot count on starting.
 */
export function nodeShortfall(platform: Platform, run: Run, pool: Pool): string | undefined {
  const count = mostNodes(pool);
  const served = servedOn(platform, pool);
  const carry = `its ${count} node${count === 1 ? " carries" : "s carry"}`;
  const beside = served.length === 0 ? "" : " beside what is served there";
  const [workers, helpers] = [workerOf(run, pool), HELPERS[run.framework]];
  const withWorkers = seat(withServed(pool, count, served), workers, run.workers);
  if (withWorkers.seated < run.workers)
    return `${carry} ${withWorkers.seated} of ${run.workers} workers at once${beside} (${words(workers, pool)} each)`;
  if (seat(withWorkers.nodes, HELPER, helpers.length).seated === helpers.length) return undefined;
  return `${carry} its ${run.workers} workers${beside}, and not ${helpers.join(" and ")} as well (${words(HELPER, pool)} each)`;
}

/** Nodes that a run takes of a pool where nothing else runs; workers do not span nodes. */
export function gangNodes(run: Run, pool: Pool): number {
  const helpers = HELPERS[run.framework].length;
  const empty = emptyNodes(pool, run.workers + helpers);
  const { nodes } = seat(seat(empty, workerOf(run, pool), run.workers).nodes, HELPER, helpers);
  return nodes.filter((node, index) => node !== empty[index]).length;
}

const HELPER: Room = { ...HELPER_REQUEST, units: 0 };

function workerOf(run: Run, pool: Pool): Room {
  return { ...workerRequest(run, [pool]), units: pool.gpus?.unit.shared ? 1 : run.gpusPerWorker };
}

/** Of an on-prem GPU node the file says nothing but its GPUs: CPU and memory are taken to be enough. */
function emptyNodes(pool: Pool, count: number): readonly Room[] {
  const usable = usableMachine(pool);
  const machine = usable
    ? inParts(usable)
    : { cpuMilli: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };
  const units = pool.gpus ? pool.gpus.perNode * pool.gpus.unit.perGpu : 0;
  return Array.from({ length: count }, () => ({ ...machine, units }));
}

/** Largest replicas first, so that small ones fill the gaps. */
function withServed(pool: Pool, count: number, served: Platform["deployments"]): readonly Room[] {
  return served
    .map((deployment) => ({
      take: { ...inParts(withinNode(deployment, pool)), units: pool.gpus ? deployment.unitsPerReplica : 0 },
      count: deployment.replicas.max,
    }))
    .sort(({ take: a }, { take: b }) => b.units - a.units || b.cpuMilli - a.cpuMilli || b.memoryMiB - a.memoryMiB)
    .reduce((nodes, { take, count: replicas }) => seat(nodes, take, replicas).nodes, emptyNodes(pool, count));
}

/** Alike pods on the first nodes that have room. More nodes seat no fewer pods, and leave the first ones as they were. */
function seat(nodes: readonly Room[], take: Room, pods: number): { nodes: readonly Room[]; seated: number } {
  let seated = 0;
  const after = nodes.map((node) => {
    const here = Math.min(pods - seated, mostOn(node, take));
    seated += here;
    return here === 0 ? node : minus(node, take, here);
  });
  return { nodes: after, seated };
}

function mostOn(node: Room, take: Room): number {
  const times = (has: number, wants: number) => (wants === 0 ? Number.POSITIVE_INFINITY : Math.floor(has / wants));
  return Math.min(
    times(node.cpuMilli, take.cpuMilli),
    times(node.memoryMiB, take.memoryMiB),
    times(node.units, take.units),
  );
}

function minus({ cpuMilli, memoryMiB, units }: Room, take: Room, pods: number): Room {
  return {
    cpuMilli: cpuMilli - take.cpuMilli * pods,
    memoryMiB: memoryMiB - take.memoryMiB * pods,
    units: units - take.units * pods,
  };
}

function words({ cpuMilli, memoryMiB, units }: Room, pool: Pool): string {
  const unit = pool.gpus?.unit.shared ? "unit" : "GPU";
  const gpus = units === 0 ? [] : [`${units} ${unit}${units === 1 ? "" : "s"}`];
  const machine = usableMachine(pool)
    ? [`${cpuMilli / 1000} vCPU${cpuMilli === 1000 ? "" : "s"}`, `${Math.floor(memoryMiB / 102.4) / 10} GiB`]
    : [];
  return [...gpus, ...machine].join(", ");
}
