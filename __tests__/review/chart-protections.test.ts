import { parse, stringify } from "yaml";
import { buildReport } from "../../review/build-report";
import type { Json, JsonObject } from "../../review/json";
import { HIDDEN, Secrets } from "../../review/plan/secrets";
import type { PlatformText } from "../../review/platform-text";
import { protections } from "../../review/protections";
import type { ResourceChange } from "../../review/resource-changes";
import { readSynthesized } from "../../review/synthesized-state";
import { baseStates } from "./example-reports";
import { EXAMPLE, statesOf, textOfPlatform } from "./platform-texts";
import { UPDATE } from "./update";

/** Values of a release of the example. */
function valuesOf(stack: string, address: string): string {
  const release = baseStates.find((one) => one.stack === stack)?.resources.get(`helm_release.${address}`);
  const [text] = (release?.config.values ?? []) as readonly string[];
  if (text === undefined) throw new Error(`${stack} has no release ${address}`);
  return text;
}

/** The values of a release with one part of their text replaced. */
function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`no ${String(from)} in the values`);
  return changed;
}

const release = (values: Json): JsonObject => ({ chart: "./assets/some_chart_1/2", values: values });

function changeOf(before: Json, after: Json, more: Partial<ResourceChange> = {}): ResourceChange {
  const action = after === null ? "destroy" : "update";
  return { ...UPDATE, address: "helm_release.a", type: "helm_release", action, before, after, ...more };
}

function lowered(change: ResourceChange) {
  return protections([change], [], [], new Secrets([])).map(
    (row) => `${row.what}: ${row.before} → ${row.after}${row.ofData ? " (data)" : ""}`,
  );
}

const between = (before: string, after: string | null) =>
  lowered(changeOf(release([before]), after === null ? null : release([after])));

const POLICIES = valuesOf("on-prem", "policies");
const QUEUES = valuesOf("on-prem", "queues");
const POOLS = valuesOf("cloud-platform", "pools");
const STORE = valuesOf("on-prem", "object-store");
const COPIES = valuesOf("on-prem", "dataset-copies");
const ALERTS = valuesOf("on-prem", "observability");
const GUARD = valuesOf("inference-on-prem", "deployments_digits-fra1_guard_16A3D459");
const CLASS = valuesOf("on-prem", "gateway");
const VOLUMES = valuesOf("cloud-platform", "lustre");

