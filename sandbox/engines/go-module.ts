import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "./go-command";
import { makeWritable } from "./make-writable";
import type { ChangedModule, PinnedModule } from "./table";

/** The module's folder in Go's module cache, downloaded where it is not there yet. Go itself refuses files that do not have the pinned checksum. */
export async function moduleFolder(wanted: string, module: PinnedModule, scratch: string): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "go.mod"), `module scratch\n\ngo 1.21\n\nrequire ${module.path} ${module.version}\n`);
  writeFileSync(join(scratch, "go.sum"), goSumLines(module));
  const answer = await go(wanted, scratch, ["mod", "download", "-json", `${module.path}@${module.version}`]);
  return (JSON.parse(answer) as { readonly Dir: string }).Dir;
}

/**
 * A copy of the module's go.mod, for `-modfile`, in which changed copies of some modules below it take their places. Go allows no change inside its
 * module cache.
 */
export async function changedModFile(
  wanted: string,
  folder: string,
  changed: readonly ChangedModule[],
  scratch: string,
): Promise<string> {
  const modFile = join(scratch, "changed.mod");
  copyFileSync(join(folder, "go.mod"), modFile);
  copyFileSync(join(folder, "go.sum"), join(scratch, "changed.sum"));
  for (const [index, { module, file, replacements }] of changed.entries()) {
    const copy = join(scratch, `changed-${index}`);
    cpSync(await moduleFolder(wanted, module, join(scratch, `original-${index}`)), copy, { recursive: true });
    makeWritable(copy);
    writeFileSync(join(copy, file), replacements.reduce(edited, readFileSync(join(copy, file), "utf8")));
    await go(wanted, scratch, ["mod", "edit", `-replace=${module.path}=${copy}`, modFile]);
  }
  return modFile;
}

function edited(text: string, [from, to]: readonly [string, string]): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${JSON.stringify(from)} must occur once, found ${parts.length - 1} times`);
  return parts.join(to);
}

function goSumLines({ path, version, sum, goModSum }: PinnedModule): string {
  return `${path} ${version} ${sum}\n${path} ${version}/go.mod ${goModSum}\n`;
}
