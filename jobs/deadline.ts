import type { Pool } from "../spec/platform";

/** EKS drains a Capacity Block's nodes 40 minutes before its end; a checkpoint must be written before. */
const MARGIN_MIN = 45;

/**
 * When the capacity that a run may land on goes away: 45 minutes before the first Capacity Block ends, in UTC.
 *
 * It is a moment, and a Job's `activeDeadlineSeconds` counts from the Job's start, which nobody knows when the manifest is printed. So the
 * run's code is told the moment; at the drain its pods get their grace period, and the JobSet starts them again where capacity is left.
 */
export function deadline(pools: readonly Pool[]): string | undefined {
  const ends = pools.flatMap((pool) =>
    pool.side === "cloud"
      ? pool.capacity.flatMap((capacity) => (capacity.kind === "capacityBlock" ? [Date.parse(capacity.endsAt)] : []))
      : [],
  );
  if (ends.length === 0) return undefined;
  return new Date(Math.min(...ends) - MARGIN_MIN * 60_000).toISOString().replace(".000Z", "Z");
}
