import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platformCosts } from "../../placement/costs";
import { buildReport } from "../../review/build-report";
import { html } from "../../review/html";
import { markdown } from "../../review/markdown";
import { pageOf } from "../../review/page";
import { readPlan } from "../../review/plan/plan-file";
import { sarif } from "../../review/sarif";
import { examplePlatform } from "../platforms";
import { baseStates, reportOf, rulesOf } from "./example-reports";
import { EXAMPLE, recordedPlan, statesOf, textOfPlatform } from "./platform-texts";

describe("a change that means nothing", () => {
  test.each<readonly [string, readonly (readonly [string | RegExp, string])[]]>([
    ["a comment", [["name: acme", "# hello\nname: acme"]]],
    ["formatting", [["[eu-north-1a, eu-north-1b]", "\n    - eu-north-1a\n    - eu-north-1b"]]],
    ["order of a pool's zones", [[/( {6}zones: )\[eu-north-1a, eu-north-1b\]/g, "$1[eu-north-1b, eu-north-1a]"]]],
    ["a default that is written down", [["name: acme\n", "name: acme\nallowDestroy: false\n"]]],
  ])("%s: one line says so", (_, replacements) => {
    const report = reportOf(replacements);
    expect(report).toMatchObject({ unchanged: true, verdict: "unchanged", findings: [], changes: [], fileChanges: [] });
    expect(markdown(pageOf(report)).trim().split("\n")).toEqual([
      "## Platform acme",
      "",
      "**○ Unchanged: platforms/acme.yaml means the same platform as main, and nothing is planned.**",
    ]);
  });
});

