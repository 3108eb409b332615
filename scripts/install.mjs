// Installs the locked packages where they are missing or are not the ones of package-lock.json. Talks on stderr.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");

/** npm writes what it installed to node_modules/.package-lock.json: the same packages, less the project itself. */
function isInstalled() {
  const marker = join(project, "node_modules", ".package-lock.json");
  if (!existsSync(marker)) return false;
  // npm writes the marker last: where it is younger than the lock file, there is nothing to compare.
  if (statSync(marker).mtimeMs >= statSync(join(project, "package-lock.json")).mtimeMs) return true;
  const wanted = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(marker, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

export function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org)`);
    process.exit(1);
  }
  if (isInstalled()) return;
  console.error("installing packages from package-lock.json …");
  const started = Date.now();
  const npm = spawnSync("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: project,
    stdio: ["ignore", 2, 2],
  });
  if (npm.status !== 0) {
    console.error("npm ci failed: see above; the packages come from the registry that `npm config get registry` names");
    process.exit(npm.status ?? 1);
  }
  console.error(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
