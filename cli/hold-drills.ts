import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { placeRun } from "../placement/place-run";
import { DRILLS } from "../sandbox/drills/all-drills";
import { chooseDrills, lacking, unknownWord } from "../sandbox/drills/choose-drills";
import { deployedStates } from "../sandbox/drills/deployed-states";
import type { DrillContext } from "../sandbox/drills/drill";
import { sharedPool } from "../sandbox/drills/queue/shared-pool";
import { type Held, holdDrills } from "../sandbox/drills/run-drills";
import { trainedModel } from "../sandbox/drills/serve/trained-model";
import { restrictedTeams } from "../spec/lineage";
import type { StackName } from "../spec/names";
import type { Platform } from "../spec/platform";
import { deployHere, interruptible, OUTDIR, SANDBOX } from "./checkout-sandbox";
import { columns } from "./columns";
import { EXIT } from "./program";
import { runManifest } from "./run-manifest";
import { runToShow } from "./show-runs";
import { variantOf } from "./variant";

/** Options of the command `drill`. */
export interface DrillOptions {
  /** File that the outcome is written to, as JSON. */
  readonly json?: string;
}

/** A drill that was not held, as the sandbox lacks what it needs. */
interface NotHeld {
  readonly name: string;
  readonly lacks: readonly string[];
}

/** Holds the drills that words name, by name or by group, or all of them, and prints what was done, expected and seen; gives the exit code. */
export async function drillHere(
  file: string,
  platform: Platform,
  words: readonly string[],
  { json }: DrillOptions,
): Promise<number> {
  const unknown = unknownWord(DRILLS, words);
  if (unknown !== undefined) return usage(unknown);
  const signal = interruptible();
  const deployed = await deployedStates({ folder: SANDBOX, environment: process.env });
  if (deployed.length === 0) return usage("no state is deployed; deploy one: npm run sandbox -- deploy");
  const ground = {
    deployed,
    burstRun: runToShow(platform, "cloud") !== undefined,
    restrictedRun: restrictedTeams(platform).size > 0,
    sharedPool: sharedPool(platform) !== undefined,
    trainedModel: trainedModel(SANDBOX, platform) !== undefined,
    stateBucket: platform.state.main.kind === "s3",
    team: platform.teams.length > 0,
  };
  const chosen = chooseDrills(DRILLS, words);
  const missed = chosen
    .map((drill) => ({ name: drill.name, lacks: lacking(drill, ground) }))
    .filter(({ lacks }) => lacks.length > 0);
  const named = missed.find(({ name }) => words.includes(name));
  if (named) return usage(`${named.name} needs ${named.lacks.join(", ")}`);
  const held = await holdDrills(
    chosen.filter((drill) => !missed.some(({ name }) => name === drill.name)),
    context(file, platform, signal),
  );
  const clean = await everyPlanIsEmpty(platform, deployed, signal);
  for (const line of report(held, missed)) console.log(line);
  const failed = held.filter(({ asExpected }) => !asExpected).length;
  const plans = signal.aborted
    ? "it was interrupted: npm run sandbox -- deploy tells what is left to do; where a state is locked, docs/runbooks/killed-apply.md"
    : clean
      ? "every plan is empty"
      : "a deploy changed something, or did not end well";
  console.log(`\n${held.length - failed} of ${held.length} drills as expected; afterwards ${plans}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ held, notHeld: missed, clean }, null, 2)}\n`);
  return held.length > 0 && failed === 0 && clean && !signal.aborted ? EXIT.ok : EXIT.problems;
}

function context(file: string, platform: Platform, signal: AbortSignal): DrillContext {
  const burst = () => {
    const run = runToShow(platform, "cloud");
    const place = run && placeRun(platform, run).place;
    if (!run || !place) throw new Error("no run of the file asks for GPUs in the cloud");
    return { run, place };
  };
  return {
    folder: SANDBOX,
    outdir: OUTDIR,
    platform,
    environment: process.env,
    get burstRun() {
      const { run, place } = burst();
      return runManifest(platform, run, place);
    },
    get burstPools() {
      return burst().place.pools;
    },
    variant: (change) => variantOf(file, join(SANDBOX, "variant"), change),
    manifestOf: (run, place) => runManifest(platform, run, place),
    signal,
    say: (line) => console.error(pc.dim(line)),
  };
}

/** Deploys once more what is deployed: nothing may be left to do. An interruption ends it, too: Terraform lets its locks go. */
async function everyPlanIsEmpty(
  platform: Platform,
  deployed: readonly StackName[],
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  const { done, states } = await deployHere(platform, deployed, signal, true);
  return done && states.every(({ added, changed, destroyed }) => added + changed + destroyed === 0);
}

function report(held: readonly Held[], missed: readonly NotHeld[]): readonly string[] {
  const rows = [
    ["drill", "seconds", "outcome"],
    ...held.map(({ name, seconds, asExpected }) => [name, seconds.toFixed(0), verdict(asExpected)]),
    ...missed.map(({ name, lacks }) => [name, "", `not held: it needs ${lacks.join(", ")}`]),
  ];
  return [...held.flatMap(lines), "", ...columns(rows)];
}

function lines({ name, does, expects, what, asExpected, seconds }: Held): readonly string[] {
  const coloured = asExpected ? pc.green(verdict(true)) : pc.red(verdict(false));
  return [
    "",
    `${pc.bold(name)}  ${coloured} (${seconds.toFixed(0)} s)`,
    `  done      ${does}`,
    `  expected  ${expects}`,
    `  seen      ${what}`,
  ];
}

function verdict(asExpected: boolean): string {
  return asExpected ? "as expected" : "not as expected";
}

function usage(line: string): number {
  console.error(line);
  return EXIT.usage;
}
