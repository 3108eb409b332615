import type { Batch } from "../spec/batch";
import { datasetHandling, isRestrictedBatch, modelHandling, obstacle, restrictedTeams } from "../spec/lineage";
import type { Platform, Pool, Side } from "../spec/platform";
import { cpuRoom } from "../spec/pool-room";
import { reach } from "./gang";
import type { Reason } from "./placement";
import { nodePrice } from "./pool-price";
import { type ServingPlace, servingPlaces } from "./serve-fit";

/** Where a batch runs, and why; without a place, the reasons say why there is none. */
export interface BatchPlacement {
  readonly place?: BatchPlace;
  readonly reasons: readonly Reason[];
}

/** One pool of one side. */
export interface BatchPlace {
  readonly side: Side;
  readonly pool: string;
  /** GPUs, MIG slices or time slices of the job; 0 on a CPU pool. */
  readonly units: number;
  /** USD of an hour of one GPU, or of the job's share of a node on a CPU pool; absent without a price. */
  readonly usdPerHour?: number;
}

const SIDES: readonly Side[] = ["onPrem", "cloud"];

/**
 * The side where model and dataset may be, the dataset is, and a pool holds the model within the team's reach: of two the one whose GPU-hour
 * costs less, on-prem where they cost the same.
 */
export function placeBatch(platform: Platform, batch: Batch): BatchPlacement {
  const judged = SIDES.filter((side) => platform[side] !== undefined).map((side) => judge(platform, batch, side));
  const places = judged.flatMap(({ places: of }) => of).sort(cheaper);
  const reasons = judged.flatMap(({ reasons: of }) => of);
  const [place] = places;
  if (!place) return { reasons };
  const other = places.find(({ side }) => side !== place.side);
  const money: Reason[] = other
    ? [{ step: "money", side: place.side, allows: true, because: `${priced(place)}, ${priced(other)}` }]
    : [];
  return { place, reasons: [...reasons, ...money] };
}

function cheaper(left: BatchPlace, right: BatchPlace): number {
  const [a, b] = [left, right].map(({ usdPerHour = Number.MAX_VALUE }) => usdPerHour);
  return a === b ? SIDES.indexOf(left.side) - SIDES.indexOf(right.side) : (a ?? 0) - (b ?? 0);
}

function priced({ pool, usdPerHour }: BatchPlace): string {
  return usdPerHour === undefined ? `${pool} has no price` : `an hour of ${pool} costs ${usdPerHour.toFixed(2)} USD`;
}

function judge(
  platform: Platform,
  batch: Batch,
  side: Side,
): { places: readonly BatchPlace[]; reasons: readonly Reason[] } {
  const out = (step: Reason["step"], because: string) => ({
    places: [],
    reasons: [{ step, side, allows: false, because }],
  });
  if (batch.side !== undefined && batch.side !== side) return out("asked", `side: ${batch.side} is written down`);
  const model = platform.models.find(({ name }) => name === batch.model);
  const dataset = platform.datasets.find(({ name }) => name === batch.over.dataset);
  if (!model || !dataset) return out("asked", "its model or its dataset is not in the file");
  const country = (side === "onPrem" ? platform.onPrem?.jurisdiction : platform.cloud?.region.jurisdiction) ?? "";
  const blocked = [modelHandling(platform, model), datasetHandling(dataset)].flatMap(
    (handling) => obstacle(handling, country, side === "onPrem") ?? [],
  )[0];
  if (blocked !== undefined) return out("residency", blocked);
  if (dataset.home !== side && !dataset.cachedOn.includes(side))
    return out("data", `${dataset.name} is not there; keep a copy with cachedOn`);
  const restricted = isRestrictedBatch(platform, batch);
  if ((restricted.model || restricted.dataset) && !restrictedTeams(platform).has(batch.team))
    return out("residency", `team ${batch.team} has no run on restricted data, and so no namespace for it`);
  const pools: readonly Pool[] = platform[side]?.pools ?? [];
  const tried = servingPlaces(platform, model, [side])
    .filter(({ pool }) => batch.pool === undefined || batch.pool === pool)
    .flatMap((place) => {
      const pool = pools.find(({ name }) => name === place.pool);
      if (!pool) return [];
      const units = pool.gpus ? (batch.unitsPerReplica ?? place.units ?? 0) : 0;
      return [{ pool, units, because: misfit(place, units) ?? shortfall(platform, batch, pool, units) }];
    });
  const places = tried.filter(({ because }) => because === undefined);
  if (places.length === 0)
    return out(
      "fit",
      tried.map(({ pool, because }) => `pool ${pool.name} ${because}`).join("; ") || "it has no such pool",
    );
  return {
    places: places.map(({ pool, units }) => {
      const usdPerHour = hourly(platform, batch, pool);
      return { side, pool: pool.name, units, ...(usdPerHour !== undefined && { usdPerHour }) };
    }),
    reasons: [{ step: "fit", side, allows: true, because: `fits ${places.map(({ pool }) => pool.name).join(", ")}` }],
  };
}

function misfit({ because, units = 0 }: ServingPlace, taken: number): string | undefined {
  return because ?? (taken < units ? `needs ${units} units, and unitsPerReplica is ${taken}` : undefined);
}

function shortfall(platform: Platform, batch: Batch, pool: Pool, units: number): string | undefined {
  if (!pool.gpus) {
    const room = cpuRoom(platform, pool);
    return batch.cpus <= room.vCpus && batch.memoryGiB <= room.memoryGiB
      ? undefined
      : `has ${room.vCpus} vCPUs and ${room.memoryGiB} GiB beside what is served there`;
  }
  const team = platform.teams.find(({ name }) => name === batch.team);
  if (!team) return `is in no quota of team ${batch.team}`;
  const reached = reach(platform, team, pool);
  return units <= reached.units
    ? undefined
    : `would give it ${units} units, and team ${team.name} reaches ${reached.units} (${reached.sum})`;
}

function hourly(platform: Platform, batch: Batch, pool: Pool): number | undefined {
  const price = nodePrice(platform, pool);
  if (!price) return undefined;
  if (pool.gpus) return price.usdPerHour / pool.gpus.perNode;
  const machine = pool.side === "cloud" ? pool.instanceType : pool.cpu;
  return machine && price.usdPerHour * Math.max(batch.cpus / machine.vCpus, batch.memoryGiB / machine.memoryGiB);
}
