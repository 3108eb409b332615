import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROJECT = join(__dirname, "..", "..");

/** What a command came to. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** A folder of its own for a sandbox: the checkout's is the user's. */
export interface Checkout {
  readonly folder: string;
  /** The sandbox's folder. */
  readonly box: string;
  /** Runs a program of the project, as npm would. */
  command(program: "start" | "sandbox" | "review", ...args: string[]): Ended;
  /** Runs a command as a user would after `eval "$(npm run sandbox -- env)"`. */
  inShell(line: string): Ended;
  /** Ends the sandbox and removes the folder. */
  remove(): void;
}

/** Lays out a folder in which the project's commands work: a CDKTF project is where its cdktf.json is. */
export function checkout(): Checkout {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "platform-")));
  copyFileSync(join(PROJECT, "cdktf.json"), join(folder, "cdktf.json"));
  const run = (program: string, args: readonly string[]): Ended => {
    const ended = spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    return { stdout: ended.stdout, stderr: ended.stderr, code: ended.status };
  };
  const runner = join(PROJECT, "scripts", "run.mjs");
  const command = (program: string, ...args: string[]) => run(process.execPath, [runner, `cli/${program}`, ...args]);
  const exports = `eval "$(${process.execPath} ${runner} cli/sandbox env)"`;
  return {
    folder,
    box: join(folder, ".sandbox"),
    command,
    inShell: (line) => run("bash", ["-euc", `${exports}; ${line}`]),
    remove: () => {
      command("sandbox", "down", "--purge");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
