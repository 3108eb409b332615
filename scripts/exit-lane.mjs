// Synthesizes the example twice, with cdktf and with cdktn under its name, and compares what both wrote: the way out of CDKTF stays open.
// cdktn is installed once into the user's cache, keyed by version.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compile, PROJECT } from "./compile.mjs";
import { install } from "./install.mjs";

const VERSION = "0.24.0";

/** Folder that holds cdktn under the name cdktf. */
function installedCdktn() {
  const { cacheFolder } = createRequire(import.meta.url)("../dist/sandbox/cache-folder.js");
  const folder = join(cacheFolder(process.env), `cdktn-${VERSION}`);
  if (existsSync(join(folder, "node_modules", "cdktf", "package.json"))) return folder;
  console.error(`installing cdktn ${VERSION} …`);
  mkdirSync(folder, { recursive: true });
  const { constructs } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")).dependencies;
  const dependencies = { cdktf: `npm:cdktn@${VERSION}`, constructs };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const npm = spawnSync("npm", ["install", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  if (npm.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    console.error(`exit lane: not checked, cdktn ${VERSION} could not be installed; it comes from the npm registry`);
    process.exit(1);
  }
  return folder;
}

/** Loaded before the app: every `cdktf` of the app and of the provider bindings becomes cdktn; there stays one `constructs`. */
function redirection(folder) {
  return `const Module = require("node:module");
const resolve = Module._resolveFilename;
function asSeenFrom(folder) {
  return Object.assign(new Module(folder + "/package.json"), { filename: folder + "/package.json", paths: Module._nodeModulePaths(folder) });
}
const places = { cdktf: asSeenFrom(${JSON.stringify(folder)}), constructs: asSeenFrom(${JSON.stringify(PROJECT)}) };
Module._resolveFilename = function (request, parent, ...rest) {
  return resolve.call(this, request, places[request.split("/")[0]] ?? parent, ...rest);
};
`;
}

function synthesize(outdir, nodeArguments) {
  const environment = { ...process.env, CDKTF_OUTDIR: outdir, PLATFORM: "platforms/example.yaml" };
  const app = spawnSync(process.execPath, [...nodeArguments, join(PROJECT, "dist", "main.js")], {
    cwd: PROJECT,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (app.status !== 0) process.exit(1);
}

/** What a library wrote, by stack, without the mark of which library it was. */
function written(outdir) {
  const stacks = join(outdir, "stacks");
  return new Map(
    readdirSync(stacks).map((stack) => {
      const data = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"));
      const version = data["//"].metadata.version;
      delete data["//"].metadata.version;
      return [stack, { data, version }];
    }),
  );
}

install();
compile();
const folder = installedCdktn();
const scratch = mkdtempSync(join(tmpdir(), "exit-lane-"));
try {
  const hook = join(scratch, "cdktn.cjs");
  writeFileSync(hook, redirection(folder));
  synthesize(join(scratch, "cdktf"), []);
  synthesize(join(scratch, "cdktn"), ["--require", hook]);
  const before = written(join(scratch, "cdktf"));
  const after = written(join(scratch, "cdktn"));
  const versions = [before, after].map((stacks) => [...stacks.values()][0]?.version);
  const different = [...new Set([...before.keys(), ...after.keys()])].filter(
    (stack) => !isDeepStrictEqual(before.get(stack)?.data, after.get(stack)?.data),
  );
  // a redirection that does nothing would compare cdktf with itself.
  if (versions[0] === versions[1]) {
    console.error(`exit lane: both syntheses came from version ${versions[0]}: cdktn was not used`);
    process.exitCode = 1;
  } else if (different.length > 0) {
    console.error(`exit lane: cdktf ${versions[0]} and cdktn ${versions[1]} differ in ${different.join(", ")}`);
    process.exitCode = 1;
  } else console.log(`exit lane: cdktf ${versions[0]} and cdktn ${versions[1]} write the same ${before.size} states`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
