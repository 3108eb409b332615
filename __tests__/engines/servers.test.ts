import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { clusterApi } from "../../sandbox/clusters/cluster-access";
import { startClusters } from "../../sandbox/clusters/clusters";
import type { KubernetesApi } from "../../sandbox/clusters/kubernetes-api";
import { prepareDefinitions } from "../../sandbox/engines/definitions";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { stopSandbox } from "../../sandbox/sandbox";
import { inferenceNamespace, inferencePriorityClassName } from "../../spec/names";
import { SERVERS } from "../../spec/schema/work";
import { INTERCEPTOR } from "../../spec/serving-names";
import { until } from "../sandbox/folder";
import { soundPlatform, synthesizeInto } from "../states";
import { cliConfiguration } from "../terraform/terraform";
import { inventory } from "./on-prem-fixture";

// biome-ignore lint/suspicious/noExplicitAny: answers are data that the test looks into at will.
type Data = any;

const PLATFORM = soundPlatform(readFileSync(join(__dirname, "..", "..", "platforms", "servers.yaml"), "utf8"));
const NAMESPACE = inferenceNamespace(PLATFORM);
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
/** Definitions of what the state's charts make; the charts that would bring them cannot be had here. */
const DEFINED = ["cert-manager", "gateway-helm", "kube-prometheus-stack", "keda", "keda-add-ons-http"];

let folder: string;
let api: KubernetesApi;
let terraform: (...args: readonly string[]) => string;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "servers-")));
  const engines = enginesFolder(process.env);
  const cliConfigFile = await cliConfiguration(["kubernetes", "helm"]);
  const programs = prepareEngines({ folder: engines, onProgress: (line) => console.error(line) });
  const definitions = await prepareDefinitions({ folder: engines });
  const { kubeconfig } = await startClusters({
    folder: join(folder, "box"),
    engines: programs,
    onProgress: () => {},
    clusters: [
      {
        name: "onprem",
        context: "galley-ber1",
        serviceCidr: "10.96.0.0/16",
        nodes: nodes(),
        // nothing here is queued.
        controllers: [],
      },
    ],
  });
  api = clusterApi(join(folder, "box"), "onprem");
  await define(DEFINED.flatMap((chart) => definitions.folders[chart] ?? []));
  await surroundings();
  const outdir = join(folder, "cdktf.out");
  synthesizeInto(outdir, PLATFORM);
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    KUBE_CONFIG_PATH: kubeconfig,
  };
  terraform = (...args) => {
    const cwd = join(outdir, "stacks", "inference-on-prem");
    const { status, stdout, stderr } = spawnSync("terraform", [...args, "-no-color"], { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
    return stdout;
  };
  terraform("init", "-input=false");
}, 1_800_000);

afterAll(async () => {
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The inventory, with the labels that the on-prem state gives it. */
function nodes() {
  const pools = PLATFORM.onPrem?.pools ?? [];
  return inventory(pools).map((node) => {
    const pool = pools.find((one) => one.nodes.includes(node.name));
    return { ...node, labels: { ...node.labels, "gpu.platform/pool": pool?.name ?? "" } };
  });
}

async function define(folders: readonly string[]): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const from of folders)
    for (const file of readdirSync(from).filter((name) => /\.ya?ml$/.test(name)))
      for (const document of parseAllDocuments(readFileSync(join(from, file), "utf8"))) {
        const definition: Data = document.toJS();
        if (definition?.kind === "CustomResourceDefinition") await api.createOnce(path, definition);
      }
  await until(async () => {
    const { items } = await api.get<Data>(path);
    return items.length > 0 && items.every(established);
  }, 60_000);
}

function established({ status }: Data): boolean {
  return status?.conditions?.some((one: Data) => one.type === "Established" && one.status === "True") ?? false;
}

/** What the on-prem state makes, as far as served models need it. */
async function surroundings(): Promise<void> {
  // no storage driver runs here: one volume waits for the claim of the models that replicas share.
  await api.createOnce("/api/v1/persistentvolumes", {
    metadata: { name: "models" },
    spec: {
      capacity: { storage: "1Ti" },
      accessModes: ["ReadWriteMany"],
      storageClassName: "cephfs",
      hostPath: { path: join(folder, "models") },
    },
  });
  for (const name of [NAMESPACE, INTERCEPTOR.namespace])
    await api.createOnce("/api/v1/namespaces", { metadata: { name, labels: RESTRICTED } });
  await api.createOnce("/apis/scheduling.k8s.io/v1/priorityclasses", {
    metadata: { name: inferencePriorityClassName(PLATFORM) },
    value: 1000000,
  });
}

