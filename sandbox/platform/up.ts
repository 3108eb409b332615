import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { clusterName } from "../../spec/names";
import type { Platform } from "../../spec/platform";
import { storesMeetOverLink } from "../../spec/store-endpoint";
import { cacheFolder } from "../cache-folder";
import { startChartServer } from "../charts/chart-server";
import { installDefinitions } from "../charts/install-definitions";
import { type DefinitionFolders, standInDefinitions } from "../charts/stand-in-definitions";
import { wantedCharts } from "../charts/wanted-charts";
import { withCluster } from "../clusters/cluster-access";
import type { ClusterOptions } from "../clusters/cluster-options";
import { removeCluster, startClusters } from "../clusters/clusters";
import { writeEksClusters } from "../clusters/eks-clusters";
import { MODULE_CHARTS } from "../engines/chart-table";
import { prepareCharts } from "../engines/charts";
import { prepareDefinitions } from "../engines/definitions";
import { type Engines, prepareEngines } from "../engines/engines";
import { enginesFolder } from "../engines/engines-folder";
import { prepareProviders } from "../engines/providers";
import { startLink } from "../link/link";
import { isRunning } from "../process-table";
import { stopProcess } from "../processes";
import { saveStores } from "../site/known-stores";
import { madeUpVersions } from "../site/made-up-versions";
import { SIGNING_STAND_IN, signingHelper } from "../site/signing-helper";
import { besideEndpoint, startSiteEndpoint } from "../site/site-endpoint";
import { siteStore, startSiteStore } from "../site/site-store";
import { ensureThreadInstalled, THREAD_STAND_IN, trainingRuns } from "../site/thread";
import {
  addStandIns,
  namedPorts,
  openSandbox,
  readStatus,
  recordProcesses,
  type SandboxStatus,
  updateStatus,
} from "../status";
import { awsCommand } from "../token/aws-command";
import { emulatedAccount } from "./emulated-account";
import { eksClustersFile, startEmulatedAws } from "./emulated-aws";
import { disksStandIn, type LocalDisks, layLocalVolumes } from "./local-volumes";
import { ON_PREM_NODES_STAND_IN } from "./on-prem-nodes";
import { checkSafeToDeploy } from "./safe-to-deploy";
import { binFolder, sandboxEnvironment, saveEnvironment } from "./sandbox-environment";
import { CLOUD_CLUSTER, cloudCluster, LINK, ON_PREM_CLUSTER, onPremCluster, type Site } from "./simulated-clusters";

/** Name of the chart server's process and port. */
const CHARTS = "chart server";

/** How {@link startSandbox} starts it. */
export interface UpOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly platform: Platform;
  /** Folder of the synthesized states: the charts that they ask for are served. */
  readonly outdir: string;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Folder of engines, charts and providers.
   *
   * @default - one in the user's cache
   */
  readonly engines?: string;
  /**
   * Build and download nothing.
   *
   * @default false
   */
  readonly offline?: boolean;
  /** Says what was done, in one line. */
  readonly onProgress: (line: string) => void;
}

/**
 * Brings up all that a platform meets: its AWS account, its clusters, the link between them, the charts. What runs is left as it is, what ended is
 * started again.
 */
