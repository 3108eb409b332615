import { spawn } from "node:child_process";
import { EngineMissing } from "./engine-missing";

/** Go's own way: a Go of 1.21 or newer fetches the one that a module asks for, where it may. */
const HOW_TO_GET_GO =
  "install Go 1.26.6 or newer (https://go.dev/dl), or give --engines DIR with the engines of a machine that has it";

/** Runs Go for an engine and gives what it printed; the user's settings of module proxy, checksum database and caches count. */
export function go(engine: string, cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, {
      cwd,
      env: {
        ...process.env,
        CGO_ENABLED: "0",
        // flags of the user's, or a workspace above the folder, would change what is built.
        GOFLAGS: "-mod=readonly -buildvcs=false",
        GOWORK: "off",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.on("error", () => reject(new EngineMissing(engine, "Go is not installed", HOW_TO_GET_GO)));
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(failure(engine, args, errors || output));
    });
  });
}

function failure(engine: string, args: readonly string[], said: string): EngineMissing {
  const lines = said.trim().split("\n");
  const old = lines.find((line) => /requires go >= /.test(line));
  if (old) return new EngineMissing(engine, old.trim(), HOW_TO_GET_GO);
  const changed = lines.find((line) => line.includes("checksum mismatch"));
  if (changed) {
    return new EngineMissing(
      engine,
      changed.trim(),
      "the module proxy has other files than the pinned ones; use another",
    );
  }
  // `go mod download -json` says it in a field.
  const reason = /"Error": "(.*)"/.exec(said)?.[1] ?? lines.at(-1) ?? "";
  const command = args[0] === "mod" ? `go mod ${args[1]}` : `go ${args[0]}`;
  return new EngineMissing(
    engine,
    `${command} failed: ${reason}`,
    "try again with network access to the Go module proxy (GOPROXY)",
  );
}
