import { LABELS } from "./names";
import type { Pool } from "./platform";

/** Labels of a pool's nodes: what Kueue's flavors and the affinities of runs go by. Memory is that of one unit, in GiB. */
export function poolLabels({ name, gpus }: Pool): Readonly<Record<string, string>> {
  return {
    [LABELS.pool]: name,
    ...(gpus && { [LABELS.gpu]: gpus.gpu.name, [LABELS.gpuMemoryGiB]: String(Math.floor(gpus.unit.memoryGiB)) }),
  };
}