describe("what loosens a release is told, and what tightens it is not", () => {
  test.each<readonly [string, string, string | RegExp, string, string]>([
    [
      "another team's pool",
      replaced(POLICIES, "vision:\n    - bench\n", "vision:\n    - bench\n    - h200\n"),
      "medical:\n    - bench\n",
      "medical:\n    - bench\n    - h200\n",
      "GPU pools that admission allows a team: medical: bench, lab → medical: also h200",
    ],
    [
      "a queue more for all",
      POLICIES,
      "- burst-cpu\n",
      "- burst-cpu\n    - other\n",
      "queues that admission allows: burst, burst-cpu, experiment, and 1 more → also other",
    ],
    [
      "a queue more for restricted data",
      POLICIES,
      "restricted:\n    - experiment\n",
      "restricted:\n    - burst\n    - experiment\n",
      "queues that admission allows runs on restricted data: experiment, experiment-cpu → also burst (data)",
    ],
    [
      "an address more for restricted data",
      POLICIES,
      "- s3://acme-restricted/\n",
      "- s3://acme-restricted/\n    - s3://elsewhere/\n",
      "places that admission lets runs on restricted data name: s3://acme-datasets/, s3://acme-checkpoints/, s3://acme-models/, and 1 more → also s3://elsewhere/ (data)",
    ],
    [
      "an image more by tag",
      POLICIES,
      "images:\n",
      "images:\n  - docker.io/evil/miner:1\n",
      "images that admission lets run by tag: docker.io/rclone/rclone → also docker.io/evil/miner",
    ],
    [
      "namespaces that need a label more",
      POLICIES,
      "matchLabels:\n",
      "matchLabels:\n    tier: gold\n",
      "labels that a namespace needs to be guarded by admission policies: gpu.platform/name=acme, gpu.platform/team Exists → also tier=gold (data)",
    ],
    [
      "a namespace more in a queue",
      QUEUES,
      "- acme-medical-restricted\n",
      "- acme-medical-restricted\n      - default\n",
      "namespaces that may use a team's quota: acme-medical-experiment: acme-medical, acme-medical-restricted → acme-medical-experiment: also default",
    ],
    [
      "nodes that answer for their role without a token",
      POOLS,
      "httpTokens: required",
      "httpTokens: optional",
      "what the nodes of a pool are open to: h100-on-demand: none → h100-on-demand: instance metadata without a token (data)",
    ],
    [
      "a disk without encryption",
      POOLS,
      "encrypted: true",
      "encrypted: false",
      "what the nodes of a pool are open to: h100-on-demand: none → h100-on-demand: disks without encryption (data)",
    ],
    [
      "nodes that are replaced under runs",
      POOLS,
      'nodes: "0"',
      'nodes: "1"',
      "what the nodes of a pool allow: h100-on-demand: none → h100-on-demand: that nodes are replaced under runs",
    ],
    [
      "a wider way out",
      STORE,
      "            - 10.60.0.0/16\n",
      "",
      "what the platform's own jobs reach: narrower → also 0.0.0.0/0 without 10.244.0.0/16, 10.96.0.0/16 at 443/TCP",
    ],
    [
      "another port out",
      COPIES,
      "egress:\n",
      "egress:\n  - ports:\n      - port: 22\n        protocol: TCP\n",
      "what the platform's own jobs reach: narrower → also anywhere at 22/TCP",
    ],
    [
      "more of the API server's network",
      STORE,
      "- 10.20.0.0/16\n",
      "- 10.0.0.0/8\n",
      "what jobs reach of the API server: narrower → also 10.0.0.0/8 at any port",
    ],
    [
      "a folder that can be written",
      VOLUMES,
      "readOnly: true",
      "readOnly: false",
      "what a folder lets a team do: lustre-acme-vision-dataset-imagenet: read → lustre-acme-vision-dataset-imagenet: also write (data)",
    ],
    [
      "one proxy",
      CLASS,
      "replicas: 2",
      "replicas: 1",
      "a proxy that answers while the other one is moved: there → gone",
    ],
    ["an alert less", ALERTS, "alert: GpuIdle", "alert: GpuBusy", "alerts: GpuIdle → gone"],
  ])("%s", (_, values, from, to, row) => {
    const looser = replaced(values, from, to);
    expect(between(values, looser)).toEqual([row]);
    // the other way round there may be a loss of what came, but of the same thing there is none.
    expect(between(looser, values).filter((one) => one.startsWith(row.split(":")[0] ?? row))).toEqual(
      row.startsWith("alerts") ? ["alerts: GpuBusy → gone"] : [],
    );
  });

  test("quota that a team may borrow", () => {
    const limit = replaced(QUEUES, 'nominalQuota: "90"', 'nominalQuota: "90"\n                borrowingLimit: "0"');
    expect(between(limit, QUEUES)).toEqual([
      "quota that a team may borrow: acme-vision-experiment of acme-on-prem-lab: none → acme-vision-experiment of acme-on-prem-lab: all that is free",
    ]);
    expect(between(QUEUES, limit)).toEqual([]);
  });

  test("who reaches a store's servers", () => {
    const servers = (clients: object) =>
      stringify({ endpoint: "x", servers: { labels: { a: "b" }, clients, port: 1 } });
    const limited = servers({ "gpu.platform/name": "acme" });
    expect(between(limited, servers({}))).toEqual([
      "a limit of who reaches the object store's servers: namespaces with gpu.platform/name=acme → gone (data)",
    ]);
    expect(between(servers({}), limited)).toEqual([]);
  });
});

describe("what stays is not told", () => {
  const ALL = { POLICIES, QUEUES, POOLS, STORE, COPIES, ALERTS, GUARD, CLASS, VOLUMES };
  test.each(Object.entries(ALL))("%s in JSON, with its keys in another order", (_, values) => {
    const turned = Object.fromEntries(Object.entries(parse(values) as object).reverse());
    expect(between(values, JSON.stringify(turned))).toEqual([]);
    expect(between(values, stringify(turned, { indent: 4 }))).toEqual([]);
  });

  test("a new team, and a newer version of an image that is named already", () => {
    expect(between(POLICIES, replaced(POLICIES, "pools:\n", "pools:\n  audio:\n    - lab\n"))).toEqual([]);
    expect(between(POLICIES, replaced(POLICIES, "rclone:1.75.1", "rclone:1.76.0"))).toEqual([]);
  });

  test("a new pool, and one that was renamed", () => {
    expect(between(POLICIES, replaced(POLICIES, /- bench\n/g, "- bench\n    - new\n"))).toEqual([]);
    expect(between(POLICIES, replaced(POLICIES, /- bench\n/g, "- whole\n"))).toEqual([]);
  });

  test("a chart of somebody else's with the same words", () => {
    const foreign = (values: string) => ({ chart: "kueue", values: [values] });
    const looser = replaced(POLICIES, "images:\n", "images:\n  - x:1\n");
    expect(lowered(changeOf(foreign(POLICIES), foreign(looser)))).toEqual([]);
    expect(lowered(changeOf(release([POLICIES]), release([looser])))).toHaveLength(1);
  });
});

