import { join } from "node:path";

/** Folder of a cluster inside that of its sandbox. */
export function clusterFolder(sandbox: string, name: string): string {
  return join(sandbox, "clusters", name);
}
