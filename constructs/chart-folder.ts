import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderAbove } from "../spec/folder-above";

/**
 * Folder of one of the platform's own charts, found from this file, compiled or not: an app of another folder uses constructs, too.
 *
 * @throws where the chart is in no folder above
 */
export function chartFolder(chart: string): string {
  const folder = folderAbove(__dirname, (above) => existsSync(join(above, "charts", chart, "Chart.yaml")));
  if (folder === undefined)
    throw new Error(`the chart ${chart} is in no folder charts/ above ${__dirname}; the checkout is incomplete`);
  return join(folder, "charts", chart);
}
