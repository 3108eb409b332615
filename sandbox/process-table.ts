import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process as this machine knows it: a process id alone may have been given to another program since. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the machine's start and the process's own: with the id, it names one process for ever. */
  readonly startTicks: number;
}

/** Fields of `/proc/PID/stat` after the name in parentheses; see proc(5). */
const STATE = 0;
const START_TICKS = 19;

/** A running process; undefined where there is none, or only one that has ended and waits to be collected. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const stat = procFile(pid, "stat");
  // the name may hold anything, parentheses too.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!fields || fields[STATE] === "Z" || fields[STATE] === "X") return undefined;
  return { pid, startTicks: Number(fields[START_TICKS]) };
}

/** True while that very process runs. */
export function isRunning({ pid, startTicks }: ProcessIdentity): boolean {
  return processIdentity(pid)?.startTicks === startTicks;
}

/** The command line of a process, as one text; empty where it cannot be read. */
export function commandLine(pid: number): string {
  return (procFile(pid, "cmdline") ?? "").split("\0").filter(Boolean).join(" ");
}

/** Resident memory of a process in MiB; 0 where it cannot be read. */
export function residentMiB(pid: number): number {
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(procFile(pid, "status") ?? "")?.[1];
  return Math.round(Number(kiB ?? 0) / 1024);
}

/** Every running process of this user that was started with a variable at a value; a child has it of its parent. */
export function processesWith(variable: string, value: string): readonly ProcessIdentity[] {
  return processIds().flatMap((pid) => {
    const variables = procFile(pid, "environ")?.split("\0");
    const identity = variables?.includes(`${variable}=${value}`) ? processIdentity(pid) : undefined;
    return identity ? [identity] : [];
  });
}

/** Every running process of a program that works in a folder or below it. */
export function processesIn(folder: string, program: string): readonly ProcessIdentity[] {
  return processIds().flatMap((pid) => {
    if (procFile(pid, "comm")?.trim() !== program || !workingFolder(pid)?.startsWith(`${folder}/`)) return [];
    return processIdentity(pid) ?? [];
  });
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function processIds(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    // it has ended, or is another user's.
    return undefined;
  }
}