describe("a release that is removed", () => {
  test.each([
    ["budget", GUARD, ["replicas that stay while nodes are drained: there → gone"]],
    ["policies", POLICIES, ["admission policies of teams' namespaces: there → gone (data)"]],
    ["queues", QUEUES, []],
    ["volumes", VOLUMES, []],
  ])("takes its %s", (_, values, rows) => {
    expect(between(values, null)).toEqual(rows);
  });

  test("with what it guards is not told, and alone it is", () => {
    const guard = changeOf(release([GUARD]), null, { construct: "inference-on-prem/deployments/digits/guard" });
    const pods: ResourceChange = {
      ...changeOf({}, null, { construct: "inference-on-prem/deployments/digits/stable" }),
      type: "kubernetes_deployment_v1",
    };
    const rows = (...changes: ResourceChange[]) => protections(changes, [], [], new Secrets([])).length;
    expect(rows(guard, pods)).toBe(0);
    expect(rows(guard, { ...pods, action: "update" })).toBe(1);
  });

  test("is known by the synthesized file where an excerpt of a plan leaves its chart out", () => {
    const state = (chart: string) =>
      readSynthesized("on-prem", [], JSON.stringify({ resource: { helm_release: { a: { chart } } } }));
    const change = changeOf({ values: [POLICIES] }, null);
    const rows = (chart: string) => protections([change], [state(chart)], [], new Secrets([])).length;
    expect(rows("./assets/policies_chart_1/2")).toBe(1);
    expect(rows("kueue")).toBe(0);
  });
});

describe("what a plan does not show", () => {
  const looser = replaced(POLICIES, "images:\n", "images:\n  - secret-registry/x:1\n");

  test.each<readonly [string, JsonObject]>([
    ["the values", { chart: "./assets/x/1" }],
    ["their text", release([null])],
  ])("%s that only the apply knows may protect less", (_, after) => {
    expect(lowered(changeOf(release([POLICIES]), after))).toEqual([
      "what the values of its chart protect: known → (known after apply)",
    ]);
  });

  test.each<readonly [string, Json]>([
    ["marked", { values: true }],
    ["marked inside", { values: [true] }],
    ["without marks", true],
  ])("values that are %s lower something that is named, and show nothing", (_, marks) => {
    const change = changeOf(release([POLICIES]), release([looser]), { afterMarks: marks });
    expect(lowered(change)).toEqual([`images that admission lets run by tag: ${HIDDEN} → ${HIDDEN}`]);
  });

  test("a mark of another attribute hides nothing", () => {
    const change = changeOf(release([POLICIES]), release([looser]), { afterMarks: { repository_password: true } });
    expect(lowered(change)).toEqual([expect.stringContaining("secret-registry/x")]);
  });
});

describe("in the report of a file", () => {
  const TEAM = "    burst: { h100: 32 }\n";
  const withBorrow = (borrow: boolean) => textOfPlatform(EXAMPLE.replace(TEAM, `${TEAM}    borrow: ${borrow}\n`));
  const [careful, free] = [withBorrow(false), withBorrow(true)];
  const report = (from: PlatformText, to: PlatformText) =>
    buildReport({
      head: to,
      headStates: statesOf(to),
      base: { ...from, called: "main" },
      baseStates: statesOf(from),
      plans: [],
    }).findings.filter(({ rule }) => rule === "protection-lowered");

  test("a team that may borrow from now on is a finding at its line", () => {
    const line =
      EXAMPLE.replace(TEAM, `${TEAM}    borrow: true\n`)
        .split("\n")
        .findIndex((one) => one.includes("borrow: true")) + 1;
    expect(report(careful, free)).toMatchObject([
      {
        stack: "cloud-platform",
        title: "helm_release.policies: GPU pools that admission allows a team vision: h100 → vision: also l4",
        line,
      },
      { stack: "cloud-platform", address: "helm_release.queues", level: "look", line },
      { stack: "on-prem", address: "helm_release.queues", level: "look", line },
    ]);
    expect(report(free, careful)).toEqual([]);
  });
});
