import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { sourceFolder } from "./source-folder";

/** A program of `sandbox/` that Node can run, such as `node/agent-main`; also for who is not compiled, as tests are. */
export function compiledProgram(path: string): string {
  const beside = join(__dirname, `${path}.js`);
  if (existsSync(beside)) return beside;
  const compiled = join(dirname(sourceFolder()), "dist", "sandbox", `${path}.js`);
  if (existsSync(compiled)) return compiled;
  throw new Error(`${compiled} does not exist; compile the project: npm run build`);
}
