import { spawn } from "node:child_process";
import { join } from "node:path";
import { cacheFolder } from "../cache-folder";
import { emulatorSources, ensureEmulatorInstalled } from "./python-environment";

/** Runs the emulator's own tests in its own environment; further arguments are pytest's, e.g. `-m terraform`. */
async function main(args: readonly string[]): Promise<number> {
  const tests = join(emulatorSources(), "tests");
  const { python } = await ensureEmulatorInstalled({
    cacheDir: cacheFolder(process.env),
    alsoInstall: [join(tests, "requirements.txt")],
    onProgress: (line) => console.error(line),
  });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(python, ["-m", "pytest", tests, ...args], { stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
