import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Folder of one of the platform's own charts, found from this file, compiled or not: an app of another folder uses constructs, too.
 *
 * @throws where the chart is in no folder above
 */
export function chartFolder(chart: string): string {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const found = join(folder, "charts", chart);
    if (existsSync(join(found, "Chart.yaml"))) return found;
  }
  throw new Error(`the chart ${chart} is in no folder charts/ above ${__dirname}; the checkout is incomplete`);
}
