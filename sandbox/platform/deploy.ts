import { spawn } from "node:child_process";
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { processesIn } from "../process-table";
import { sourceFolder } from "../source-folder";
import { openSandbox } from "../status";
import { DeployProgress, type StateOutcome } from "./deploy-progress";
import { commandEnvironment } from "./sandbox-environment";

/** How {@link deployStates} and {@link destroyStates} work. */
export interface DeployOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  /** Folder of the synthesized states: they are deployed from a copy. */
  readonly outdir: string;
  /** States to deploy or to destroy, `*` for all. */
  readonly stacks: readonly string[];
  /**
   * Does it although others that they wait for are not among them, or that wait for them.
   *
   * @default false
   */
  readonly alone?: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** Interrupts it: Terraform ends what it is doing, and keeps what it did. */
  readonly signal: AbortSignal;
  /** Says what was done, in one line. */
  readonly onProgress: (line: string) => void;
}

/** What came of a deploy, or of a destroy. */
export interface Deployed {
  /** False where cdktf ended with an error; the log says which. */
  readonly done: boolean;
  readonly states: readonly StateOutcome[];
  readonly seconds: number;
  readonly logFile: string;
}

/** Terraform waits for AWS most of the time: more at once than its usual 10 shortens that. */
const PARALLELISM = "30";

/** What the copy of the states leaves out: what Terraform keeps for one place, and locks, which hold checksums of the registry's builds. */
const OF_ANOTHER_PLACE = /\/\.terraform(\.lock\.hcl)?(\/|$)/;

/** Runs `cdktf deploy` on a copy of the very files that `cdktf synth` wrote: only the environment differs from a real deploy. */
export function deployStates(options: DeployOptions): Promise<Deployed> {
  return runCdktf("deploy", options);
}

/** Runs `cdktf destroy` on such a copy: what depends on another state goes first. */
export function destroyStates(options: DeployOptions): Promise<Deployed> {
  return runCdktf("destroy", options);
}

async function runCdktf(verb: "deploy" | "destroy", options: DeployOptions): Promise<Deployed> {
  const { folder, stacks, environment, signal, onProgress } = options;
  const project = layProject(folder, options.outdir);
  const logFile = join(openSandbox(folder).folder, "logs", `${verb}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  const began = Date.now();
  const progress = new DeployProgress(onProgress, () => (Date.now() - began) / 1000);
  const only = options.alone ? ["--ignore-missing-stack-dependencies"] : [];
  const args = [verb, ...stacks, ...only, "--auto-approve", "--skip-synth", "--skip-provider-lock", "--no-color"];
  const child = spawn(process.execPath, [cdktf(), ...args, "--terraform-parallelism", PARALLELISM], {
    cwd: project,
    // a group of its own: Ctrl-C on the terminal does not reach it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...commandEnvironment(folder, environment), CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1", TF_IN_AUTOMATION: "1" },
  });
  const interrupt = interruptTerraform(project, signal);
  const log = createWriteStream(logFile);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      progress.read(line);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearInterval(interrupt);
  log.end();
  const seconds = (Date.now() - began) / 1000;
  const states = progress.outcomes();
  // cdktf ends well, too, where Terraform was killed: each state must have come to its end.
  const all = stacksOf(project, stacks).every((stack) => states.some((state) => state.stack === stack));
  return { done: code === 0 && all && !signal.aborted, states, seconds, logFile };
}

/**
 * Has each Terraform end what it is at, keep what it did and let its lock go. Each is told once, and cdktf is not: it would tell them again, and at a
 * second interrupt Terraform leaves its lock behind.
 */
function interruptTerraform(project: string, signal: AbortSignal): NodeJS.Timeout {
  const told = new Set<number>();
  return setInterval(() => {
    if (!signal.aborted) return;
    for (const { pid } of processesIn(project, "terraform")) {
      if (told.has(pid)) continue;
      told.add(pid);
      process.kill(pid, "SIGINT");
    }
  }, LOOK_EVERY_MS);
}

const LOOK_EVERY_MS = 250;

/** Folder of the project from which a sandbox deploys; Terraform is run by hand in `cdktf.out/stacks/<state>` below it. */
export function projectFolder(folder: string): string {
  return join(openSandbox(folder).folder, "project");
}

function stacksOf(project: string, wanted: readonly string[]): readonly string[] {
  if (!wanted.includes("*")) return wanted;
  // the folder may hold a state that an earlier synth wrote, and that the platform no longer has.
  const manifest = readFileSync(join(project, "cdktf.out", "manifest.json"), "utf8");
  return Object.keys((JSON.parse(manifest) as { stacks: object }).stacks);
}

/** Puts a copy of synthesized states where a sandbox deploys from, and where Terraform is run by hand; gives the {@link projectFolder}. */
export function layProject(folder: string, outdir: string): string {
  const project = projectFolder(folder);
  const copy = join(project, "cdktf.out");
  clearStates(copy);
  cpSync(outdir, copy, { recursive: true, filter: (path) => !OF_ANOTHER_PLACE.test(path) });
  mkdirSync(join(openSandbox(folder).folder, "home"), { recursive: true });
  const settings = { language: "typescript", app: "true", projectId: "sandbox", sendCrashReports: "false" };
  writeFileSync(join(project, "cdktf.json"), JSON.stringify(settings));
  return project;
}

/** Removes an earlier copy, but for what Terraform has made ready there. */
function clearStates(copy: string): void {
  const stacks = join(copy, "stacks");
  if (!existsSync(stacks)) return;
  for (const stack of readdirSync(stacks))
    for (const name of readdirSync(join(stacks, stack)))
      if (!name.startsWith(".terraform")) rmSync(join(stacks, stack, name), { recursive: true, force: true });
}

function cdktf(): string {
  return join(dirname(sourceFolder()), "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
}
