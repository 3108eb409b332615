import type { Catalog } from "../../catalog/catalog";
import type { PoolGpus, Side } from "../platform";
import type { Path } from "../problem";
import type { Facts } from "../rule";
import type { CloudPoolFile, OnPremPoolFile, PlatformFile } from "../schema/platform-file";
import { cloudGpus, onPremGpus } from "../units";
import { counted } from "./wording";

/** A pool of either side and its place in the file. */
export interface PlacedPool {
  readonly side: Side;
  readonly name: string;
  readonly path: Path;
  /** Undefined on a CPU pool, and where its hardware is unknown. */
  readonly gpus?: PoolGpus;
  /** Whether it has no GPU; undefined where its hardware is unknown. */
  readonly isCpu?: boolean;
  /** How its units come about: `2 nodes x 8 GPUs x 7 slices`. */
  readonly sum: string;
  /** Machine of one node; undefined for an on-prem GPU pool, of which the file says nothing but its GPUs. */
  readonly machine?: { readonly vCpus: number; readonly memoryGiB: number };
  readonly nodes: number;
}

/** The pools of both sides. */
export function poolsOf({ file, catalog }: Pick<Facts, "file" | "catalog">): readonly PlacedPool[] {
  return [
    ...(file.onPrem?.pools ?? []).map((pool, index) => onPremPool(pool, index, catalog)),
    ...(file.cloud?.pools ?? []).map((pool, index) => cloudPool(pool, index, catalog)),
  ];
}

/** The pool that a deployment names; undefined where its side has none of that name. */
export function poolOf(
  facts: Pick<Facts, "file" | "catalog">,
  { side, pool }: Pick<PlatformFile["deployments"][number], "side" | "pool">,
): PlacedPool | undefined {
  return poolsOf(facts).find((one) => one.side === side && one.name === pool);
}

function onPremPool(pool: OnPremPoolFile, index: number, catalog: Catalog): PlacedPool {
  const gpus = onPremGpus(pool, catalog);
  const perGpu = gpus?.unit.perGpu ?? 1;
  const shares = pool.sharing !== "none" && "timeSlices" in pool.sharing ? "time slices" : "MIG slices";
  return {
    side: "onPrem",
    name: pool.name,
    path: ["onPrem", "pools", index],
    ...(gpus && { gpus }),
    ...(pool.cpu ? { isCpu: true } : gpus && { isCpu: false }),
    sum: `${counted(pool.nodes.length, "node")} x ${counted(pool.gpusPerNode ?? 0, "GPU")}${gpus?.unit.shared ? ` x ${perGpu} ${shares}` : ""}`,
    ...(pool.cpu && { machine: pool.cpu }),
    nodes: pool.nodes.length,
  };
}

function cloudPool(pool: CloudPoolFile, index: number, catalog: Catalog): PlacedPool {
  const gpus = cloudGpus(pool, catalog);
  const type = catalog.instanceType(pool.instanceType);
  return {
    side: "cloud",
    name: pool.name,
    path: ["cloud", "pools", index],
    ...(gpus && { gpus }),
    ...(type && { isCpu: type.gpus === 0, machine: type }),
    sum: `${counted(pool.maxNodes, "node")} x ${counted(type?.gpus ?? 0, "GPU")}`,
    nodes: pool.maxNodes,
  };
}