describe("the first lines", () => {
  const report = reportOf([["maxNodes: 4", "maxNodes: 5"]]);

  test("answer six questions in words and numbers", () => {
    const lines = markdown(pageOf(report)).split("\n").slice(0, 25).join("\n");
    expect(lines).toContain("| **GPUs** | +8 NVIDIA H100 SXM 80 GB cloud (32 → 40 at most) |");
    expect(lines).toMatch(
      /\| \*\*Money, a month\*\* \| idle \$32,122 \(±\$0\)<br>expected .*<br>worst \$[\d,]+ → \$[\d,]+ \(\+\$/,
    );
    for (const question of ["Needs a person", "Data", "Lost", "Opened"]) expect(lines).toContain(`| **${question}** |`);
    expect(lines).toContain("| **Lost** | nothing |");
  });

  test("are in the README, of a change with a plan", () => {
    const named = (yaml: string) => textOfPlatform(yaml, "platforms/example.yaml");
    const head = named(
      EXAMPLE.replace("maxNodes: 4", "maxNodes: 6")
        .replace("residency: [EU]", "residency: [EU, US]")
        .replace("monthlyUsd: 60000", "monthlyUsd: 90000"),
    );
    const plans = [readPlan("cloud-foundation", "plan.json", recordedPlan("replace"))];
    const older = { ...named(EXAMPLE), called: "main" };
    const [top = ""] = markdown(
      pageOf(buildReport({ head, headStates: statesOf(head), base: older, baseStates, plans })),
    ).split("\n\n<details");
    const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
    // the title would be a heading of the README.
    expect(readme).toContain(top.replace("## Platform acme\n\n", ""));
  });

  test("trace each change to the line of the file and the construct", () => {
    const line = EXAMPLE.split("\n").findIndex((text) => text.includes("maxNodes: 4")) + 1;
    expect(report.fileChanges).toMatchObject([{ what: "cloud.pools[h100].maxNodes", before: "4", after: "5", line }]);
    const pools = report.changes.find(
      ({ stack, address }) => stack === "cloud-platform" && address === "helm_release.pools",
    );
    expect(pools).toMatchObject({ construct: "cloud-platform/pools", from: `platforms/acme.yaml:${line}` });
    // quotas of queues are written for teams, and follow from the pool that changed.
    const queues = report.changes.filter(({ address }) => address === "helm_release.queues");
    expect(queues.map(({ stack, from }) => [stack, from])).toEqual([
      ["cloud-platform", `platforms/acme.yaml:${line}`],
      ["on-prem", `platforms/acme.yaml:${line}`],
    ]);
  });

  test("say which lines of the bill differ, and no other", () => {
    expect(report.moneyLines).toEqual([
      {
        side: "cloud",
        what: "pool h100",
        idle: { before: 0, after: 0 },
        expected: { before: 28269, after: 28269 },
        worst: { before: 171967, after: 214959 },
      },
    ]);
  });

  test("states without a plan are said to have none, and why", () => {
    expect(report.states.find(({ stack }) => stack === "cloud-platform")).toMatchObject({
      source: "files",
      because: expect.stringContaining("needs the EKS API"),
    });
    expect(rulesOf(report)).toContain("not-planned");
  });
});

describe("served models", () => {
  const CANARY = '    version: "7"\n    canary: { version: "8", percent: 10 }\n';
  const promoted = markdown(pageOf(reportOf([[CANARY, '    version: "8"\n']])));

  test("are told in the first lines, and in a section of their own", () => {
    expect(promoted.split("\n").slice(0, 25).join("\n")).toContain(
      "| **Served models** | road-detector-cloud: 8 is promoted and gets all requests: its 2 to 4 stable replicas are replaced one by one",
    );
    const [, section = ""] = promoted.split("<summary>Served models (2)</summary>");
    expect(section).toMatch(/^\n\n.*\n.*\n\| note<br>served-model-promoted \| road-detector-cloud: 8 is promoted/);
    expect(section).toContain("| note<br>served-model-trial-ended | road-detector-cloud: the trial of 8 ends");
  });

  test("are not spoken of where nothing happens to them", () => {
    expect(markdown(pageOf(reportOf([["maxNodes: 4", "maxNodes: 5"]])))).not.toContain("Served models");
  });

  test("keep to their section: other notes have another", () => {
    const report = reportOf([], "replace");
    const notes = report.findings.filter(({ level }) => level === "note");
    expect(notes.length).toBeGreaterThan(0);
    expect(markdown(pageOf(report))).toContain(`<summary>Notes (${notes.length})</summary>`);
    expect(promoted).not.toContain("<summary>Notes");
  });
});

describe("data", () => {
  test.each([
    ["residency-widened", "residency: [EU]", "residency: [EU, US]"],
    ["classification-lowered", "classification: internal, residency", "classification: public, residency"],
    ["protection-lowered", "name: acme\n", "name: acme\nallowDestroy: true\n"],
  ])("%s needs a person", (rule, from, to) => {
    const report = reportOf([[from, to]]);
    expect(rulesOf(report)).toContain(rule);
    expect(report.verdict).toBe("dangerous");
  });

  test("that may be in fewer places does not", () => {
    const rules = rulesOf(reportOf([["residency: [EU]", "residency: [SE, DE]"]]));
    expect(rules).not.toContain("residency-widened");
  });

  test("at a new place shows in the matrix", () => {
    const report = reportOf([["classification: public, cachedOn: [cloud]", "classification: public"]]);
    expect(report.residency.filter(({ changed }) => changed)).toEqual([
      {
        kind: "dataset",
        name: "imagenet",
        place: "eu-north-1 (SE)",
        state: { before: "cached here", after: "allowed, not there" },
        changed: true,
      },
    ]);
  });
});

describe("renames with formerly", () => {
  /** The example after something has another name at every place that names it. */
  function renamed(name: string, to: string): [string | RegExp, string][] {
    const item = new RegExp(`^( *)- name: ${name}\\b.*$`, "m");
    return [
      [item, `$1- name: <new>\n$1  formerly: <old>`],
      [new RegExp(`(?<![:/])\\b${name}\\b(?!:[0-9])`, "g"), to],
      ["<new>", to],
      ["<old>", name],
    ];
  }

  test.each([
    ["bench", "whole", "onPrem.pools[whole]"],
    ["h100", "hopper", "cloud.pools[hopper]"],
    ["vision", "sight", "teams[sight]"],
  ])("of %s are one change of the file, and nobody's loss", (name, to, what) => {
    const report = reportOf(renamed(name, to));
    expect(report.fileChanges).toMatchObject([{ kind: "renamed", what, before: name, after: to }]);
    expect(rulesOf(report)).not.toContain("readers-widened");
    expect(report.gpus.filter(({ most }) => most.before !== most.after)).toEqual([]);
  });

  test("show what stays in AWS as moved, and the namespace of a team as lost", () => {
    const { changes, losses } = reportOf(renamed("vision", "sight"));
    const moved = changes.filter(({ previousAddress }) => previousAddress !== undefined);
    expect(moved.map(({ type, action }) => `${type} ${action}`)).toEqual([
      "aws_iam_role move, update",
      "aws_iam_role_policy move, update",
    ]);
    expect(losses.filter(({ data }) => data).map(({ lost }) => lost)).toContain("everything in the namespace");
    expect(reportOf(renamed("h100", "hopper")).changes.map(({ type, action }) => `${type} ${action}`)).toContain(
      "aws_placement_group move",
    );
  });
});

describe("plans", () => {
  test("say what is lost, with the attribute that forces it and the data at risk", () => {
    const vpc = reportOf([], "replace").losses.find(({ address }) => address === "aws_vpc.network");
    expect(vpc).toMatchObject({ action: "replaced, the old one goes first", why: "cidr_block cannot change in place" });
    expect(vpc?.dependents["cloud-foundation"]).toBeGreaterThan(10);
    const moves = reportOf([], "moves");
    expect(moves.losses[0]).toMatchObject({
      address: "aws_s3_bucket.models",
      lost: "every object in the bucket",
      data: true,
    });
    expect(moves.losses.find(({ address }) => address === "aws_budgets_budget.budget")?.action).toBe(
      "leaves the state, stays",
    );
    expect(moves.verdict).toBe("dangerous");
  });

  test("tell few replaced objects one by one, and many of a state together", () => {
    const replaced = reportOf([["vpc: 10.60.0.0/16", "vpc: 10.64.0.0/16"]], "replace").findings.filter(
      ({ rule }) => rule === "replaced",
    );
    expect(replaced.map(({ title }) => title)).toEqual([
      "aws_budgets_budget.budget is destroyed: it is no longer in the configuration",
      "aws_subnet.network_nodes_eu-north-1a_023A9594 is replaced, the old one goes first: vpc_id, cidr_block cannot change in place",
      "aws_vpc.network is replaced, the old one goes first: cidr_block cannot change in place",
      "aws_vpc_security_group_ingress_rule.endpoints_https-from-vpc_9DF40536 is replaced, the old one goes first: security_group_id cannot change in place",
    ]);
    const gone = reportOf([
      [/ {2}link:\n(?: {4}.*\n)+?(?= {2}pools)/, ""],
      ["    admins:", "    publicAccessCidrs: [198.51.100.0/24]\n    admins:"],
    ]);
    expect(gone.openings).toMatchObject([{ what: "the EKS API, from the internet", who: "198.51.100.0/24" }]);
    const told = gone.findings.filter(({ rule, stack }) => rule === "replaced" && stack === "cloud-foundation");
    expect(told.map(({ title }) => title)).toEqual([
      expect.stringMatching(
        /^\d+ objects of cloud-foundation are destroyed or replaced, aws_vpn_gateway\.gateway first: it is no longer in the files$/,
      ),
    ]);
  });

  test("keep moves, imports and drift apart from what was asked for", () => {
    const moves = reportOf([], "moves").changes;
    expect(moves.find(({ address }) => address === "aws_s3_bucket.renamed")).toMatchObject({
      action: "move",
      previousAddress: "aws_s3_bucket.checkpoints",
    });
    expect(rulesOf(reportOf([], "replace"))).toContain("drift");
  });

  test("print no secret in any format", () => {
    const report = reportOf([], "replace");
    const plan = JSON.parse(recordedPlan("replace"));
    const vpn = plan.resource_changes.find(({ type }: { type: string }) => type === "aws_vpn_connection");
    const secret: string = vpn.change.before.customer_gateway_configuration;
    expect(secret.length).toBeGreaterThan(20);
    const page = pageOf(report);
    for (const text of [markdown(page), html(page, ""), JSON.stringify(report), sarif(report, "x")])
      expect(text.includes(secret.slice(0, 60))).toBe(false);
    expect(report.hidden.marked).toBeGreaterThan(0);
  });
});

describe("the budget of the account", () => {
  test("is weighed against what the cloud is expected to cost, without what stands on-prem", () => {
    const { cloud } = platformCosts(examplePlatform()).bySide;
    const expected = Math.ceil(cloud?.expectedUsd ?? 0);
    expect(expected).toBeGreaterThan(1000);
    expect(rulesOf(reportOf([["monthlyUsd: 60000", `monthlyUsd: ${expected}`]]))).not.toContain("over-budget");
    expect(rulesOf(reportOf([["monthlyUsd: 60000", `monthlyUsd: ${expected - 1000}`]]))).toContain("over-budget");
  });
});
