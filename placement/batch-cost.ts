import type { Batch } from "../spec/batch";
import { timesPerMonth } from "../spec/cron";
import type { Platform, Pool, Run, Side } from "../spec/platform";
import { type BatchPlace, placeBatch } from "./place-batch";
import { usdPerRunHour } from "./run-use";

/** What a batch costs. */
export interface BatchCost {
  readonly batch: string;
  readonly team: string;
  /** Starts in a month, in the mean of a year. */
  readonly timesPerMonth: number;
  /** Absent where it has no place. */
  readonly side?: Side;
  readonly pool?: string;
  /** USD of one start; absent without `hours` or without a price. */
  readonly usdPerStart?: number;
  readonly usdPerMonth?: number;
}

/** A batch as a run of one worker at its place: what it takes of a pool is reckoned alike. */
function batchAsRun(batch: Batch, place: BatchPlace): Run {
  const { name, team, model, over, cpus, memoryGiB, hours, schedule } = batch;
  return {
    name,
    team,
    framework: "command",
    image: model,
    command: [],
    workers: 1,
    gpusPerWorker: place.units,
    needs: { cpus, memoryGiB },
    datasets: [over.dataset],
    ...(hours !== undefined && { hours }),
    timesPerMonth: timesPerMonth(schedule),
    side: "auto",
  };
}

/** Batches that placement sends to a pool, as runs. */
export function batchesIn(platform: Platform, pool: Pool): readonly Run[] {
  return platform.batches.flatMap((batch) => {
    const { place } = placeBatch(platform, batch);
    return place?.side === pool.side && place.pool === pool.name ? [batchAsRun(batch, place)] : [];
  });
}

/** The cost of every batch, in the order of their names. */
export function batchCosts(platform: Platform): readonly BatchCost[] {
  return platform.batches.map((batch) => {
    const { place } = placeBatch(platform, batch);
    const base = { batch: batch.name, team: batch.team, timesPerMonth: timesPerMonth(batch.schedule) };
    if (!place) return base;
    const where = { ...base, side: place.side, pool: place.pool };
    const pool = platform[place.side]?.pools.find(({ name }) => name === place.pool);
    const usd = pool && usdPerRunHour(platform, batchAsRun(batch, place), pool);
    if (usd === undefined || batch.hours === undefined) return where;
    const usdPerStart = usd * batch.hours;
    return { ...where, usdPerStart, usdPerMonth: usdPerStart * base.timesPerMonth };
  });
}
