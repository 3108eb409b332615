import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLine, isRunning, type ProcessIdentity, processesWith, processIdentity } from "./process-table";

/** Variable that every process of a sandbox carries; its value is the sandbox's folder. */
export const SANDBOX_VARIABLE = "HYBRID_GPU_SANDBOX";

/** A process that a sandbox started, as it is kept in its status file. */
export interface SandboxProcess extends ProcessIdentity {
  /** What it is called in messages. */
  readonly name: string;
  readonly command: readonly string[];
  readonly logFile: string;
}

/** Options of {@link startProcess}. */
export interface StartOptions {
  readonly name: string;
  /** The sandbox's folder. */
  readonly folder: string;
  readonly command: readonly [program: string, ...args: readonly string[]];
  /** All of its environment, but for {@link SANDBOX_VARIABLE}: nothing of the user's is passed on unseen. */
  readonly environment: Readonly<Record<string, string>>;
  /** Both of its outputs are added to it. */
  readonly logFile: string;
  /**
   * @default - the sandbox's folder
   */
  readonly cwd?: string;
}

/** Starts a process that goes on when this one ends, in a session of its own: Ctrl-C on the terminal does not reach it. */
export function startProcess({
  name,
  folder,
  command,
  environment,
  logFile,
  cwd = folder,
}: StartOptions): SandboxProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...environment, [SANDBOX_VARIABLE]: folder },
  });
  closeSync(log);
  // without a listener an error would end this process; that there is no id says it all.
  child.on("error", () => {});
  child.unref();
  if (child.pid === undefined) throw new Error(`${name} did not start: ${program} cannot be run`);
  // one that has ended at once runs no more, whatever its id.
  const identity = processIdentity(child.pid) ?? { pid: child.pid, startTicks: -1 };
  return { name, command, logFile, ...identity };
}

/** Sends a signal to that very process; false where it has ended. */
export function signalProcess(process_: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(process_)) return false;
  process.kill(process_.pid, signal);
  return true;
}

/** Ends a process and waits until it is gone; one that does not end in time is killed. */
export async function stopProcess(process_: ProcessIdentity, graceSec = 10): Promise<void> {
  if (!signalProcess(process_, "SIGTERM")) return;
  // one that was frozen cannot hear it.
  signalProcess(process_, "SIGCONT");
  if (await isGone(process_, graceSec)) return;
  signalProcess(process_, "SIGKILL");
  if (!(await isGone(process_, 5)))
    throw new Error(`process ${process_.pid} (${commandLine(process_.pid)}) does not end`);
}

/** Ends every process that carries the mark of a sandbox, whether or not it is on record, but for this one; gives their command lines. */
export async function sweepProcesses(folder: string, graceSec = 5): Promise<readonly string[]> {
  const found = processesWith(SANDBOX_VARIABLE, folder).filter(({ pid }) => pid !== process.pid);
  const named = found.map(({ pid }) => commandLine(pid));
  await Promise.all(found.map((one) => stopProcess(one, graceSec)));
  return named;
}

async function isGone(process_: ProcessIdentity, withinSec: number): Promise<boolean> {
  for (let waited = 0; waited < withinSec * 1000; waited += 25) {
    if (!isRunning(process_)) return true;
    await sleep(25);
  }
  return !isRunning(process_);
}
