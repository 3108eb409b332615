// Runs one compiled program of this project: `node scripts/run.mjs main`, `node scripts/run.mjs cli/check FILE…`.
// Installs and compiles first where something changed.
import module, { createRequire } from "node:module";
import { join } from "node:path";
import { compile, PROJECT } from "./compile.mjs";
import { install } from "./install.mjs";

install();
compile();
// Node 22 and newer keep compiled code between runs.
module.enableCompileCache?.();
const [program, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], join(PROJECT, "dist", `${program}.js`), ...args];
createRequire(import.meta.url)(process.argv[1]);
