import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Engine } from "./table";

/** Thrown when an engine cannot be built; the message says why and how to get what is missing. */
export class EngineMissing extends Error {
  constructor(
    readonly engine: string,
    readonly why: string,
    readonly howToGet: string,
  ) {
    super(`${engine}: ${why}; ${howToGet}`);
    this.name = "EngineMissing";
  }
}

/**
 * Builds an engine from its Go module into a file: static, inside the module's own folder, so that upstream's go.mod and go.sum count.
 * A build that is interrupted leaves nothing at the target.
 *
 * @throws EngineMissing where Go is missing, the module cannot be had, or the build fails
 */
export async function buildEngine(engine: Engine, target: string): Promise<void> {
  const folder = await moduleFolder(engine, dirname(target));
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    await go(engine, folder, ["build", "-trimpath", "-ldflags", "-s -w", "-o", unfinished, engine.package]);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** The module's folder in Go's module cache, downloaded and compared with its checksum where it is not there yet. */
async function moduleFolder(engine: Engine, scratch: string): Promise<string> {
  const here = join(scratch, `.module-${process.pid}`);
  mkdirSync(here, { recursive: true });
  try {
    await go(engine, here, ["mod", "init", "scratch"]);
    const answer = await go(engine, here, ["mod", "download", "-json", `${engine.module}@${engine.moduleVersion}`]);
    return (JSON.parse(answer) as { Dir: string }).Dir;
  } finally {
    rmSync(here, { recursive: true, force: true });
  }
}

function go(engine: Engine, cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn("go", args, {
      cwd,
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout?.on("data", (data) => (output += data));
    child.stderr?.on("data", (data) => (errors += data));
    child.on("error", () =>
      reject(new EngineMissing(engine.name, "Go is not installed", "install Go 1.24 or newer (https://go.dev/dl)")),
    );
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      const lastLine = (errors || output).trim().split("\n").at(-1) ?? "";
      reject(
        new EngineMissing(
          engine.name,
          `go ${args[0]} ${args[1] ?? ""} failed: ${lastLine}`,
          "try again with network access to the Go module proxy",
        ),
      );
    });
  });
}
