import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SERVING_IMAGES } from "../catalog/serving-images";
import { TOOL_IMAGES } from "../catalog/tool-images";
import type { ImageLocks } from "../spec/image-reference";
import { loadedOrExit } from "./loaded";
import { LOCKS } from "./locks";
import { program } from "./program";
import { digestOf, NoDigest } from "./registry";
import { synthesize } from "./synthesize";
import { synthesizedStates } from "./synthesized";

/** Machines whose checksums a lock holds: those of a team and of its CI. */
const MACHINES = ["linux_amd64", "linux_arm64", "darwin_arm64"] as const;

program(
  "lock",
  "Asks the registries for exact provider versions and image digests, and writes them to locks/, to be committed. Needs the network.",
)
  .argument("<file>", "platform file")
  .action(async (file: string) => {
    process.exitCode = await lock(file);
  })
  .parse();

/** Writes all locks, or none: a lock that is half new would pin a mixture. */
async function lock(file: string): Promise<number> {
  loadedOrExit(file);
  const scratch = mkdtempSync(join(tmpdir(), "hybrid-gpu-platform-"));
  try {
    const outdir = join(scratch, "cdktf.out");
    if (!synthesize(file, outdir)) return 1;
    const stacks = synthesizedStates(outdir).map(({ stack }) => stack as string);
    const problems = [...(await lockProviders(outdir, stacks)), ...(await lockImages(scratch))];
    if (problems.length > 0) {
      for (const problem of problems) console.error(problem);
      console.error("nothing was locked");
      return 1;
    }
    mkdirSync(LOCKS, { recursive: true });
    for (const stack of stacks)
      copyFileSync(join(outdir, "stacks", stack, ".terraform.lock.hcl"), join(LOCKS, `${stack}.terraform.lock.hcl`));
    copyFileSync(join(scratch, "images.json"), join(LOCKS, "images.json"));
    console.log(`locked ${stacks.length} states and the images of the catalog: commit ${LOCKS}/`);
    return 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function lockProviders(outdir: string, stacks: readonly string[]): Promise<string[]> {
  for (const stack of stacks) {
    console.error(`asking for the providers of ${stack} …`);
    const folder = join(outdir, "stacks", stack);
    // a lock that was laid there by synth would keep its versions.
    rmSync(join(folder, ".terraform.lock.hcl"), { force: true });
    const output = await terraformLock(folder);
    // what one state cannot have, the next will not have either.
    if (output !== undefined) return [`${stack}: ${output}`];
  }
  return [];
}

/** The first error of Terraform's output, on one line. */
function reason(output: string): string {
  const text = output.replace(/[│╷╵]/g, "").replace(/\s+/g, " ");
  const error = text.slice(Math.max(0, text.indexOf("Error: "))).trim();
  return error.length > 300 ? `${error.slice(0, 299)}…` : error;
}

/** What went wrong, or undefined. */
function terraformLock(folder: string): Promise<string | undefined> {
  const args = ["providers", "lock", "-no-color", ...MACHINES.map((machine) => `-platform=${machine}`)];
  return new Promise((resolve) => {
    const child = spawn("terraform", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (data) => (errors += data));
    child.on("error", () =>
      resolve("Terraform is not installed; get 1.11 or newer (https://developer.hashicorp.com/terraform/install)"),
    );
    child.on("close", (code) => resolve(code === 0 ? undefined : reason(errors)));
  });
}

async function lockImages(scratch: string): Promise<string[]> {
  console.error("asking for the digests of the catalog's images …");
  const locks: Record<string, string> = {};
  const problems: string[] = [];
  for (const image of [...Object.values(SERVING_IMAGES), ...Object.values(TOOL_IMAGES)]) {
    try {
      locks[`${image.repository}:${image.tag}`] = await digestOf(image);
    } catch (error) {
      if (!(error instanceof NoDigest)) throw error;
      problems.push(error.message);
    }
  }
  const sorted: ImageLocks = Object.fromEntries(Object.entries(locks).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(scratch, "images.json"), `${JSON.stringify(sorted, null, 2)}\n`);
  return problems;
}
