import { DRILLS } from "../sandbox/drills/all-drills";
import { groupsOf } from "../sandbox/drills/choose-drills";
import { withSandboxLock } from "../sandbox/lock";
import type { Deployed } from "../sandbox/platform/deploy";
import { shellExports } from "../sandbox/platform/sandbox-environment";
import { sandboxState, stopSandbox } from "../sandbox/sandbox";
import { readStatus } from "../sandbox/status";
import type { Platform } from "../spec/platform";
import {
  bringUp,
  deployHere,
  destroyHere,
  interruptible,
  OUTDIR,
  type Part,
  platformFileUp,
  SANDBOX,
  type StartOptions,
} from "./checkout-sandbox";
import { type DrillOptions, drillHere } from "./hold-drills";
import { loadedOrExit } from "./loaded";
import { EXIT, program } from "./program";
import { synthesize } from "./synthesize";

const EXAMPLE = "platforms/example.yaml";
const NONE = "there is no sandbox; start one with: npm run sandbox -- up";

const command = program(
  "sandbox",
  "A platform's AWS account and clusters on this machine, in which its states deploy as they stand.",
);

command
  .command("up")
  .description("starts what is not running: an emulated AWS, a control plane for each side, the link between them")
  .argument("[part]", "aws: the emulated AWS alone, for the states that need no cluster")
  .argument("[file]", "platform file", EXAMPLE)
  .option("--engines <dir>", "folder of engines, charts and providers; by default one in the user's cache")
  .option("--offline", "builds and downloads nothing", false)
  .action(run(up));
command
  .command("env")
  .description('prints shell exports: eval "$(npm run sandbox -- env)"')
  .action(() => {
    process.exitCode = printEnvironment();
  });
command
  .command("deploy")
  .description("deploys states by cdktf deploy; all of them where none is named")
  .argument("[states...]", "such as on-prem")
  .action(run(deploy));
command
  .command("destroy")
  .description("destroys states by cdktf destroy; all of them where none is named")
  .argument("[states...]", "such as inference-cloud")
  .action(run(destroy));
command
  .command("drill")
  .description("breaks things on purpose in a deployed sandbox, and compares what comes of it with what should")
  .argument(
    "[names...]",
    `groups (${groupsOf(DRILLS).join(", ")}) or drills (${DRILLS.map(({ name }) => name).join(", ")}); all of them where none is named`,
  )
  .option("--json <file>", "writes the outcome to a file")
  .action(run(drill));
command
  .command("status")
  .description("says what runs, and what is in trouble")
  .option("--json", "as JSON", false)
  .action((options: { json: boolean }) => {
    process.exitCode = printStatus(options);
  });
command
  .command("down")
  .description("ends all that was started")
  .option("--purge", "removes its files, too", false)
  .action(run(down));

async function up(first: string | undefined, second: string, options: StartOptions): Promise<number> {
  const part: Part = first === "aws" ? "aws" : "all";
  const file = part === "aws" || first === undefined ? second : first;
  const platform = loadedOrExit(file, "nothing was started");
  if (part === "aws" && !platform.cloud) return usage(`${file} has no cloud side to emulate`);
  return withSandboxLock(SANDBOX, async () => {
    if (part === "all" && !synthesize(file, OUTDIR)) return EXIT.problems;
    const { standIns } = await bringUp(file, platform, options, part);
    for (const line of standIns) console.log(line);
    const states = part === "aws" ? " cloud-foundation cloud-burst" : "";
    console.log(`next: npm run sandbox -- deploy${states}; eval "$(npm run sandbox -- env)"`);
    return EXIT.ok;
  });
}

function deploy(states: readonly string[]): Promise<number> {
  return onStates("deploy", states, (platform, stacks) => deployHere(platform, stacks, interruptible()));
}

function destroy(states: readonly string[]): Promise<number> {
  return onStates("destroy", states, (_, stacks) => destroyHere(stacks, interruptible()));
}

async function onStates(
  verb: "deploy" | "destroy",
  states: readonly string[],
  work: (platform: Platform, stacks: readonly string[]) => Promise<Deployed>,
): Promise<number> {
  const file = platformFileUp();
  if (file === undefined) return usage(NONE);
  const platform = loadedOrExit(file, `nothing was ${verb}ed`);
  return withSandboxLock(SANDBOX, async () => {
    if (!synthesize(file, OUTDIR)) return EXIT.problems;
    const { done, seconds, logFile } = await work(platform, states.length > 0 ? states : ["*"]);
    console.log(done ? `${verb}ed in ${seconds.toFixed(0)} s` : `the ${verb} did not end well; its log is ${logFile}`);
    return done ? EXIT.ok : EXIT.problems;
  });
}

async function drill(names: readonly string[], options: DrillOptions): Promise<number> {
  const file = platformFileUp();
  if (file === undefined) return usage(NONE);
  const platform = loadedOrExit(file, "nothing was drilled");
  return withSandboxLock(SANDBOX, () => drillHere(file, platform, names, options));
}

function printEnvironment(): number {
  if (!readStatus(SANDBOX)) return usage(NONE);
  for (const line of shellExports(SANDBOX, process.env)) console.log(line);
  return EXIT.ok;
}

function printStatus({ json }: { readonly json: boolean }): number {
  const state = sandboxState(SANDBOX);
  if (!state) return usage(NONE);
  const { status, trouble, strayListeners, processes, residentMiB } = state;
  if (json) console.log(JSON.stringify(state, null, 2));
  else {
    console.log(`runs: ${Object.keys(status.processes).join(", ") || "nothing"}`);
    console.log(`${processes} processes, ${residentMiB} MiB; platform file ${platformFileUp() ?? "none"}`);
    for (const line of status.standIns) console.log(line);
    for (const { name, what, logFile, lastLines } of trouble)
      console.log([`${name} ${what}; its log is ${logFile}`, ...lastLines].join("\n  "));
    for (const { commandLine, address } of strayListeners)
      console.log(`listens beyond loopback: ${commandLine} (${address})`);
    if (trouble.length > 0) console.log(`npm run sandbox -- up ${platformFileUp() ?? ""} starts again what ended`);
  }
  return trouble.length + strayListeners.length === 0 ? EXIT.ok : EXIT.problems;
}

async function down(options: { readonly purge: boolean }): Promise<number> {
  if (!readStatus(SANDBOX)) {
    console.error("there is no sandbox");
    return EXIT.ok;
  }
  await withSandboxLock(SANDBOX, () => stopSandbox(SANDBOX, options));
  console.error(options.purge ? "the sandbox is ended, its files are removed" : "the sandbox is ended");
  return EXIT.ok;
}

/** Wraps a command's work so that its result is the exit code. */
function run<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<number>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    process.exitCode = await work(...args);
  };
}

function usage(line: string): number {
  console.error(line);
  return EXIT.usage;
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = EXIT.problems;
});
