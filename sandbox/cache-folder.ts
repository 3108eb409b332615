import { homedir } from "node:os";
import { join } from "node:path";

/** The user's cache folder for this project; everything in it can be deleted, and is keyed by version. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "hybrid-gpu-platform");
}
