import pc from "picocolors";
import { placeRun } from "../placement/place-run";
import { followRun, type RunStep, whyNotRunning } from "../sandbox/platform/run-timeline";
import type { Platform, Run, Side } from "../spec/platform";
import { SIDE_PLACES } from "../spec/side-words";
import { SANDBOX } from "./checkout-sandbox";
import { runManifest } from "./run-manifest";

/** A run that was submitted, and what became of it. */
export interface RunShown {
  readonly run: string;
  readonly side: Side;
  readonly finished: boolean;
  /** Seconds from submit until every pod ran. */
  readonly runningAfterSeconds: number | undefined;
  readonly steps: readonly RunStep[];
}

/** Submits the smallest run that stays on-prem and the largest that goes to the cloud, one after the other, and tells how they go. */
export async function showRuns(platform: Platform, signal: AbortSignal): Promise<readonly RunShown[]> {
  const shown: RunShown[] = [];
  for (const side of ["onPrem", "cloud"] as const) {
    if (!platform[side] || signal.aborted) continue;
    const run = runToShow(platform, side);
    if (run) shown.push(await show(platform, run, side, signal));
    else console.log(`  no run of the file asks for GPUs ${SIDE_PLACES[side]}: none is shown there`);
  }
  return shown;
}

/** The smallest run that stays on-prem, or the largest that goes to the cloud, of those that ask for GPUs. */
export function runToShow(platform: Platform, side: Side): Run | undefined {
  const gpus = ({ workers, gpusPerWorker }: Run) => workers * gpusPerWorker;
  const placed = platform.runs
    .filter((run) => gpus(run) > 0 && placeRun(platform, run).place?.side === side)
    .sort((left, right) => gpus(left) - gpus(right));
  return side === "onPrem" ? placed[0] : placed.at(-1);
}

async function show(platform: Platform, run: Run, side: Side, signal: AbortSignal): Promise<RunShown> {
  const { place } = placeRun(platform, run);
  if (!place) throw new Error(`run ${run.name} has no place`);
  const manifest = runManifest(platform, run, place);
  const size = `${run.workers} × ${run.gpusPerWorker} GPUs, ${run.framework}`;
  console.log(
    `  ${pc.bold(run.name)} ${pc.dim(`${size}; ${side === "onPrem" ? "stays on-prem" : "goes to the cloud"}`)}`,
  );
  const timeline = await followRun({
    folder: SANDBOX,
    manifest,
    pools: place.pools,
    signal,
    onStep: ({ afterSeconds, what }) => console.log(`  ${afterSeconds.toFixed(1).padStart(6)} s  ${what}`),
  });
  const { id, finished, runningAfterSeconds, steps } = timeline;
  if (!finished) console.log(`  it did not finish: ${await whyNotRunning(SANDBOX, manifest.metadata.namespace, id)}`);
  return { run: run.name, side, finished, runningAfterSeconds, steps };
}
