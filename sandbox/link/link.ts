import { join } from "node:path";
import { compiledProgram } from "../compiled-program";
import { isRunning } from "../process-table";
import { type SandboxProcess, signalProcess, startProcess, stopProcess } from "../processes";
import { type LinkRecord, namedPorts, openSandbox, readStatus, recordProcesses, updateStatus } from "../status";
import { untilItListens } from "../until-it-listens";

/** Starts a forwarder between two places of a sandbox and gives its port; one that runs is left as it is. */
export async function startLink(folder: string, name: string, targetPort: number): Promise<LinkRecord> {
  const key = processName(name);
  const { [key]: listenPort } = await namedPorts(folder, [key]);
  const record: LinkRecord = { listenPort: listenPort ?? 0, targetPort };
  const known = openSandbox(folder).links[name];
  const running = processOf(folder, name);
  if (running && isRunning(running)) {
    if (known?.targetPort === targetPort) return record;
    await stopProcess(running);
  }
  updateStatus(folder, (status) => ({ ...status, links: { ...status.links, [name]: record } }));
  await startForwarder(folder, name, record);
  return record;
}

/** Whoever connects is refused, and what is connected is ended: as where a route is withdrawn. */
export async function cutLink(folder: string, name: string): Promise<void> {
  const running = processOf(folder, name);
  if (!running) return;
  await stopProcess(running);
  recordProcesses(folder, { [running.name]: undefined });
}

/**
 * Nothing comes through any more and nobody is told: as where a tunnel swallows all.
 *
 * @public
 */
export function freezeLink(folder: string, name: string): void {
  const running = processOf(folder, name);
  if (!running || !signalProcess(running, "SIGSTOP"))
    throw new Error(`link ${name} does not run, so it cannot be frozen`);
}

/** The link carries again, whatever it was. */
export async function restoreLink(folder: string, name: string): Promise<void> {
  const running = processOf(folder, name);
  if (running && signalProcess(running, "SIGCONT")) return;
  const record = readStatus(folder)?.links[name];
  if (!record) throw new Error(`the sandbox in ${folder} has no link ${name}`);
  await startForwarder(folder, name, record);
}

/** Ends every link of a sandbox. */
export async function stopLinks(folder: string): Promise<void> {
  const status = readStatus(folder);
  if (!status) return;
  for (const name of Object.keys(status.links)) await cutLink(folder, name);
  updateStatus(folder, (before) => ({ ...before, links: {} }));
}

async function startForwarder(folder: string, name: string, { listenPort, targetPort }: LinkRecord): Promise<void> {
  const { folder: sandbox } = openSandbox(folder);
  const started = startProcess({
    name: processName(name),
    folder: sandbox,
    command: [process.execPath, compiledProgram("link/link-main"), String(listenPort), String(targetPort)],
    environment: {},
    logFile: join(sandbox, "logs", `link-${name}.log`),
  });
  recordProcesses(folder, { [started.name]: started });
  await untilItListens(started, listenPort);
}

function processOf(folder: string, name: string): SandboxProcess | undefined {
  return readStatus(folder)?.processes[processName(name)];
}

function processName(name: string): string {
  return `link ${name}`;
}
