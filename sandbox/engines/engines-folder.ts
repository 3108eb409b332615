import { isAbsolute, join, resolve } from "node:path";
import { cacheFolder } from "../cache-folder";

/**
 * Where engines, charts and Terraform providers are kept: the folder that `--engines` names, else one in the user's cache. Everything in it is
 * keyed by version and can be copied to another machine of the same kind.
 */
export function enginesFolder(environment: NodeJS.ProcessEnv, given?: string): string {
  if (given === undefined) return join(cacheFolder(environment), "engines");
  return isAbsolute(given) ? given : resolve(given);
}
