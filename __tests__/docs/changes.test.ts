import { readFileSync } from "node:fs";
import { join } from "node:path";
import { additions, changes } from "../address-changes";
import { exampleFile } from "../platforms";
import { type Synthesized, soundPlatform, synthesized } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "changes.md"), "utf8");

const audio = (file: File) => file.teams.push({ name: "audio", groups: ["oidc:audio"], experiment: { bench: 2 } });

/** A team with one more node, which it takes its quota from. */
function example(change: (file: File) => void = () => {}): Synthesized {
  return synthesized(
    soundPlatform(
      exampleFile((file: File) => {
        file.onPrem.pools[1].nodes.push("fra1-gpu-05");
        change(file);
      }),
    ),
  );
}

interface Row {
  readonly words: string;
  readonly change: (file: File) => void;
  /** @default - the example */
  readonly from?: (file: File) => void;
  /** What is changed, without hashes. */
  readonly changed: readonly string[];
}

const QUEUES = ["cloud-platform helm_release.queues", "on-prem helm_release.queues"];
const POLICIES = ["cloud-platform helm_release.policies", "on-prem helm_release.policies"];

const ROWS: readonly Row[] = [
  {
    words: "a team",
    change: audio,
    changed: [
      ...QUEUES,
      ...POLICIES,
      "cloud-platform helm_release.lustre",
      "inference-cloud kubernetes_network_policy_v1.deployments_digits-cloud_network",
      "inference-cloud kubernetes_network_policy_v1.deployments_road-detector-cloud_network",
      "inference-on-prem kubernetes_network_policy_v1.deployments_digits-fra1_network",
      "inference-on-prem kubernetes_network_policy_v1.deployments_road-detector-fra1_network",
      "on-prem helm_release.object-store",
    ],
  },
  {
    words: "a team's first run on restricted data",
    from: audio,
    change: (file) => {
      audio(file);
      const run = file.runs.find(({ datasets = [] }: File) => datasets.includes("patient-scans"));
      const { produces: _, ...rest } = structuredClone(run);
      file.runs.push({ ...rest, name: "audio-scans", team: "audio" });
    },
    changed: ["on-prem helm_release.object-store", "on-prem helm_release.queues"],
  },
  {
    words: "an on-prem node",
    change: (file) => file.onPrem.pools[1].nodes.push("fra1-gpu-06"),
    changed: ["on-prem helm_release.queues"],
  },
  {
    words: "a MIG layout",
    change: (file) => {
      file.onPrem.pools[0].sharing = { mig: "all-2g.20gb" };
      file.teams[1].experiment.lab = 30;
    },
    changed: [
      "inference-on-prem kubernetes_deployment_v1.deployments_road-detector-fra1_stable",
      "inference-on-prem kubernetes_deployment_v1.deployments_scan-segmenter-fra1_stable",
      "on-prem helm_release.policies",
      "on-prem helm_release.queues",
      "on-prem kubernetes_labels.nodes_fra1-gpu-01",
      "on-prem kubernetes_labels.nodes_fra1-gpu-02",
    ],
  },
  {
    words: "an on-prem pool of one node",
    change: (file) =>
      file.onPrem.pools.push({
        name: "attic",
        gpu: "l40s-48gb",
        gpusPerNode: 4,
        nodes: ["fra1-gpu-09"],
        usdPerGpuHour: 0.5,
      }),
    changed: ["on-prem helm_release.policies", "on-prem helm_release.queues"],
  },
  {
    words: "a cloud pool with EFA",
    change: (file) =>
      file.cloud.pools.push({ name: "big", instanceType: "p5en.48xlarge", zone: "eu-north-1b", maxNodes: 2 }),
    changed: [
      ...QUEUES,
      "cloud-platform helm_release.device-plugins_efa",
      "cloud-platform helm_release.policies",
      "cloud-platform helm_release.pools",
    ],
  },
  {
    words: "a cloud pool without",
    change: (file) =>
      file.cloud.pools.push({
        name: "small",
        instanceType: "g6.2xlarge",
        zones: ["eu-north-1a", "eu-north-1b"],
        maxNodes: 2,
      }),
    changed: [...QUEUES, "cloud-platform helm_release.policies", "cloud-platform helm_release.pools"],
  },
  {
    words: "a zone, at the end",
    change: (file) => file.cloud.zones.push("eu-north-1c"),
    changed: [
      "cloud-burst aws_eks_node_group.system-nodes",
      "cloud-foundation aws_vpc_endpoint.endpoints_s3",
      "cloud-foundation aws_vpc_endpoint.store-endpoint",
      ...[
        "ec2",
        "ecrapi",
        "ecrdkr",
        "eks",
        "eks-auth",
        "elasticloadbalancing",
        "fsx",
        "kms",
        "logs",
        "sqs",
        "ssm",
        "sts",
      ].map((service) => `cloud-foundation aws_vpc_endpoint.endpoints_${service}`),
      "cloud-platform helm_release.gateway",
    ],
  },
];

let unchanged: Synthesized;
beforeAll(() => {
  unchanged = example();
});

/** Checks and the order in which things are made are in no plan. */
const NOT_SHOWN = /^. \S+ check\.|\.depends_on\./;

test.each(ROWS)(
  "the page counts what $words shows, and the plan shows nothing else",
  ({ words, change, from, changed }) => {
    const before = from ? example(from) : unchanged;
    const after = example(change);
    const made = additions(before, after).filter((address) => !/^\S+ check\./.test(address));
    const states = [...new Set(made.map((address) => address.split(" ")[0] ?? ""))];
    const counts = states.map((state) => [state, made.filter((one) => one.startsWith(`${state} `)).length] as const);
    const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([state, count]) => `${state} ${count}`);
    const cell = made.length === 0 ? "none" : `${made.length}: `;
    const row = PAGE.split("\n").find((line) => line.startsWith(`| ${words} | `)) ?? "";
    expect(row).toContain(`| ${words} | ${cell}`);
    for (const part of parts) expect(row).toContain(part);
    const lines = changes(before, after).filter((line) => !NOT_SHOWN.test(line));
    const addresses = lines.map((line) =>
      line
        .slice(2)
        .split(".")
        .slice(0, 2)
        .join(".")
        .replace(/_[0-9A-F]{8}$/, ""),
    );
    expect([...new Set(addresses)].sort()).toEqual([...changed].sort());
  },
);
