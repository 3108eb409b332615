import { resolve } from "node:path";
import { clusterFolder } from "./cluster-folder";
import type { PlanePlace } from "./control-plane";

/** A cluster's place on this machine, by its name. */
export function placeOf(folder: string, name: string): PlanePlace {
  const sandbox = resolve(folder);
  return { sandbox, folder: clusterFolder(sandbox, name), name };
}