export async function startSandbox(options: UpOptions): Promise<SandboxStatus> {
  const { platform, environment, offline = false, onProgress } = options;
  checkSafeToDeploy(platform);
  const { folder } = openSandbox(options.folder);
  const enginesAt = enginesFolder(environment, options.engines);
  const engines = prepareEngines({ folder: enginesAt, offline, onProgress });
  const providers = prepareProviders({ ...PROVIDERS, environment, folder: enginesAt, offline, onProgress });
  const aws = await startAws(folder, options);
  const site = await siteOf(folder, aws?.url, options);
  const fresh = readStatus(folder)?.clusters[ON_PREM_CLUSTER] === undefined;
  const clusters = [
    ...(platform.onPrem ? [onPremCluster(platform.onPrem, engines, site)] : []),
    ...(platform.cloud && aws ? [cloudCluster(platform, platform.cloud, aws, engines, site)] : []),
  ];
  const { kubeconfig } = await startClusters({ folder, engines, onProgress, clusters });
  await joinSides(folder, platform);
  // controllers were still being built while the control planes started.
  await engines.all();
  if (site) {
    const rclone = await engines.path("rclone");
    await startSiteStore(folder, site.store, { rclone, fresh });
    if (site.endpoint && site.emulator !== undefined) await startSiteEndpoint(folder, site.endpoint, site.emulator);
    const { store, emulator, madeUp, trained, python } = site;
    saveStores(folder, {
      rclone,
      store,
      ...(emulator !== undefined && { emulator }),
      models: [...madeUp, ...(python ? trained : [])],
    });
  }
  const { folders: definitions } = await prepareDefinitions({ folder: enginesAt, offline });
  const charts = await serveCharts(folder, enginesAt, definitions, options);
  await defineKinds(folder, definitions, clusters, options);
  const disks = installedDisks(platform);
  if (disks) await withCluster(folder, ON_PREM_CLUSTER, (api) => layLocalVolumes(api, disks));
  const bin = await fillBin(folder, engines, environment.PATH ?? "");
  const { cliConfigFile } = await providers;
  saveEnvironment(folder, {
    ...aws?.variables,
    ...charts,
    KUBE_CONFIG_PATH: kubeconfig,
    KUBECONFIG: kubeconfig,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    CHECKPOINT_DISABLE: "1",
  });
  return addStandIns(folder, [
    ...(platform.onPrem ? [ON_PREM_NODES_STAND_IN] : []),
    ...(site ? [SIGNING_STAND_IN] : []),
    ...(site?.python ? [THREAD_STAND_IN] : []),
    ...(disks ? [disksStandIn(disks)] : []),
    ...(bin.awsStandsIn ? ["The command aws stands in for the AWS CLI, which is not installed."] : []),
  ]);
}

/** The disks of an object store that the platform installs. */
function installedDisks({ onPrem }: Platform): LocalDisks | undefined {
  return onPrem?.objectStore?.kind === "seaweedfs" ? onPrem.objectStore : undefined;
}

/** Brings up the emulated AWS of a platform alone: its EKS cluster has no control plane, so that states inside it cannot be deployed. */
export async function startAwsAlone(options: UpOptions): Promise<SandboxStatus> {
  const { platform, environment, offline = false, onProgress } = options;
  checkSafeToDeploy(platform);
  const { folder } = openSandbox(options.folder);
  if (!readStatus(folder)?.clusters[CLOUD_CLUSTER]) {
    const name = clusterName(platform);
    writeEksClusters(eksClustersFile(folder), {
      [name]: { server: `https://${name}.eks.invalid`, certificateAuthority: "" },
    });
  }
  const aws = await startAws(folder, options);
  const enginesAt = enginesFolder(environment, options.engines);
  const { cliConfigFile } = await prepareProviders({
    ...PROVIDERS,
    environment,
    folder: enginesAt,
    offline,
    onProgress,
  });
  saveEnvironment(folder, {
    ...aws?.variables,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    CHECKPOINT_DISABLE: "1",
    ...sandboxEnvironment(folder),
  });
  return openSandbox(folder);
}

const PROVIDERS = { wanted: ["aws", "kubernetes", "helm"] } as const;

async function startAws(folder: string, { platform, environment, offline, onProgress }: UpOptions) {
  const account = emulatedAccount(platform);
  if (!account) return undefined;
  const aws = await startEmulatedAws({ folder, account, environment, offline, onProgress });
  if (aws.fresh && readStatus(folder)?.clusters[CLOUD_CLUSTER]) {
    onProgress("the AWS emulator lost what was deployed to it: the cloud's cluster starts anew with it");
    await removeCluster(folder, CLOUD_CLUSTER);
  }
  return aws;
}

