import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSandbox } from "../status";

/** Writes a command for pods, which runs another with the arguments that it gets; gives its file. */
export function toolScript(folder: string, name: string, command: readonly string[]): string {
  const tools = join(openSandbox(folder).folder, "tools");
  mkdirSync(tools, { recursive: true });
  const file = join(tools, name);
  const quoted = command.map((part) => `'${part.replaceAll("'", `'\\''`)}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${quoted.join(" ")} "$@"\n`, { mode: 0o755 });
  return file;
}
