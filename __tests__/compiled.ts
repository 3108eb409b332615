import { spawnSync } from "node:child_process";
import { join } from "node:path";
import makeTempFolder from "./temp-folder";

/** Compiles the project before tests of real engines: some of them start its programs, and old ones would prove nothing. */
export default function compiled(): void {
  makeTempFolder();
  const ended = spawnSync(process.execPath, [join(__dirname, "..", "scripts", "compile.mjs")], { stdio: "inherit" });
  if (ended.status !== 0) throw new Error("the project does not compile");
}
