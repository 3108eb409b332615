import { timesPerMonth } from "../spec/cron";
import type { Platform, Pool, Run, Side } from "../spec/platform";
import { type DataMove, dataMove, INTERNET_MBPS } from "./data-move";
import { gangUnits, reach } from "./gang";
import { type BatchPlacement, placeBatch } from "./place-batch";
import { type ModelPlacement, placeModel } from "./place-model";
import { placeRun } from "./place-run";
import type { Placement } from "./placement";
import { usdPerRunHour } from "./run-use";
import { type ServingPlace, servingPlaces } from "./serve-fit";

/** One side as a place for a run, whether it is chosen or not. */
export interface SideView {
  readonly side: Side;
  /** What one start would move there. */
  readonly data: DataMove;
  /** USD for an hour on the pool that placement tries first; absent without a price, or where the side cannot take the run. */
  readonly usdPerHour?: number;
  /** Queue of its team there, and how far it reaches on the first pool that fits. */
  readonly queue?: string;
}

/** A run's placement with all that speaks for and against each side. */
export interface RunExplanation extends Placement {
  readonly run: string;
  readonly sides: readonly SideView[];
  /** What would have to change for another answer. */
  readonly otherwise: readonly string[];
}

/** A model's placement. */
export interface ModelExplanation extends ModelPlacement {
  readonly model: string;
  /** Pools of the allowed sides, those that can serve it first. */
  readonly pools: readonly ServingPlace[];
  /** Where it is deployed, with the replicas that hold their units outside of every queue. */
  readonly deployments: readonly string[];
}

/** Said where data crosses without a link. */
export const NO_LINK = `no link: data moves over the internet, reckoned at ${INTERNET_MBPS} Mb/s`;

/** Why a run goes where it goes: the answer of `placeRun`, each side's figures, and what would change the answer. */
export function explainRun(platform: Platform, run: Run): RunExplanation {
  const placement = placeRun(platform, run);
  const sides = (["onPrem", "cloud"] as const)
    .filter((side) => platform[side] !== undefined)
    .map((side) => sideView(platform, run, side));
  return { run: run.name, ...placement, sides, otherwise: otherwise(platform, run, placement) };
}

/** Why a batch goes where it goes. */
export interface BatchExplanation extends BatchPlacement {
  readonly batch: string;
  readonly team: string;
  /** Starts in a month, in the mean of a year. */
  readonly timesPerMonth: number;
}

/** Where a batch goes, and why. */
export function explainBatch(platform: Platform, batch: Platform["batches"][number]): BatchExplanation {
  const { name, team, schedule } = batch;
  return { batch: name, team, timesPerMonth: timesPerMonth(schedule), ...placeBatch(platform, batch) };
}

/** Where a model is born and may be. */
export function explainModel(platform: Platform, model: Platform["models"][number]): ModelExplanation {
  const placement = placeModel(platform, model);
  return {
    model: model.name,
    ...placement,
    pools: servingPlaces(platform, model, placement.allowed),
    deployments: platform.deployments
      .filter((deployment) => deployment.model === model.name)
      .map(
        ({ name, pool, side, replicas: { min, max }, unitsPerReplica }) =>
          `${name} on ${pool} (${side === "onPrem" ? "on-prem" : "cloud"}): ${min} to ${max} replicas; it waits in no queue, and up to ${max * unitsPerReplica} units are kept from the pool's quotas`,
      ),
  };
}

function sideView(platform: Platform, run: Run, side: Side): SideView {
  const there = placeRun(platform, { ...run, side }).place;
  const pool = there && platform[side]?.pools.find(({ name }) => name === there.pools[0]);
  const usdPerHour = pool && usdPerRunHour(platform, run, pool);
  return {
    side,
    data: dataMove(platform, run, side),
    ...(usdPerHour === undefined ? {} : { usdPerHour }),
    ...(pool ? { queue: queueWords(platform, run, pool) } : {}),
  };
}

function queueWords(platform: Platform, run: Run, pool: Pool): string {
  const queue = pool.side === "onPrem" ? "experiment" : "burst";
  const team = platform.teams.find(({ name }) => name === run.team);
  if (!pool.gpus || !team) return `${queue}-cpu`;
  const { units, sum } = reach(platform, team, pool);
  return `${queue}: ${gangUnits(run, pool)} of ${units} units that ${team.name} reaches on ${pool.name} (${sum})`;
}

const CHANGES: Readonly<Record<Placement["reasons"][number]["step"], string>> = {
  asked: "write side: auto",
  residency: "widen the residency or lower the classification of its data, where their owner agrees",
  fit: "add a pool whose nodes fit, or ask less of each worker",
  gang: "give the team more quota, add nodes, or ask for fewer workers",
  data: "move its datasets' home, or keep a copy with cachedOn on the other side",
  money: "change the price, or the pools that fit",
  tie: "a price on both sides would decide",
};

function otherwise(platform: Platform, run: Run, { reasons, place }: Placement): readonly string[] {
  const other: Side = place?.side === "onPrem" ? "cloud" : "onPrem";
  const copied = platform.datasets
    .filter(({ name, home }) => run.datasets.includes(name) && home !== other)
    .every(({ cachedOn }) => cachedOn.includes(other));
  // a copy that is there already has lost by its own moves.
  const changes = copied ? { ...CHANGES, data: "move its datasets' home" } : CHANGES;
  const excluded = reasons.filter(({ allows, side }) => !allows && side !== place?.side);
  const decided = reasons.filter(({ step }) => step === "data" || step === "money" || step === "tie");
  const asked = run.side === "auto" ? [] : [CHANGES.asked];
  return [
    ...excluded.filter(({ step }) => step !== "asked").map(({ step, side }) => `${side}: ${changes[step]}`),
    ...decided.map(({ step }) => `${other}: ${changes[step]}`),
    ...asked,
  ];
}
