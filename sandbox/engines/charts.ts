import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineMissing } from "./engine-missing";
import { moduleFolder } from "./go-module";
import { makeWritable } from "./make-writable";
import { inScratch } from "./scratch";
import { MODULE_CHARTS, type ModuleChart, type ModuleChartName } from "./table";

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
  const module = await moduleFolder(`chart ${chart.name}`, chart.module, join(scratch, "module"));
  const copy = join(scratch, chart.name);
  cpSync(join(module, chart.folder), copy, { recursive: true, dereference: true });
  makeWritable(copy);
  stampVersion(join(copy, "Chart.yaml"), chart.version);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(copy, target);
}

/** Karpenter's release process writes the release into its charts when it publishes them: in the module they name an older one. */
function stampVersion(file: string, version: string): void {
  const text = readFileSync(file, "utf8");
  const stamped = text
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: "?v?\d.*$/m, (line) => line.replace(/\d+\.\d+\.\d+/, version));
  writeFileSync(file, stamped);
}
