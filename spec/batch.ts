import type { Side } from "./platform";

/** Batch inference: a model that runs over a dataset by a schedule, as a queued job of a team. */
export interface Batch {
  readonly name: string;
  readonly formerly?: string;
  readonly model: string;
  readonly version: string;
  /** Cron expression, in UTC. */
  readonly schedule: string;
  readonly over: { readonly dataset: string; readonly prefix?: string };
  readonly team: string;
  /** The only side that may take it; absent: what placement chooses. */
  readonly side?: Side;
  /** The only pool that may take it. */
  readonly pool?: string;
  /** Units of the job; absent: the fewest that hold the model. */
  readonly unitsPerReplica?: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  /** Expected length. */
  readonly hours?: number;
  /** Longest time that an answer may take, in seconds. */
  readonly requestTimeoutSec: number;
}

/** The team whose queue takes a batch: the one that is named, else the only one whose runs produce the model. */
export function batchTeam(
  { team, model }: { readonly team?: string | undefined; readonly model: string },
  runs: readonly { readonly team: string; readonly produces?: string | undefined }[],
): string | undefined {
  if (team !== undefined) return team;
  const producing = new Set(runs.filter(({ produces }) => produces === model).map((run) => run.team));
  return producing.size === 1 ? [...producing][0] : undefined;
}
