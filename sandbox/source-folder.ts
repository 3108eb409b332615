import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderAbove } from "../spec/folder-above";

/** A folder of `sandbox/` in the checkout, found from the compiled file too: what is not TypeScript is not copied beside it. */
export function sourceFolder(...path: readonly string[]): string {
  const found = join("sandbox", ...path);
  const folder = folderAbove(
    __dirname,
    (above) => existsSync(join(above, "package.json")) && existsSync(join(above, found)),
  );
  if (folder === undefined) throw new Error(`${found} is in no folder above ${__dirname}; the checkout is incomplete`);
  return join(folder, found);
}
