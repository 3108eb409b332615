/**
 * Limits of FSx for Lustre, deployment type PERSISTENT_2 on SSD.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-throughput-capacity.html (throughput),
 * https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html (capacity), read 2026-11-22.
 */
export const LUSTRE = {
  /** Smallest file system, in GiB. */
  smallestGiB: 1200,
  /** Above the smallest, capacity is a multiple of this, in GiB. */
  stepGiB: 2400,
  /** Throughput that can be bought, in MB/s for each TiB of capacity. */
  mbpsPerTiB: [125, 250, 500, 1000],
  /** With EFA, capacity in GiB times MB/s per TiB is at least this: 4800 GiB at 1000, 38400 GiB at 125. */
  efaCapacityTimesThroughput: 4_800_000,
} as const;

/** Whether FSx makes a file system of this capacity. */
export function isLustreCapacity(capacityGiB: number): boolean {
  return capacityGiB === LUSTRE.smallestGiB || (capacityGiB > 0 && capacityGiB % LUSTRE.stepGiB === 0);
}

/** The smallest capacity that reaches this throughput class, in GiB, beside a pool with EFA or without. */
export function smallestLustreGiB(mbpsPerTiB: number, efa: boolean): number {
  if (!efa) return LUSTRE.smallestGiB;
  const atLeast = LUSTRE.efaCapacityTimesThroughput / mbpsPerTiB;
  return Math.ceil(atLeast / LUSTRE.stepGiB) * LUSTRE.stepGiB;
}

/** The valid capacities around a wrong one, in GiB, to name in a message. */
export function nearestLustreGiB(capacityGiB: number): readonly number[] {
  const below = Math.floor(capacityGiB / LUSTRE.stepGiB) * LUSTRE.stepGiB;
  return [below === 0 ? LUSTRE.smallestGiB : below, below + LUSTRE.stepGiB];
}
