import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

export const PROJECT = join(__dirname, "..", "..");

/** A file of the project, by its path in it. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** TypeScript files below a folder of the project, sorted. */
export function sourcesIn(folder: string): readonly Source[] {
  const root = join(PROJECT, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .sort()
    .map(source);
}

/** A file by its path. */
export function source(path: string): Source {
  return { path, text: readFileSync(join(PROJECT, path), "utf8") };
}

/** What is in Git, or would be with the next `git add`. */
export function trackedFiles(): readonly string[] {
  const { stdout, status, stderr } = spawnSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    { cwd: PROJECT, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`git ls-files failed: ${stderr}`);
  return stdout.split("\n").filter((path) => path !== "" && existsSync(join(PROJECT, path)));
}

/** Everything that a file imports, as it is written: `import … from`, `import "…"`, `import("…")` and `require("…")`. */
export function importsOf({ text }: Source): readonly string[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s(?:[^;"']*?\sfrom\s)?["']([^"']+)["']/gm);
  const calls = text.matchAll(/\b(?:import|require|require\.resolve)\(\s*["']([^"']+)["']/g);
  return [...statements, ...calls].flatMap((match) => match[1] ?? []);
}

/** The path in the project that a relative import leads to; undefined for a package. */
export function target({ path }: Source, imported: string): string | undefined {
  return imported.startsWith(".") ? posix.join(posix.dirname(path), imported) : undefined;
}
