import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { buildEngine } from "../../sandbox/engines/build";
import { engineFile } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { inScratch } from "../../sandbox/engines/scratch";
import { PROMTOOL } from "../../sandbox/engines/table";
import { alertRules } from "../../spec/alert-rules";
import type { Side } from "../../spec/platform";
import { examplePlatform } from "../platforms";

const workspace = mkdtempSync(join(tmpdir(), "alerts-"));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

let promtool: string;

beforeAll(async () => {
  const folder = enginesFolder(process.env);
  promtool = engineFile(folder, PROMTOOL);
  if (!existsSync(promtool))
    await inScratch(folder, PROMTOOL.name, (scratch) => buildEngine(PROMTOOL, promtool, scratch));
}, 1_800_000);

function file(name: string, content: object): string {
  const path = join(workspace, name);
  writeFileSync(path, stringify(content, { lineWidth: 0 }));
  return path;
}

function run(...args: string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: workspace, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

function ruleFile(side: Side): string {
  return file(`${side}.yaml`, { groups: alertRules(examplePlatform(), side) });
}

interface Situation {
  readonly what: string;
  /** Values a minute, by series. */
  readonly series: Readonly<Record<string, string>>;
  readonly atMinutes: number;
  /** How many alerts of each name fire then. */
  readonly firing: Readonly<Record<string, number>>;
}

const ACTIVE = (namespace: string, more: string) =>
  `DCGM_FI_PROF_GR_ENGINE_ACTIVE{Hostname="n1",gpu="0",namespace="${namespace}"${more}}`;
const HELD = ',pod="train-0"';
const XID = (gpu: number) => `DCGM_FI_DEV_XID_ERRORS{Hostname="n1",gpu="${gpu}"}`;
const PENDING = 'kueue_pending_workloads{cluster_queue="acme-vision-experiment",status="inadmissible"}';
const ADMITTED = 'kueue_admitted_workloads_total{cluster_queue="acme-vision-experiment"}';
const READY = (node: string) => `kube_node_status_condition{node="${node}",condition="Ready",status="true"}`;
const ACTIVE_QUEUE = (team: string, status: string) =>
  `kueue_cluster_queue_status{cluster_queue="acme-${team}-burst",status="${status}"}`;
const RENEWAL = 'namespace="acme-system",cronjob="acme-credential-renewal"';
const RENEWED = `kube_cronjob_status_last_successful_time{${RENEWAL}}`;
const MADE = `kube_cronjob_created{${RENEWAL}}`;

const SITUATIONS: readonly Situation[] = [
  {
    what: "a run that idles for less than an hour",
    series: { [ACTIVE("acme-vision", HELD)]: "0x120" },
    atMinutes: 59,
    firing: {},
  },
  {
    what: "a run that idles for an hour",
    series: { [ACTIVE("acme-vision", HELD)]: "0x120" },
    atMinutes: 61,
    firing: { GpuIdle: 1 },
  },
  {
    what: "a slice that idles beside one that works",
    series: {
      [ACTIVE("acme-vision", `${HELD},GPU_I_ID="1"`)]: "0.01x120",
      [ACTIVE("acme-vision", ',pod="train-1",GPU_I_ID="2"')]: "0.5x120",
    },
    atMinutes: 61,
    firing: { GpuIdle: 1 },
  },
  {
    what: "a run that works for a moment within the hour",
    series: { [ACTIVE("acme-vision", HELD)]: "0x30 0.9 0x60" },
    atMinutes: 80,
    firing: {},
  },
  {
    what: "a run on restricted data that idles",
    series: { [ACTIVE("acme-medical-restricted", HELD)]: "0x120" },
    atMinutes: 61,
    firing: { GpuIdle: 1 },
  },
  {
    what: "a served model that idles, a GPU that nobody holds, and another platform's run",
    series: {
      [ACTIVE("acme-inference", HELD)]: "0x120",
      [ACTIVE("acme-vision", "")]: "0x120",
      [ACTIVE("other-vision", HELD)]: "0x120",
    },
    atMinutes: 100,
    firing: {},
  },
  {
    what: "Xid errors, of the hardware and of a program",
    series: { [XID(0)]: "79x10", [XID(1)]: "94x10", [XID(2)]: "31x10", [XID(3)]: "0x10" },
    atMinutes: 2,
    firing: { GpuXidError: 2 },
  },
  {
    what: "a GPU that the device plugin has given up, beside a node where all work",
    series: {
      'kube_node_status_capacity{node="n1",resource="nvidia_com_gpu"}': "8x30",
      'kube_node_status_allocatable{node="n1",resource="nvidia_com_gpu"}': "7x30",
      'kube_node_status_capacity{node="n2",resource="nvidia_com_gpu"}': "8x30",
      'kube_node_status_allocatable{node="n2",resource="nvidia_com_gpu"}': "8x30",
    },
    atMinutes: 16,
    firing: { GpuUnhealthy: 1 },
  },
  {
    what: "a queue that has admitted nothing for hours, and never before",
    series: { [PENDING]: "2x600" },
    atMinutes: 245,
    firing: { QueueStuck: 1 },
  },
  {
    what: "a queue that waits for less than the limit",
    series: { [PENDING]: "2x600", [ADMITTED]: "5x600" },
    atMinutes: 235,
    firing: {},
  },
  {
    what: "a queue that is never empty and admits",
    series: { [PENDING]: "2x600", [ADMITTED]: "0+1x600" },
    atMinutes: 500,
    firing: {},
  },
  {
    what: "a queue that admitted until a moment ago less than the limit",
    series: { [PENDING]: "2x600", [ADMITTED]: "0+1x120 120x480" },
    atMinutes: 359,
    firing: {},
  },
  {
    what: "a queue that admitted until the limit ago, and has been full for longer",
    series: { [PENDING]: "2x600", [ADMITTED]: "0+1x120 120x480" },
    atMinutes: 375,
    firing: { QueueStuck: 1 },
  },
  {
    what: "a queue whose first admission of all was less than the limit ago",
    series: { [PENDING]: "2x600", [ADMITTED]: "_x200 1x400" },
    atMinutes: 430,
    firing: {},
  },
  {
    what: "a node that is away, and one that is back in time",
    series: { [READY("n1")]: "1 0x20", [READY("n2")]: "1 0 0 1x20" },
    atMinutes: 8,
    firing: { NodeLost: 1 },
  },
  {
    what: "a link that is down",
    series: { [ACTIVE_QUEUE("vision", "active")]: "1x5 0x30", [ACTIVE_QUEUE("vision", "pending")]: "0x5 1x30" },
    atMinutes: 20,
    firing: { BurstLinkDown: 1 },
  },
  {
    what: "a link that fails over",
    series: { [ACTIVE_QUEUE("vision", "active")]: "1x5 0x5 1x30" },
    atMinutes: 14,
    firing: {},
  },
  { what: "a credential that is renewed", series: { [RENEWED]: "0x120 7200x200" }, atMinutes: 310, firing: {} },
  {
    what: "a credential that has not been renewed twice",
    series: { [RENEWED]: "0x400" },
    atMinutes: 310,
    firing: { BurstCredentialAging: 1 },
  },
  {
    what: "a credential that has never been renewed, for hours",
    series: { [MADE]: "0x400" },
    atMinutes: 310,
    firing: { BurstCredentialAging: 1 },
  },
  {
    what: "a renewal that was made long ago and has succeeded since",
    series: { [MADE]: "0x400", [RENEWED]: "_x200 12000x200" },
    atMinutes: 310,
    firing: {},
  },
  {
    what: "a renewal that is too young to have succeeded twice",
    series: { [MADE]: "0x400" },
    atMinutes: 290,
    firing: {},
  },
];

describe("alert rules, before Prometheus' own judge", () => {
  test.each(["onPrem", "cloud"] as const)("are well formed for %s", (side) => {
    const { status, said } = run("check", "rules", "--lint=all", "--lint-fatal", ruleFile(side));
    expect([status, said]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });

  test("are judged at all: a rule with a mistake is refused", () => {
    const groups = [{ name: "wrong", rules: [{ alert: "Wrong", expr: "sum by (x (y)" }] }];
    expect(run("check", "rules", file("wrong.yaml", { groups })).status).not.toBe(0);
  });

  test.each(SITUATIONS)("tell of $what", ({ series, atMinutes, firing }) => {
    const tests = file("situation.yaml", {
      rule_files: [ruleFile("onPrem")],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
              eval_time: `${atMinutes}m`,
              exp_samples: Object.entries(firing).map(([alertname, value]) => ({
                labels: `{alertname="${alertname}"}`,
                value,
              })),
            },
          ],
        },
      ],
    });
    const { status, said } = run("test", "rules", tests);
    expect([status, said]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

test("every expression of the dashboard is one that Prometheus takes", () => {
  const dashboard = JSON.parse(
    readFileSync(join(__dirname, "..", "..", "charts", "observability", "files", "dashboard.json"), "utf8"),
  );
  const expressions: string[] = dashboard.panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
    targets.map(({ expr }) => expr.replaceAll("PLATFORM", "acme")),
  );
  expect(expressions.length).toBeGreaterThan(15);
  const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr }));
  const { status, said } = run("check", "rules", file("dashboard.yaml", { groups: [{ name: "panels", rules }] }));
  expect([status, said]).toEqual([0, expect.stringContaining(`${expressions.length} rules found`)]);
});
