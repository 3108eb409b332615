import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { claimPorts, freePorts, namedPart, type PortBlock, releasePorts } from "./ports";
import type { SandboxProcess } from "./processes";

/** A control plane of a sandbox. */
export interface ClusterRecord {
  /** Context in the sandbox's kubeconfig. */
  readonly context: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Folder of its agent, logs and kubeconfig. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly kubernetesVersion: string;
}

/** A forwarder between two places of a sandbox. */
export interface LinkRecord {
  readonly listenPort: number;
  readonly targetPort: number;
}

/** All that is known of one sandbox, in one file: what runs, where, and by which names. */
export interface SandboxStatus {
  readonly format: 1;
  /** Absolute. */
  readonly folder: string;
  readonly ports: { readonly block: PortBlock; readonly taken: Readonly<Record<string, number>> };
  readonly clusters: Readonly<Record<string, ClusterRecord>>;
  readonly links: Readonly<Record<string, LinkRecord>>;
  /** By name. Processes behind pods are in each cluster's own list. */
  readonly processes: Readonly<Record<string, SandboxProcess>>;
  /** Versions of what runs. */
  readonly versions: Readonly<Record<string, string>>;
  /** What is no real thing, in a sentence each. */
  readonly standIns: readonly string[];
  /** What other parts keep here. */
  readonly values: Readonly<Record<string, unknown>>;
}

const FILE = "status.json";

/** A sandbox's status; undefined where the folder holds none. */
export function readStatus(folder: string): SandboxStatus | undefined {
  try {
    return JSON.parse(readFileSync(join(resolve(folder), FILE), "utf8")) as SandboxStatus;
  } catch {
    return undefined;
  }
}

/** The sandbox of a folder, made where there is none: the folder is the user's alone, as it holds keys. */
export function openSandbox(folder: string): SandboxStatus {
  const absolute = resolve(folder);
  mkdirSync(absolute, { recursive: true });
  chmodSync(absolute, 0o700);
  const known = readStatus(absolute);
  if (known) return known;
  const block = claimPorts({
    folder: absolute,
    isHeld: (other, { first }) => readStatus(other)?.ports.block.first === first,
  });
  return writeStatus({
    format: 1,
    folder: absolute,
    ports: { block, taken: {} },
    clusters: {},
    links: {},
    processes: {},
    versions: {},
    standIns: [],
    values: {},
  });
}

/** Reads the status, changes it and writes it, so that who reads it meanwhile sees the old one or the new. */
export function updateStatus(folder: string, change: (status: SandboxStatus) => SandboxStatus): SandboxStatus {
  const status = readStatus(folder);
  if (!status) throw new Error(`${resolve(folder)} holds no sandbox; start one`);
  return writeStatus(change(status));
}

/** Ports of the sandbox by name: those that have one keep it, the others get free ones of its block. */
export async function namedPorts<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>>> {
  const { ports } = openSandbox(folder);
  const missing = names.filter((name) => ports.taken[name] === undefined);
  const free = await freePorts(namedPart(ports.block), missing.length, new Set(Object.values(ports.taken)));
  const added = Object.fromEntries(missing.map((name, index) => [name, free[index] ?? 0]));
  const { ports: after } = updateStatus(folder, (status) => ({
    ...status,
    ports: { ...status.ports, taken: { ...status.ports.taken, ...added } },
  }));
  return Object.fromEntries(names.map((name) => [name, after.taken[name]])) as Record<Name, number>;
}

/** Puts processes on record, or takes those off that are undefined. */
export function recordProcesses(
  folder: string,
  processes: Readonly<Record<string, SandboxProcess | undefined>>,
): SandboxStatus {
  return updateStatus(folder, (status) => {
    const all = Object.entries({ ...status.processes, ...processes });
    return { ...status, processes: Object.fromEntries(all.flatMap(([name, one]) => (one ? [[name, one]] : []))) };
  });
}

/** Has a sandbox name what is no real thing in it, each once. */
export function addStandIns(folder: string, lines: readonly string[]): SandboxStatus {
  return updateStatus(folder, (status) => ({ ...status, standIns: [...new Set([...status.standIns, ...lines])] }));
}

/** Removes every file of a sandbox whose processes have ended, and gives its ports back. */
export function removeSandbox(folder: string): void {
  const absolute = resolve(folder);
  // a folder that is no sandbox's is somebody else's.
  if (!existsSync(join(absolute, FILE))) return;
  rmSync(absolute, { recursive: true, force: true });
  releasePorts(absolute);
}

function writeStatus(status: SandboxStatus): SandboxStatus {
  const file = join(status.folder, FILE);
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
  return status;
}
