import { dirname } from "node:path";

/** The nearest folder at or above one, below the root, of which something holds; undefined where there is none. */
export function folderAbove(start: string, holds: (folder: string) => boolean): string | undefined {
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder)) if (holds(folder)) return folder;
  return undefined;
}