const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };

/** The Deployment of a model, and the pods that it has. */
async function served(name: string): Promise<{ deployment: Data; pods: readonly Data[] }> {
  const deployment = await api.get<Data>(`${DEPLOYMENTS}/${name}`);
  const selector = encodeURIComponent(`gpu.platform/deployment=${name}`);
  const { items } = await api.get<Data>(`/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=${selector}`);
  return { deployment, pods: items };
}

test("the state is applied to a real API server with the definitions of all that it uses, and a second plan is empty", () => {
  expect(terraform("apply", "-auto-approve", "-input=false")).toMatch(/Apply complete! Resources: \d+ added/);
  expect(terraform("plan", "-input=false")).toContain("No changes.");
});

test("there is a deployment for every server", () => {
  expect(new Set(PLATFORM.models.map(({ server }) => server))).toEqual(new Set(SERVERS));
  expect(PLATFORM.deployments.map(({ model }) => model).sort()).toEqual(PLATFORM.models.map(({ name }) => name).sort());
});

test.each(PLATFORM.deployments.map(({ name, pool, replicas }) => [name, pool, replicas.min] as const))(
  "%s is admitted under Pod Security `restricted`, on nodes of %s",
  async (name, pool, fewest) => {
    const { deployment, pods } = await served(name);
    if (fewest === 0) {
      expect(deployment.spec.replicas).toBeLessThanOrEqual(1);
      return;
    }
    expect(deployment.status.availableReplicas).toBeGreaterThanOrEqual(1);
    expect(pods.length).toBeGreaterThanOrEqual(fewest);
    const here = new Set(PLATFORM.onPrem?.pools.find((one) => one.name === pool)?.nodes);
    for (const { spec } of pods) expect(here).toContain(spec.nodeName);
  },
);

test("a disruption budget of each lets broken replicas be drained", async () => {
  const { items } = await api.get<Data>(`/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`);
  expect(items.map(({ metadata }: Data) => metadata.name).sort()).toEqual(PLATFORM.deployments.map(({ name }) => name));
  for (const { spec } of items)
    expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" });
});

test("requests scale one, CPU two, and KEDA's interceptor wakes another", async () => {
  const objects = async (path: string) =>
    (await api.get<Data>(`/apis/${path}`)).items.map(({ metadata }: Data) => metadata.name).sort();
  expect(await objects(`keda.sh/v1alpha1/namespaces/${NAMESPACE}/scaledobjects`)).toEqual(["assistant"]);
  expect(await objects(`monitoring.coreos.com/v1/namespaces/${NAMESPACE}/podmonitors`)).toEqual(["assistant"]);
  expect(await objects(`autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`)).toEqual([
    "detector",
    "reader",
  ]);
  expect(await objects(`http.keda.sh/v1alpha1/namespaces/${NAMESPACE}/httpscaledobjects`)).toEqual(["churn"]);
  expect(await objects(`gateway.networking.k8s.io/v1/namespaces/${NAMESPACE}/httproutes`)).toEqual(["assistant"]);
});

test("a node is drained though a replica on it never became ready", async () => {
  const { pods } = await served("router");
  const [broken, other] = pods;
  for (const pod of [broken, other])
    await api.patchStatus(`/api/v1/namespaces/${NAMESPACE}/pods/${pod.metadata.name}`, {
      conditions: [
        { type: "Ready", status: "False" },
        { type: "ContainersReady", status: "False" },
      ],
    });
  await until(async () => {
    const budget = await api.get<Data>(`/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets/router`);
    return budget.status.currentHealthy === 0;
  });
  const eviction = { metadata: { name: broken.metadata.name, namespace: NAMESPACE } };
  await expect(
    api.create(`/api/v1/namespaces/${NAMESPACE}/pods/${broken.metadata.name}/eviction`, eviction),
  ).resolves.toMatchObject({ status: "Success" });
});
