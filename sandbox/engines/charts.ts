import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ChartPart, MODULE_CHARTS, type ModuleChart, type ModuleChartName } from "./chart-table";
import { EngineMissing } from "./engine-missing";
import { moduleFolder } from "./go-module";
import { makeWritable } from "./make-writable";
import { inScratch } from "./scratch";

/** Options of {@link prepareCharts}. */
export interface ChartOptions {
  /** Where charts are kept; see `enginesFolder`. */
  readonly folder: string;
  /**
   * Download nothing: a chart that is not in the folder is missing.
   *
   * @default false
   */
  readonly offline?: boolean;
}

/**
 * Copies the charts that travel in their controllers' modules into plain folders, and gives each one's path.
 *
 * @throws EngineMissing where one cannot be had
 */
export async function prepareCharts({
  folder,
  offline = false,
}: ChartOptions): Promise<Readonly<Record<ModuleChartName, string>>> {
  const paths: Partial<Record<ModuleChartName, string>> = {};
  for (const chart of MODULE_CHARTS) {
    const target = join(folder, "charts", chart.name, chart.version, chart.name);
    if (!existsSync(target)) {
      if (offline) throw new EngineMissing(`chart ${chart.name}`, `${target} does not exist`, "run without --offline");
      await inScratch(folder, `chart-${chart.name}`, (scratch) => copyChart(chart, target, scratch));
    }
    paths[chart.name] = target;
  }
  return paths as Readonly<Record<ModuleChartName, string>>;
}

async function copyChart(chart: ModuleChart, target: string, scratch: string): Promise<void> {
  const { name, parts = [] } = chart;
  const copy = join(scratch, name);
  const add = async (part: ModuleChart | ChartPart, folder: string) => {
    const module = await moduleFolder(`chart ${name}`, part.module, join(scratch, "module"));
    cpSync(join(module, part.folder), folder, { recursive: true, dereference: true });
    makeWritable(folder);
    stampVersion(join(folder, "Chart.yaml"), part.version);
  };
  await add(chart, copy);
  for (const part of parts) await add(part, join(copy, "charts", part.name));
  mkdirSync(dirname(target), { recursive: true });
  renameSync(copy, target);
}

/** Release processes write the release into charts when they publish them: in the module they name an older one, or none. */
function stampVersion(file: string, version: string): void {
  const text = readFileSync(file, "utf8");
  const stamped = text
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: "?v?\d.*$/m, (line) => line.replace(/\d+\.\d+\.\d+/, version.replace(/^v/, "")));
  writeFileSync(file, stamped);
}
