// Compiles the project into dist/ where a source is younger than what was compiled. Talks on stderr.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), "..");

const SOURCES = [
  "catalog",
  "spec",
  "placement",
  "jobs",
  "constructs",
  "stacks",
  "cli",
  "review",
  "sandbox",
  "examples",
];

export function compile() {
  if (isCompiled()) return;
  const tsc = spawnSync(process.execPath, [join(PROJECT, "node_modules", "typescript", "bin", "tsc"), "-p", PROJECT], {
    stdio: ["ignore", 2, 2],
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
  // the compiler leaves its record alone where nothing came out differently; its time is what `isCompiled` compares with.
  utimesSync(join(PROJECT, "dist", ".tsbuildinfo"), new Date(), new Date());
}

/** True where every compiled file is younger than the sources, and none was added or removed since. */
function isCompiled() {
  const built = modified(join(PROJECT, "dist", ".tsbuildinfo"));
  if (built === 0) return false;
  const files = ["main.ts", "tsconfig.json", "package-lock.json"].map((file) => join(PROJECT, file));
  return [...files, ...SOURCES.flatMap((folder) => tree(join(PROJECT, folder)))].every(
    (path) => modified(path) <= built,
  );
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** TypeScript files below a folder, and the folders themselves: theirs is the time of an addition or removal. */
function tree(folder) {
  if (modified(folder) === 0) return [];
  const inside = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return [folder, ...inside];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compile();
