import type { Catalog } from "../catalog/catalog";
import { GPU_RESOURCE, migConfiguration } from "../catalog/mig";
import type { PoolGpus, Unit } from "./platform";
import type { CloudPoolFile, OnPremPoolFile } from "./schema/platform-file";

/** The resource of a time slice, as the device plugin renames it. */
const TIME_SLICE_RESOURCE = "nvidia.com/gpu.shared";

/** The GPUs of an on-prem pool; undefined on a CPU pool, and where the file names a GPU or profile that does not exist. */
export function onPremGpus(pool: OnPremPoolFile, catalog: Catalog): PoolGpus | undefined {
  const gpu = pool.gpu === undefined ? undefined : catalog.gpu(pool.gpu);
  if (!gpu || pool.gpusPerNode === undefined) return undefined;
  const unit = unitOf(gpu, pool.sharing);
  return unit && { gpu, perNode: pool.gpusPerNode, unit, units: pool.nodes.length * pool.gpusPerNode * unit.perGpu };
}

/** The GPUs of a cloud pool at its largest; undefined on a CPU pool, and where the instance type does not exist. */
export function cloudGpus(pool: CloudPoolFile, catalog: Catalog): PoolGpus | undefined {
  const type = catalog.instanceType(pool.instanceType);
  const gpu = type?.gpu === undefined ? undefined : catalog.gpu(type.gpu);
  const unit = gpu && unitOf(gpu, "none");
  return type && gpu && unit && { gpu, perNode: type.gpus, unit, units: pool.maxNodes * type.gpus };
}

function unitOf(gpu: PoolGpus["gpu"], sharing: OnPremPoolFile["sharing"]): Unit | undefined {
  if (sharing === "none") return { resource: GPU_RESOURCE, perGpu: 1, memoryGiB: gpu.memoryGiB, shared: false };
  if ("timeSlices" in sharing) {
    const { timeSlices } = sharing;
    return { resource: TIME_SLICE_RESOURCE, perGpu: timeSlices, memoryGiB: gpu.memoryGiB / timeSlices, shared: true };
  }
  const mig = migConfiguration(gpu, sharing.mig);
  return mig && { resource: mig.resourceName, perGpu: mig.unitsPerGpu, memoryGiB: mig.memoryGiB, shared: true };
}
