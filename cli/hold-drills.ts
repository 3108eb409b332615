import { writeFileSync } from "node:fs";
import pc from "picocolors";
import { placeRun } from "../placement/place-run";
import { DRILLS } from "../sandbox/drills/all-drills";
import { type Held, holdDrills } from "../sandbox/drills/run-drills";
import type { Platform } from "../spec/platform";
import { nearest } from "../spec/problem";
import { deployHere, interruptible, OUTDIR, SANDBOX } from "./checkout-sandbox";
import { EXIT } from "./program";
import { runManifest } from "./run-manifest";
import { runToShow } from "./show-runs";

/** Options of the command `drill`. */
export interface DrillOptions {
  /** File that the outcome is written to, as JSON. */
  readonly json?: string;
}

/** Holds the drills of some names, or all of them, and prints what was done, expected and seen; gives the exit code. */
export async function drillHere(platform: Platform, names: readonly string[], { json }: DrillOptions): Promise<number> {
  const unknown = names.find((name) => !DRILLS.some((drill) => drill.name === name));
  if (unknown !== undefined) return usage(unknownDrill(unknown));
  const run = runToShow(platform, "cloud");
  const place = run && placeRun(platform, run).place;
  if (!run || !place) return usage("no run of the file asks for GPUs in the cloud: there is nothing to drill with");
  const signal = interruptible();
  const held = await holdDrills(
    DRILLS.filter(({ name }) => names.length === 0 || names.includes(name)),
    {
      folder: SANDBOX,
      outdir: OUTDIR,
      platform,
      environment: process.env,
      burstRun: runManifest(platform, run, place),
      burstPools: place.pools,
      signal,
      say: (line) => console.error(pc.dim(line)),
    },
  );
  const clean = await everyPlanIsEmpty(platform);
  for (const line of held.flatMap(lines)) console.log(line);
  const failed = held.filter(({ asExpected }) => !asExpected).length;
  console.log(
    `\n${held.length - failed} of ${held.length} drills as expected; afterwards ${clean ? "every plan is empty" : "a deploy changed something"}`,
  );
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(held, null, 2)}\n`);
  return failed === 0 && clean && !signal.aborted ? EXIT.ok : EXIT.problems;
}

/** Deploys once more: nothing may be left to do. */
async function everyPlanIsEmpty(platform: Platform): Promise<boolean> {
  const { done, states } = await deployHere(platform, ["*"], new AbortController().signal);
  return done && states.every(({ added, changed, destroyed }) => added + changed + destroyed === 0);
}

function lines({ name, does, expects, what, asExpected, seconds }: Held): readonly string[] {
  const verdict = asExpected ? pc.green("as expected") : pc.red("not as expected");
  return [
    "",
    `${pc.bold(name)}  ${verdict} (${seconds.toFixed(0)} s)`,
    `  done      ${does}`,
    `  expected  ${expects}`,
    `  seen      ${what}`,
  ];
}

function unknownDrill(name: string): string {
  const names = DRILLS.map((drill) => drill.name);
  const meant = nearest(name, names);
  return `there is no drill "${name}"; ${meant === undefined ? `there are ${names.join(", ")}` : `did you mean "${meant}"?`}`;
}

function usage(line: string): number {
  console.error(line);
  return EXIT.usage;
}
