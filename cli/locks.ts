import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageLocks } from "../spec/image-reference";

/** What `npm run lock` writes and the team commits: exact provider versions by stack, and image digests. */
export const LOCKS = "locks";

/** The locked image digests of a project; none where nothing is locked yet. */
export function imageLocks(project: string): ImageLocks {
  const file = join(project, LOCKS, "images.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ImageLocks) : {};
}

/** Lays the locked provider versions beside the synthesized files, where `terraform init` reads them. */
export function layProviderLocks(project: string, outdir: string, stacks: readonly string[]): void {
  for (const stack of stacks) {
    const lock = join(project, LOCKS, `${stack}.terraform.lock.hcl`);
    if (existsSync(lock)) copyFileSync(lock, join(outdir, "stacks", stack, ".terraform.lock.hcl"));
  }
}
