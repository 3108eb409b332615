import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Does work in a folder for unfinished files, which is gone afterwards; those that dead processes left behind are removed too. */
export async function inScratch<T>(parent: string, name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const all = join(parent, "unfinished");
  const own = join(all, `${process.pid}-${name}`);
  mkdirSync(own, { recursive: true });
  for (const other of readdirSync(all)) {
    if (!isAlive(Number.parseInt(other, 10))) rmSync(join(all, other), { recursive: true, force: true });
  }
  try {
    return await work(own);
  } finally {
    rmSync(own, { recursive: true, force: true });
    removeIfEmpty(all);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // another user's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // someone else is at work in it.
  }
}
