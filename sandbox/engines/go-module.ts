import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "./go-command";
import type { PinnedModule } from "./table";

/** The module's folder in Go's module cache, downloaded where it is not there yet. Go itself refuses files that do not have the pinned checksum. */
export async function moduleFolder(wanted: string, module: PinnedModule, scratch: string): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "go.mod"), `module scratch\n\ngo 1.21\n\nrequire ${module.path} ${module.version}\n`);
  writeFileSync(join(scratch, "go.sum"), goSumLines(module));
  const answer = await go(wanted, scratch, ["mod", "download", "-json", `${module.path}@${module.version}`]);
  return (JSON.parse(answer) as { readonly Dir: string }).Dir;
}

/** A copy of the module's go.mod with other versions of some modules, and of its go.sum with their checksums; for `-modfile`. */
export async function changedModFile(
  wanted: string,
  folder: string,
  instead: readonly PinnedModule[],
  scratch: string,
): Promise<string> {
  const modFile = join(scratch, "changed.mod");
  const sumFile = join(scratch, "changed.sum");
  copyFileSync(join(folder, "go.mod"), modFile);
  copyFileSync(join(folder, "go.sum"), sumFile);
  for (const module of instead) {
    await go(wanted, scratch, ["mod", "edit", `-require=${module.path}@${module.version}`, modFile]);
    appendFileSync(sumFile, goSumLines(module));
  }
  return modFile;
}

function goSumLines({ path, version, sum, goModSum }: PinnedModule): string {
  return `${path} ${version} ${sum}\n${path} ${version}/go.mod ${goModSum}\n`;
}
