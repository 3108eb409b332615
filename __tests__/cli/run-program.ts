import { spawnSync } from "node:child_process";
import { join } from "node:path";

const PROJECT = join(__dirname, "..", "..");

/** What a program printed and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs one of the project's programs as a user does, in the project folder. */
export function runProgram(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Ended {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(PROJECT, "scripts", "run.mjs"), program, ...args],
    {
      cwd: PROJECT,
      encoding: "utf8",
      env: { ...process.env, SOURCE_DATE_EPOCH: "1795478400", ...environment },
    },
  );
  return { stdout, stderr, code: status };
}
