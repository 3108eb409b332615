import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The same as `npx cdktf synth`, without loading the CDKTF command line; false where the app said why it did not. */
export function synthesize(file: string, outdir: string): boolean {
  const app = spawnSync(process.execPath, [join(__dirname, "..", "main.js")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PLATFORM: file, CDKTF_OUTDIR: outdir },
  });
  return app.status === 0;
}
