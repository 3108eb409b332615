import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * The same as `npx cdktf synth`, without loading the CDKTF command line, for a file whose problems were told already; false where the app
 * failed, which it then tells. `project` is the folder that the file's path starts from.
 */
export function synthesize(file: string, outdir: string, project = process.cwd()): boolean {
  const app = spawnSync(process.execPath, [join(__dirname, "..", "main.js")], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    cwd: project,
    env: { ...process.env, PLATFORM: file, CDKTF_OUTDIR: outdir },
  });
  if (app.status !== 0) process.stderr.write(app.stderr);
  return app.status === 0;
}
