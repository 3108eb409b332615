import { setTimeout as sleep } from "node:timers/promises";
import { Crash } from "./crash";
import { accepts } from "./ports";
import { isRunning } from "./process-table";
import type { SandboxProcess } from "./processes";

const TIMEOUT_MS = 10_000;

/**
 * Waits until a process that was just started takes connections.
 *
 * @throws Crash where it ends before, or does not within ten seconds
 */
export async function untilItListens(started: SandboxProcess, port: number): Promise<void> {
  for (let waited = 0; waited < TIMEOUT_MS; waited += 50) {
    if (!isRunning(started)) throw new Crash(started.name, started.logFile);
    if (await accepts(port)) return;
    await sleep(50);
  }
  throw new Crash(started.name, started.logFile, `did not listen in ${TIMEOUT_MS / 1000} s`);
}
