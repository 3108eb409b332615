import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, emulatorEnvironment, startEmulator } from "../../sandbox/aws/emulator";
import { cacheFolder } from "../../sandbox/cache-folder";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { type Clusters, startClusters } from "../../sandbox/clusters/clusters";
import { writeEksClusters } from "../../sandbox/clusters/eks-clusters";
import type { FakeNode } from "../../sandbox/clusters/fake-node";
import type { KubernetesApi } from "../../sandbox/clusters/kubernetes-api";
import { prepareCharts } from "../../sandbox/engines/charts";
import { type Engines, prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { startLink } from "../../sandbox/link/link";
import { namedPorts, openSandbox } from "../../sandbox/status";
import { cliConfiguration } from "../terraform/terraform";

const REGION = "eu-north-1";
const EKS_NAME = "acme";

/** Two clusters with a link between them, and an emulated AWS whose instances become nodes of the second. */
export interface RunningSandbox {
  readonly folder: string;
  readonly clusters: Clusters;
  readonly emulator: Emulator;
  readonly engines: Engines;
  /** Runs Terraform in a folder beside this file; gives what it printed. */
  terraform(workspace: "kubernetes" | "tokens", ...args: readonly string[]): Promise<string>;
  api(cluster: "onprem" | "cloud"): KubernetesApi;
}

/** Starts it in a folder; engines that are missing are built first, which takes up to 25 minutes once. */
export async function startSandbox(folder: string): Promise<RunningSandbox> {
  const engines = enginesFolder(process.env);
  const cliConfigFile = await cliConfiguration();
  const programs = prepareEngines({ folder: engines, onProgress: (line) => console.error(line) });
  await programs.all();
  const charts = await prepareCharts({ folder: engines });
  const { aws } = await namedPorts(folder, ["aws"]);
  const url = `http://127.0.0.1:${aws}`;
  const clustersFile = join(openSandbox(folder).folder, "eks-clusters.json");
  writeEksClusters(clustersFile, {});
  const environment = emulatorEnvironment(url, REGION);
  const [emulator, clusters] = await Promise.all([
    startEmulator({
      cacheDir: cacheFolder(process.env),
      folder: join(folder, "aws"),
      sandbox: openSandbox(folder).folder,
      port: aws,
      accountId: "111122223333",
      region: REGION,
      clustersFile,
      instanceTypes: ["p5.48xlarge", "m7i.large"],
    }),
    startClusters({
      folder,
      engines: programs,
      onProgress: () => {},
      clusters: [
        {
          name: "onprem",
          context: "onprem",
          serviceCidr: "10.96.0.0/16",
          nodes: [systemNode("onprem-0")],
          tools: [{ image: "kubectl", entrypoint: "kubectl", files: { kubectl: programs.file("kubectl") } }],
        },
        {
          name: "cloud",
          context: "cloud",
          serviceCidr: "172.20.0.0/16",
          podCidr: "10.60.0.0/16",
          nodes: [systemNode("cloud-0")],
          controllers: ["kueue", "jobset", "karpenter"],
          environment,
          tokens: {
            cluster: EKS_NAME,
            keys: { accessKeyId: "emulated", secretAccessKey: "emulated" },
            groups: ["system:masters"],
          },
          instances: { emulator: url, cluster: EKS_NAME },
        },
      ],
    }),
  ]);
  const cloud = clusters.clusters.cloud;
  if (!cloud) throw new Error("the cloud's cluster did not start");
  writeEksClusters(clustersFile, { [EKS_NAME]: cloud });
  const { listenPort } = await startLink(folder, "burst", Number(new URL(cloud.server).port));
  for (const workspace of ["kubernetes", "tokens"]) {
    cpSync(join(__dirname, workspace), join(folder, "terraform", workspace), { recursive: true });
  }
  const terraformEnvironment = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    TF_VAR_charts: JSON.stringify(charts),
    TF_VAR_link_port: String(listenPort),
    KUBE_CONFIG_PATH: clusters.kubeconfig,
    ...emulator.env,
  };
  return {
    folder,
    clusters,
    emulator,
    terraform: (workspace, ...args) =>
      run("terraform", args, join(folder, "terraform", workspace), terraformEnvironment),
    api: (cluster) => clusterApi(folder, cluster),
    engines: programs,
  };
}

/** A node without GPUs, in a zone as Karpenter's own pods want one. */
function systemNode(name: string): FakeNode {
  return {
    name,
    labels: { "topology.kubernetes.io/zone": "eu-north-1a" },
    taints: [],
    capacity: { cpu: "16", memory: "64Gi" },
  };
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}
