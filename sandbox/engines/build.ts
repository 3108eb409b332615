import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { sourceFolder } from "../source-folder";
import { go } from "./go-command";
import { changedModFile, moduleFolder } from "./go-module";
import type { Engine } from "./table";

/**
 * Builds an engine from its Go modules into a file: static, and inside the module's own folder, so that upstream's go.mod and go.sum count. A build
 * that is interrupted leaves nothing at the target.
 *
 * @param scratch folder for unfinished files, on the target's file system
 * @throws EngineMissing where Go is missing, a module cannot be had or has another checksum, or the build fails
 */
export async function buildEngine(engine: Engine, target: string, scratch: string): Promise<void> {
  mkdirSync(scratch, { recursive: true });
  const unfinished = join(scratch, engine.name);
  const { folder, flags } = await place(engine, join(scratch, "module"));
  await go(engine.name, folder, [
    "build",
    "-trimpath",
    "-ldflags",
    linkerFlags(engine),
    ...(engine.tags === undefined ? [] : [`-tags=${engine.tags.join(",")}`]),
    ...flags,
    "-o",
    unfinished,
    engine.package,
  ]);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(unfinished, target);
}

/** Where the engine is built, and the flags that it takes there. */
async function place(
  engine: Engine,
  scratch: string,
): Promise<{ readonly folder: string; readonly flags: readonly string[] }> {
  if ("wrapper" in engine) return { folder: sourceFolder("engines", "wrappers", engine.wrapper), flags: [] };
  const folder = await moduleFolder(engine.name, engine.module, scratch);
  const { changed } = engine;
  if (!changed) return { folder, flags: [] };
  return { folder, flags: [`-modfile=${await changedModFile(engine.name, folder, changed, scratch)}`] };
}

/** Without symbols and debugging data the engines take half the disk. */
function linkerFlags({ linkerValues = {} }: Engine): string {
  const values = Object.entries(linkerValues).map(([variable, value]) => `-X ${variable}=${value}`);
  return ["-s", "-w", ...values].join(" ");
}
