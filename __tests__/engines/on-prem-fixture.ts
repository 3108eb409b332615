import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ChartServer, startChartServer } from "../../sandbox/charts/chart-server";
import { wantedCharts } from "../../sandbox/charts/wanted-charts";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { startClusters } from "../../sandbox/clusters/clusters";
import type { FakeNode } from "../../sandbox/clusters/fake-node";
import type { KubernetesApi } from "../../sandbox/clusters/kubernetes-api";
import { MODULE_CHARTS } from "../../sandbox/engines/chart-table";
import { prepareCharts } from "../../sandbox/engines/charts";
import { prepareDefinitions } from "../../sandbox/engines/definitions";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import type { ToolProgram } from "../../sandbox/node/programs";
import { namedPorts } from "../../sandbox/status";
import type { StackName } from "../../spec/names";
import type { OnPremPool, Platform } from "../../spec/platform";
import { synthesizeInto } from "../states";
import { cliConfiguration } from "../terraform/terraform";

/** A real API server with real Kueue and JobSet, on which a platform's on-prem state is deployed. */
export interface RunningOnPrem {
  readonly folder: string;
  readonly api: KubernetesApi;
  /** Runs Terraform in the folder of the synthesized state; gives what it printed. */
  terraform(...args: readonly string[]): Promise<string>;
  /** The same for the state of what is served there. */
  terraformOfModels(...args: readonly string[]): Promise<string>;
}

/** What {@link startOnPrem} takes. */
export interface OnPremOptions {
  readonly folder: string;
  readonly platform: Platform;
  /** Nodes of the inventory that are not there at first. */
  readonly absent?: readonly string[];
  /** Small tools that run for real where a pod has their image. */
  readonly tools?: readonly ToolProgram[];
}

/** Starts the cluster of a platform's on-prem side, with its nodes, and synthesizes its states; deploys nothing. */
export async function startOnPrem({
  folder,
  platform,
  absent = [],
  tools = [],
}: OnPremOptions): Promise<RunningOnPrem> {
  const { onPrem } = platform;
  if (!onPrem) throw new Error("the platform has no on-prem side");
  const engines = enginesFolder(process.env);
  const cliConfigFile = await cliConfiguration(["kubernetes", "helm"]);
  const programs = prepareEngines({ folder: engines, onProgress: (line) => console.error(line) });
  await programs.all();
  const [atHand, definitions] = [
    await prepareCharts({ folder: engines }),
    await prepareDefinitions({ folder: engines }),
  ];
  const outdir = join(folder, "project", "cdktf.out");
  mkdirSync(join(folder, "project"), { recursive: true });
  synthesizeInto(outdir, platform);
  const { charts: port } = await namedPorts(folder, ["charts"]);
  const charts: ChartServer = await startChartServer({
    folder,
    port,
    charts: wantedCharts(outdir).filter(({ chart }) => chart !== "karpenter" && chart !== "karpenter-crd"),
    atHand: MODULE_CHARTS.map(({ name, version }) => ({ name, version, folder: atHand[name] })),
    definitions: definitions.folders,
    offline: true,
    environment: process.env,
  });
  const clusters = await startClusters({
    folder,
    engines: programs,
    onProgress: () => {},
    clusters: [
      {
        name: "onprem",
        context: onPrem.kubernetes.context,
        serviceCidr: onPrem.network.services,
        nodes: [SYSTEM, ...inventory(onPrem.pools).filter(({ name }) => !absent.includes(name))],
        tools,
      },
    ],
  });
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    KUBE_CONFIG_PATH: clusters.kubeconfig,
    ...charts.environment,
  };
  const state = (name: StackName) => join(outdir, "stacks", name);
  return {
    folder,
    api: clusterApi(folder, "onprem"),
    terraform: (...args) => terraform(state("on-prem"), environment, args),
    terraformOfModels: (...args) => terraform(state("inference-on-prem"), environment, args),
  };
}

const SYSTEM: FakeNode = { name: "system-0", labels: {}, taints: [], capacity: { cpu: "16", memory: "64Gi" } };

/** The nodes of an inventory as they join: with their taint, and without labels of the platform. */
export function inventory(pools: readonly OnPremPool[]): readonly FakeNode[] {
  return pools.flatMap(({ nodes, gpus, cpu }) =>
    nodes.map((name) => ({
      name,
      labels: productLabel(gpus),
      taints: gpus ? [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" as const }] : [],
      capacity: {
        cpu: String(cpu?.vCpus ?? 128),
        memory: `${cpu?.memoryGiB ?? 1024}Gi`,
        ...(gpus && { [gpus.unit.resource]: String(gpus.perNode * gpus.unit.perGpu) }),
      },
    })),
  );
}

function productLabel(gpus: OnPremPool["gpus"]): Readonly<Record<string, string>> {
  return gpus ? { "nvidia.com/gpu.product": gpus.gpu.productLabels[0] ?? "" } : {};
}

function terraform(cwd: string, env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", [...args, "-no-color"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += data;
      });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`terraform ${args.join(" ")} ended with ${code}:\n${output}`)),
    );
  });
}
