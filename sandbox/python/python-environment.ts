import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** Options of {@link ensurePythonEnvironment}. */
export interface PythonInstallOptions {
  /** What is installed, as people call it: "AWS emulator". */
  readonly what: string;

  /** Folder that holds its environments, one a key of requirements and interpreter. */
  readonly parent: string;

  /** Requirement files, each with hashes. */
  readonly requirements: readonly string[];

  /**
   * Download nothing: fail where it is not installed yet.
   *
   * @default false
   */
  readonly offline?: boolean;

  /**
   * Told what is being done, a short line at a time.
   *
   * @default - says nothing
   */
  readonly onProgress?: (line: string) => void;

  /**
   * Newest Python that it runs on.
   *
   * @default - any
   */
  readonly newest?: readonly [major: number, minor: number];

  /**
   * Interpreters to try, in order.
   *
   * @default - python3, then the versioned names from 3.14 down to 3.10
   */
  readonly interpreters?: readonly string[];
}

/** A Python that has everything that was asked for. */
export interface PythonEnvironment {
  /** The interpreter of the virtual environment. */
  readonly python: string;
  /** Folder of the Python that it is made of, with the standard library. */
  readonly base: string;
  /** Its folder. */
  readonly folder: string;
  /** Seconds that installing took; 0 where it was there already. */
  readonly installSeconds: number;
}

/** The oldest Python that all that is installed here runs on, see https://pypi.org/project/moto/5.2.5/. */
const OLDEST = [3, 10] as const;

const INTERPRETERS = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

const HOW_TO_GET_IT =
  "install it with its venv module (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; " +
  "macOS: brew install python)";

/** Makes a virtual environment, unless it is there; a half-made one is never taken for whole. */
export async function ensurePythonEnvironment(options: PythonInstallOptions): Promise<PythonEnvironment> {
  const { what, parent, requirements, offline = false, onProgress = () => {} } = options;
  const interpreter = await usableInterpreter(options);
  const { base } = interpreter;
  const folder = join(parent, keyOf(requirements, interpreter.version));
  const python = join(folder, "bin", "python");
  if (existsSync(python)) {
    return { python, base, folder, installSeconds: 0 };
  }
  if (offline) {
    throw new Error(
      `the ${what} is not installed in ${folder} and may not be downloaded offline; run once with a network`,
    );
  }
  const began = Date.now();
  mkdirSync(dirname(folder), { recursive: true });
  const partial = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  try {
    onProgress(`${what}: making a virtual environment with Python ${interpreter.version}`);
    await run(interpreter.command, ["-m", "venv", partial]);
    await pipInstall(what, join(partial, "bin", "python"), requirements, onProgress);
    settle(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  const installSeconds = (Date.now() - began) / 1000;
  onProgress(`${what}: installed in ${installSeconds.toFixed(1)} s`);
  return { python, base, folder, installSeconds };
}

/** Renames the finished environment; where another process was faster, its one is as good. */
function settle(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(join(folder, "bin", "python"))) {
      throw error;
    }
  }
}

function keyOf(requirements: readonly string[], version: string): string {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${version}\n`);
  for (const file of requirements) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

interface Interpreter {
  readonly command: string;
  readonly version: string;
  readonly base: string;
}

async function usableInterpreter({
  what,
  newest,
  interpreters: commands = INTERPRETERS,
}: PythonInstallOptions): Promise<Interpreter> {
  const found: string[] = [];
  for (const command of commands) {
    const probe =
      "import sys; print('%d.%d' % sys.version_info[:2]); print('base', sys.base_prefix); import venv, ensurepip";
    const answer = await run(command, ["-c", probe]).catch((error: ProcessError) => error);
    const output = answer instanceof ProcessError ? answer.output : answer;
    const version = /^(\d+)\.(\d+)$/m.exec(output);
    if (version === null) {
      continue;
    }
    const recent = Number(version[1]) > OLDEST[0] || Number(version[2]) >= OLDEST[1];
    const known = newest === undefined || Number(version[1]) < newest[0] || Number(version[2]) <= newest[1];
    if (recent && known && !(answer instanceof ProcessError)) {
      return { command, version: version[0], base: /^base (.*)$/m.exec(output)?.[1] ?? "" };
    }
    found.push(`${command} is ${version[0]}${recent && known ? " without its venv module" : ""}`);
  }
  const instead = found.length === 0 ? `${commands[0] ?? "python3"} is missing` : found.join(", ");
  const wanted = newest === undefined ? "or newer" : `to ${newest.join(".")}`;
  throw new Error(`the ${what} needs Python ${OLDEST.join(".")} ${wanted}, but ${instead}; ${HOW_TO_GET_IT}`);
}

async function pipInstall(
  what: string,
  python: string,
  requirements: readonly string[],
  onProgress: (line: string) => void,
): Promise<void> {
  const files = requirements.flatMap((file) => ["--requirement", file]);
  let count = 0;
  await run(
    python,
    ["-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "--no-compile", ...files],
    (line) => {
      const collected = /^Collecting ([\w.-]+==[\w.]+)/.exec(line);
      if (collected !== null) {
        count += 1;
        onProgress(`${what}: package ${count}: ${collected[1]}`);
      }
    },
  );
}

/** A command that ended badly; its output is kept for the message. */
class ProcessError extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

function run(command: string, args: readonly string[], onLine: (line: string) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // a setting of the user's that installs beside the environment would leave it empty
    const env = { ...process.env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PYTHONDONTWRITEBYTECODE: "1" };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        output += `${line}\n`;
        onLine(line);
      });
    }
    child.on("error", (error) => reject(new ProcessError(error.message, output)));
    child.on("close", (code) => {
      if (code === 0) {
        resolve(output.trim());
      } else {
        const last = output.trim().split("\n").at(-1) ?? "";
        reject(new ProcessError(`${command} ${args.slice(0, 3).join(" ")} ended with ${code}: ${last}`, output));
      }
    });
  });
}
