import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHARTS, type ChartName } from "../../catalog/charts";
import { type ChartServer, startChartServer } from "../../sandbox/charts/chart-server";
import { MODULE_CHARTS } from "../../sandbox/engines/chart-table";
import { prepareCharts } from "../../sandbox/engines/charts";
import { prepareDefinitions } from "../../sandbox/engines/definitions";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { stopSandbox } from "../../sandbox/sandbox";
import { namedPorts } from "../../sandbox/status";
import { cliConfiguration } from "../terraform/terraform";

const NAMES = Object.keys(CHARTS) as readonly ChartName[];

const parent = mkdtempSync(join(tmpdir(), "charts-"));
const sandbox = join(parent, "sandbox");
const workspace = mkdtempSync(join(parent, "terraform-"));
let server: ChartServer;
let environment: Readonly<Record<string, string>>;

function terraform(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("terraform", args, {
    cwd: workspace,
    env: environment,
    encoding: "utf8",
    // charts with their definitions are long.
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}

/** What Helm makes of every chart of the catalog, each asked of the repository that the catalog names. */
function templates(): object {
  return Object.fromEntries(
    NAMES.map((name) => {
      const { chart, repository, version } = CHARTS[name];
      const values = name === "karpenter" ? { settings: { clusterName: "acme" } } : { recorded: name };
      const release = { name, namespace: "example", chart, repository, version, values: [JSON.stringify(values)] };
      return [name, { ...release, include_crds: true, kube_version: "1.35.4" }];
    }),
  );
}

beforeAll(async () => {
  const folder = enginesFolder(process.env);
  const cliConfigFile = await cliConfiguration(["helm"]);
  const folders = await prepareCharts({ folder });
  const definitions = await prepareDefinitions({ folder });
  const { charts } = await namedPorts(sandbox, ["charts"]);
  server = await startChartServer({
    folder: sandbox,
    port: charts,
    charts: NAMES.map((name) => CHARTS[name]),
    atHand: MODULE_CHARTS.map(({ name, version }) => ({ name, version, folder: folders[name] })),
    definitions: definitions.folders,
    // whatever the network: the answers must be this machine's.
    offline: true,
    environment: process.env,
  });
  environment = {
    PATH: process.env.PATH ?? "",
    HOME: workspace,
    TF_CLI_CONFIG_FILE: cliConfigFile,
    ...server.environment,
  };
  const helm = { source: "hashicorp/helm", version: ">= 3.1.0" };
  writeFileSync(
    join(workspace, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { helm } },
      data: { helm_template: templates() },
      output: Object.fromEntries(NAMES.map((name) => [name, { value: `\${data.helm_template.${name}.manifest}` }])),
    }),
  );
  terraform("init", "-input=false");
  terraform("apply", "-auto-approve", "-input=false");
});

afterAll(async () => {
  await stopSandbox(sandbox, { purge: true });
  rmSync(parent, { recursive: true, force: true });
});

function manifest(name: ChartName): string {
  return terraform("output", "-raw", name);
}

describe("Helm, told of the chart server by its environment alone", () => {
  test("gets every chart of the catalog from the repository that the catalog names", () => {
    for (const name of NAMES) expect(manifest(name)).toContain("kind: ");
  });

  test.each(["kueue", "jobset", "karpenter", "seaweedfs"] as const)(
    "gets the real chart of %s, with its controller",
    (name) => {
      expect(manifest(name)).toMatch(/^kind: (Deployment|StatefulSet)$/m);
    },
  );

  test("gets the real definitions with the stand-in of cert-manager", () => {
    const text = manifest("cert-manager");
    expect(text).toContain("name: certificates.cert-manager.io");
    expect(text).toContain("privateKey:");
    expect(text).not.toContain("kind: Deployment");
  });

  test("gives a stand-in its values, which it records", () => {
    expect(manifest("gpu-operator")).toContain('values.yaml: "recorded: gpu-operator"');
  });

  test("keeps what it downloads inside the sandbox", () => {
    expect(existsSync(join(sandbox, "charts", "helm", "cache", "repository"))).toBe(true);
    expect(existsSync(join(workspace, ".cache", "helm"))).toBe(false);
    expect(existsSync(join(workspace, ".config", "helm"))).toBe(false);
  });
});

test("the server names what stands in, and what does not", () => {
  const real = server.charts.filter(({ from }) => from === "module").map(({ chart }) => chart);
  expect([...real].sort()).toEqual([
    "jobset",
    "karpenter",
    "karpenter-crd",
    "kueue",
    "rook-ceph",
    "rook-ceph-cluster",
    "seaweedfs",
  ]);
  expect(server.charts).toHaveLength(NAMES.length);
  expect(server.charts.some(({ from }) => from === "repository")).toBe(false);
  expect(readFileSync(server.environment.SSL_CERT_FILE ?? "", "utf8")).toContain("BEGIN CERTIFICATE");
});
