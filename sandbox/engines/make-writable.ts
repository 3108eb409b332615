import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Lets the user change and remove a copy of something of Go's module cache, which is read-only. */
export function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(path);
    else chmodSync(path, 0o644);
  }
}
