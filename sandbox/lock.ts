import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandLine, isRunning, type ProcessIdentity, processIdentity } from "./process-table";

const FILE = "lock.json";

/** Does work while no other command changes the same sandbox; the lock of a command that died is nobody's. */
export async function withSandboxLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const absolute = resolve(folder);
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  const file = join(absolute, FILE);
  take(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): void {
  const own = JSON.stringify(processIdentity(process.pid));
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(file, own, { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = holderOf(file);
      if (holder && isRunning(holder)) {
        throw new Error(
          `another command works on this sandbox: process ${holder.pid} (${commandLine(holder.pid)}); wait for it, or end it`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Error(`${file} is taken by another command again and again; try later`);
}

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
