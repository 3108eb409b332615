import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compiledProgram } from "../compiled-program";
import { Crash } from "../crash";
import { isRunning } from "../process-table";
import { type SandboxProcess, startProcess, stopProcess } from "../processes";
import { type ChartSettings, readServed, type ServedChart } from "./chart-settings";
import type { WantedChart } from "./wanted-charts";

/** Options of {@link startChartServer}. */
export interface ChartServerOptions {
  /** The sandbox's folder: everything that the server writes, and Helm's own caches, are in `charts` below it. */
  readonly folder: string;
  /** A free port on 127.0.0.1. */
  readonly port: number;
  /** The charts that releases ask of repositories; see `wantedCharts`. */
  readonly charts: readonly WantedChart[];
  /** Folders of charts that are on this machine. */
  readonly atHand: readonly { readonly name: string; readonly version: string; readonly folder: string }[];
  /**
   * Folders of definitions that stand-ins bring, by chart; see `prepareDefinitions`.
   *
   * @default - such as take any field
   */
  readonly definitions?: Readonly<Record<string, string>>;
  /**
   * Ask no repository whether it can be reached, and let nothing through.
   *
   * @default false
   */
  readonly offline?: boolean;
  /** Whose proxy and trusted certificates count for what is passed on. */
  readonly environment: NodeJS.ProcessEnv;
}

/** A running chart server. It goes on when this process ends. */
export interface ChartServer {
  readonly process: SandboxProcess;
  /** Variables under which Terraform's Helm provider gets its charts here, and touches nothing of the user's Helm. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every chart, and where it comes from: what stands in is to be named. */
  readonly charts: readonly ServedChart[];
}

const START_TIMEOUT_SEC = 20;
/** Variables that a server which passes connections on needs of the user's. */
const PASSED_ON = ["PATH", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"];

/** Starts the server of charts for hosts that cannot be reached, and waits until it answers. */
export async function startChartServer(options: ChartServerOptions): Promise<ChartServer> {
  const { folder, port, charts, atHand, definitions = {}, offline = false, environment } = options;
  const own = join(folder, "charts");
  mkdirSync(own, { recursive: true });
  const settings: ChartSettings = {
    port,
    offline,
    charts: [...charts],
    folders: Object.fromEntries(atHand.map((chart) => [`${chart.name} ${chart.version}`, chart.folder])),
    definitions: { ...definitions },
    trustFile: trustFile(folder),
    servedFile: join(own, "served.json"),
  };
  const settingsFile = join(own, "settings.json");
  writeFileSync(settingsFile, JSON.stringify(settings, null, 2));
  rmSync(settings.servedFile, { force: true });
  const logFile = join(folder, "logs", "charts.log");
  const server = startProcess({
    name: "chart server",
    folder,
    command: [process.execPath, compiledProgram("charts/chart-server-main"), settingsFile],
    environment: Object.fromEntries(
      PASSED_ON.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
    ),
    logFile,
  });
  for (let waited = 0; !existsSync(settings.servedFile); waited += 50) {
    if (!isRunning(server)) throw new Crash("chart server", logFile);
    if (waited >= START_TIMEOUT_SEC * 1000) {
      await stopProcess(server);
      throw new Crash("chart server", logFile, `gave no answer in ${START_TIMEOUT_SEC} s`);
    }
    await sleep(50);
  }
  return { process: server, environment: chartEnvironment(folder, port), charts: readServed(settings.servedFile) };
}

/** Variables for Terraform beside a chart server: see {@link ChartServer.environment}. */
export function chartEnvironment(folder: string, port: number): Readonly<Record<string, string>> {
  const helm = join(folder, "charts", "helm");
  const proxy = `http://127.0.0.1:${port}`;
  const direct = "127.0.0.1,localhost";
  return {
    // programs differ in which spelling they read first.
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    SSL_CERT_FILE: trustFile(folder),
    HELM_CACHE_HOME: join(helm, "cache"),
    HELM_CONFIG_HOME: join(helm, "config"),
    HELM_DATA_HOME: join(helm, "data"),
    HELM_PLUGINS: join(helm, "data", "plugins"),
    HELM_REGISTRY_CONFIG: join(helm, "config", "registry.json"),
    HELM_REPOSITORY_CACHE: join(helm, "cache", "repository"),
    HELM_REPOSITORY_CONFIG: join(helm, "config", "repositories.yaml"),
  };
}

function trustFile(folder: string): string {
  return join(folder, "charts", "trusted.pem");
}
