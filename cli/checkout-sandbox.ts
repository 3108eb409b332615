import { writeBurstCredential } from "../sandbox/platform/burst-credential";
import { type Deployed, type DeployOptions, deployStates, destroyStates } from "../sandbox/platform/deploy";
import { hastenNodes } from "../sandbox/platform/hasty-nodes";
import { startAwsAlone, startSandbox, type UpOptions } from "../sandbox/platform/up";
import { whileSiteTended } from "../sandbox/site/tend-site";
import { trainings } from "../sandbox/site/trainings";
import { readStatus, type SandboxStatus, updateStatus } from "../sandbox/status";
import type { Platform } from "../spec/platform";
import { runManifest } from "./run-manifest";

/** The sandbox of this checkout. */
export const SANDBOX = ".sandbox";
/** Where states are synthesized, as by `cdktf synth`. */
export const OUTDIR = "cdktf.out";

/** Where the status keeps the platform file that is up. */
const FILE = "platform-file";

/** Options that every command which starts something takes. */
export type StartOptions = Pick<UpOptions, "engines" | "offline">;

/** Parts of a sandbox that can be up alone. */
export type Part = "aws" | "all";

/** Brings up what a platform meets, or a part of it, for a file whose states are synthesized. */
export async function bringUp(
  file: string,
  platform: Platform,
  options: StartOptions,
  part: Part = "all",
): Promise<SandboxStatus> {
  await (part === "aws" ? startAwsAlone : startSandbox)({
    folder: SANDBOX,
    platform,
    outdir: OUTDIR,
    environment: process.env,
    onProgress: (line) => console.error(line),
    ...options,
  });
  return updateStatus(SANDBOX, (status) => ({ ...status, values: { ...status.values, [FILE]: file } }));
}

/** The platform file that the sandbox is up for. */
export function platformFileUp(): string | undefined {
  return readStatus(SANDBOX)?.values[FILE] as string | undefined;
}

/** Deploys states, `alone` though others that they wait for are not among them, then does what no state does in a sandbox: the credential of the link, nodes that go soon. */
export async function deployHere(
  platform: Platform,
  stacks: readonly string[],
  signal: AbortSignal,
  alone = false,
): Promise<Deployed> {
  const deployed = await whileSiteTended(
    { folder: SANDBOX, platform, trainings: trainings(platform, (run, place) => runManifest(platform, run, place)) },
    () => deployStates({ ...here(stacks, signal), alone }),
  );
  if (deployed.states.some(({ stack }) => stack === "burst-link")) await writeBurstCredential(SANDBOX, platform);
  await hastenNodes(SANDBOX);
  return deployed;
}

/** Destroys states, those first that depend on others. */
export function destroyHere(stacks: readonly string[], signal: AbortSignal): Promise<Deployed> {
  return destroyStates(here(stacks, signal));
}

function here(stacks: readonly string[], signal: AbortSignal): DeployOptions {
  return {
    folder: SANDBOX,
    outdir: OUTDIR,
    stacks,
    environment: process.env,
    signal,
    onProgress: (line) => console.error(line),
  };
}

const INTERRUPTS = ["SIGINT", "SIGTERM"] as const;

/** A signal that Ctrl-C or a plain kill gives once: whoever works ends what it is at. A second one ends this program. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    console.error("interrupted: ends what it is doing; again to leave at once");
    for (const signal of INTERRUPTS) process.removeListener(signal, interrupt);
    controller.abort();
  };
  for (const signal of INTERRUPTS) process.on(signal, interrupt);
  return controller.signal;
}
