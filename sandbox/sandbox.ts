import { resolve } from "node:path";
import { stopClusters } from "./clusters/clusters";
import { stopLinks } from "./link/link";
import { lastLines } from "./log-tail";
import { readProcessList } from "./node/process-list";
import { isRunning, processesWith, residentMiB } from "./process-table";
import { SANDBOX_VARIABLE, stopProcess, sweepProcesses } from "./processes";
import { readStatus, removeSandbox, type SandboxStatus, updateStatus } from "./status";
import { type StrayListener, strayListeners } from "./stray-listeners";

/** A process of a sandbox that is in trouble. */
export interface Trouble {
  readonly name: string;
  readonly what: string;
  readonly logFile: string;
  /** The last that it said. */
  readonly lastLines: readonly string[];
}

/** How a sandbox is right now. */
export interface SandboxState {
  readonly status: SandboxStatus;
  /** Processes that run, those behind pods too. */
  readonly processes: number;
  /** What they hold in memory, in MiB; what several share is counted in each. */
  readonly residentMiB: number;
  readonly trouble: readonly Trouble[];
  /** Must be empty. */
  readonly strayListeners: readonly StrayListener[];
}

const SHOWN_LINES = 8;

/** How a sandbox is; undefined where the folder holds none. */
export function sandboxState(folder: string): SandboxState | undefined {
  const status = readStatus(folder);
  if (!status) return undefined;
  const running = processesWith(SANDBOX_VARIABLE, status.folder);
  return {
    status,
    processes: running.length,
    residentMiB: running.reduce((sum, { pid }) => sum + residentMiB(pid), 0),
    trouble: [...endedProcesses(status), ...failingPods(status)],
    strayListeners: strayListeners(status.folder),
  };
}

/** Ends all that was started in a sandbox: processes on record in their order, then whatever else carries its mark. */
export async function stopSandbox(folder: string, { purge = false }: { readonly purge?: boolean } = {}): Promise<void> {
  const absolute = resolve(folder);
  await stopClusters(absolute);
  await stopLinks(absolute);
  const status = readStatus(absolute);
  await Promise.all(Object.values(status?.processes ?? {}).map((one) => stopProcess(one)));
  await sweepProcesses(absolute);
  if (status) updateStatus(absolute, (before) => ({ ...before, processes: {} }));
  if (purge) removeSandbox(absolute);
}

function endedProcesses({ processes }: SandboxStatus): readonly Trouble[] {
  return Object.values(processes)
    .filter((one) => !isRunning(one))
    .map(({ name, logFile }) => trouble(name, "has ended by itself", logFile));
}

function failingPods({ clusters }: SandboxStatus): readonly Trouble[] {
  return Object.entries(clusters).flatMap(([cluster, { folder }]) =>
    readProcessList(folder).flatMap(({ pod, ready, restarts, waitsFor, lastWords, logFile }) => {
      const name = `${pod} of ${cluster}`;
      if (ready) return [];
      if (lastWords !== undefined)
        return [trouble(name, restarts <= 1 ? "ended once" : `ended ${restarts} times`, logFile)];
      return waitsFor === undefined ? [] : [{ name, what: `waits: ${waitsFor}`, logFile, lastLines: [] }];
    }),
  );
}

function trouble(name: string, what: string, logFile: string): Trouble {
  return { name, what, logFile, lastLines: lastLines(logFile, SHOWN_LINES) };
}
