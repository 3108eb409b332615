// Runs one compiled program of this project: `node scripts/run.mjs main`, `node scripts/run.mjs cli/check FILE…`.
// Installs and compiles first where something changed; both talk on stderr.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
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

/** True where every compiled file is younger than the sources, and none was added or removed since. */
function isCompiled() {
  const built = modified(join(project, "dist", ".tsbuildinfo"));
  const files = [join(project, "main.ts"), join(project, "tsconfig.json"), join(project, "package-lock.json")];
  return (
    built > 0 &&
    [...files, ...SOURCES.flatMap((folder) => tree(join(project, folder)))].every((path) => modified(path) <= built)
  );
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** TypeScript files below a folder, and the folders themselves: theirs is the time of an addition or removal. */
function tree(folder) {
  if (modified(folder) === 0) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (paths, entry) => {
      if (entry.isDirectory() || entry.name.endsWith(".ts"))
        paths.push(join(entry.parentPath ?? entry.path, entry.name));
      return paths;
    },
    [folder],
  );
}

export function compile() {
  if (isCompiled()) return;
  const tsc = spawnSync(process.execPath, [join(project, "node_modules/typescript/bin/tsc"), "-p", project], {
    stdio: ["ignore", 2, 2],
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}

install();
compile();
const [program, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], join(project, "dist", `${program}.js`), ...args];
createRequire(import.meta.url)(process.argv[1]);