async function siteOf(
  folder: string,
  emulator: string | undefined,
  { platform, environment, offline, onProgress }: UpOptions,
): Promise<Site | undefined> {
  const alone = await siteStore(folder, platform.onPrem);
  if (!alone) return undefined;
  const { cloud } = platform;
  const linked = cloud && storesMeetOverLink(platform);
  const stores = linked ? await besideEndpoint(folder, alone, cloud.region.name) : { store: alone };
  const madeUp = [...new Set(madeUpVersions(platform).map(({ model }) => model))];
  const trained = trainingRuns(platform).map(({ produces }) => produces);
  const site = {
    folder,
    ...stores,
    helper: signingHelper(folder),
    madeUp,
    trained,
    ...(emulator !== undefined && { emulator }),
  };
  if (trained.length === 0) return site;
  try {
    const how = { cacheDir: cacheFolder(environment), offline, onProgress };
    return { ...site, python: await ensureThreadInstalled(how) };
  } catch (error) {
    onProgress(`training and serving are simulated: ${error instanceof Error ? error.message : error}`);
    return site;
  }
}

/** EKS answers with the control plane's own address; on-prem's Kueue goes through a forwarder that drills can cut. */
async function joinSides(folder: string, platform: Platform): Promise<void> {
  const cloud = readStatus(folder)?.clusters[CLOUD_CLUSTER];
  if (!cloud) return;
  writeEksClusters(eksClustersFile(folder), { [clusterName(platform)]: cloud });
  if (platform.onPrem) await startLink(folder, LINK, Number(new URL(cloud.server).port));
}

async function serveCharts(
  folder: string,
  enginesAt: string,
  definitions: DefinitionFolders,
  { outdir, offline = false, environment }: UpOptions,
): Promise<Readonly<Record<string, string>>> {
  const folders = await prepareCharts({ folder: enginesAt, offline });
  const { [CHARTS]: port } = await namedPorts(folder, [CHARTS]);
  const running = readStatus(folder)?.processes[CHARTS];
  // another file may ask for other charts.
  if (running && isRunning(running)) await stopProcess(running);
  const server = await startChartServer({
    folder,
    port,
    charts: wantedCharts(outdir),
    atHand: MODULE_CHARTS.map(({ name, version }) => ({ name, version, folder: folders[name] })),
    definitions,
    offline,
    environment,
  });
  recordProcesses(folder, { [CHARTS]: { ...server.process, name: CHARTS } });
  const absent = server.charts.filter(({ from }) => from === "stand-in").map(({ chart }) => chart);
  updateStatus(folder, (status) => ({
    ...status,
    standIns: [
      ...status.standIns.filter((line) => !line.startsWith(CHARTS_LINE)),
      ...(absent.length > 0
        ? [
            `${CHARTS_LINE} ${absent.join(", ")}: their repositories were not reached; release, version and values are kept.`,
          ]
        : []),
    ],
  }));
  return server.environment;
}

const CHARTS_LINE = "Charts that install nothing but definitions stand in for";

/** Kinds whose controllers a cluster is said to have, or whose charts cannot be had. */
async function defineKinds(
  folder: string,
  definitions: DefinitionFolders,
  clusters: readonly ClusterOptions[],
  { outdir }: UpOptions,
): Promise<void> {
  for (const { name } of clusters) {
    const own = (stack: string) => /on-prem/.test(stack) === (name === ON_PREM_CLUSTER);
    const released = wantedCharts(outdir, own).map(({ chart }) => chart);
    await withCluster(folder, name, (api) => installDefinitions(api, standInDefinitions(definitions, released)));
  }
}

async function fillBin(folder: string, engines: Engines, path: string): Promise<{ readonly awsStandsIn: boolean }> {
  const bin = binFolder(folder);
  mkdirSync(bin, { recursive: true });
  rmSync(join(bin, "kubectl"), { force: true });
  symlinkSync(await engines.path("kubectl"), join(bin, "kubectl"));
  return { awsStandsIn: awsCommand(folder, path).standsIn };
}
