import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** A folder of `sandbox/` in the checkout, found from the compiled file too: what is not TypeScript is not copied beside it. */
export function sourceFolder(...path: readonly string[]): string {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const found = join(folder, "sandbox", ...path);
    if (existsSync(join(folder, "package.json")) && existsSync(found)) return found;
  }
  throw new Error(`${join("sandbox", ...path)} is in no folder above ${__dirname}; the checkout is incomplete`);
}
