import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes one temporary folder for a whole test run: cdktf leaves an output folder for every app that a test makes. */
export default function makeTempFolder(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "hybrid-gpu-platform-tests-"));
  // suites share what they synthesize, within one run: the same code writes it.
  process.env.SYNTHESIZED_FOLDER = process.env.TMPDIR;
}
