import { renameSync, writeFileSync } from "node:fs";
import { folderChart, standInChart } from "./chart-package";
import { createChartProxy } from "./chart-proxy";
import { type ChartSettings, readSettings, type ServedChart } from "./chart-settings";
import { trustWith } from "./trust";
import { isReachable, proxyOf } from "./tunnel";
import { hostOf } from "./wanted-charts";

/** The chart server's process: `node chart-server-main.js SETTINGS`. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv[2] ?? "");
  const upstream = proxyOf(process.env);
  const reachable = await reachableHosts(settings, upstream);
  const charts = settings.charts.filter(({ repository }) => !reachable.has(hostOf(repository))).map(packaged(settings));
  const { server, authorityPem } = createChartProxy({ charts, offline: settings.offline, upstream });
  writeWhole(settings.trustFile, trustWith(authorityPem, process.env));
  const served: readonly ServedChart[] = settings.charts.map(({ chart, version, repository }) => {
    const here = charts.find((one) => one.chart === chart && one.version === version && one.repository === repository);
    return { chart, version, repository, from: here?.from ?? "repository" };
  });
  server.once("error", (error) => {
    console.error(`chart server: ${error.message}`);
    process.exit(1);
  });
  server.listen(settings.port, "127.0.0.1", () => {
    writeWhole(settings.servedFile, JSON.stringify(served, null, 2));
    console.log(`chart server: answers on 127.0.0.1:${settings.port} for ${charts.length} of ${served.length} charts`);
  });
}

async function reachableHosts(
  { charts, offline }: ChartSettings,
  upstream: ReturnType<typeof proxyOf>,
): Promise<ReadonlySet<string>> {
  if (offline) return new Set();
  const hosts = [...new Set(charts.map(({ repository }) => hostOf(repository)))];
  const answers = await Promise.all(hosts.map((host) => isReachable(host, upstream)));
  return new Set(hosts.filter((_, index) => answers[index]));
}

function packaged({ folders, definitions }: ChartSettings) {
  return (wanted: ChartSettings["charts"][number]) => {
    const folder = folders[`${wanted.chart} ${wanted.version}`];
    return folder === undefined ? standInChart(wanted, definitions) : folderChart(wanted, folder);
  };
}

/** Whoever waits for the file must not read half of it. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.partial`, text);
  renameSync(`${file}.partial`, file);
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
