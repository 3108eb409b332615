import type { Platform } from "../../spec/platform";
import { additions, changes } from "../address-changes";
import { exampleFile } from "../platforms";
import { type Synthesized, soundPlatform, synthesized } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

/** The example with room to grow: one more whole-GPU node, and zones that one may be added to. */
function roomy(change: (file: File) => void = () => {}): Platform {
  return soundPlatform(
    exampleFile((file: File) => {
      file.onPrem.pools[1].nodes.push("fra1-gpu-05");
      change(file);
    }),
  );
}

const QUEUES = "helm_release\\.queues\\.values\\.0";
const FLAVORS_GROW = `(cohorts|clusterQueues)\\.[\\w-]+\\.resourceGroups\\.[\\w./,-]+\\.flavors\\.`;
const REST = `cohorts\\.[\\w-]+\\.resourceGroups\\.[\\w./,-]+\\.flavors\\.[\\w-]+\\.resources\\.[\\w./-]+\\.nominalQuota`;

/** What an addition may change at an address that was there, and why it must. */
interface Addition {
  readonly added: string;
  readonly change: (file: File) => void;
  /** Each pattern matches a whole line of `changes`; each must match one. */
  readonly allowed: readonly (readonly [pattern: string, reason: string])[];
  /** Something that must be new, so that the addition is one. */
  readonly makes?: string;
}

const POLICIES = "helm_release\\.policies\\.values\\.0\\.pools";

const STORE = "helm_release\\.object-store";
const STORE_USERS = `${STORE}\\.values\\.0\\.identities\\.users`;

const TAINTS = [
  "= on-prem check\\.gpu_nodes_tainted\\.assert\\.(condition|error_message)",
  "one check looks at all GPU nodes",
] as const;

const INVENTORY = [
  "= on-prem check\\.inventory_nodes_there\\.assert\\.(condition|error_message)",
  "one check looks for all nodes",
] as const;
const GPUS = [
  "= on-prem check\\.inventory_gpus_right\\.assert\\.(condition|error_message)",
  "one check looks at the GPUs of all nodes",
] as const;

const ADDITIONS: readonly Addition[] = [
  {
    added: "an on-prem GPU pool, in front of the others",
    change: (file) =>
      file.onPrem.pools.unshift({
        name: "attic",
        gpu: "l40s-48gb",
        gpusPerNode: 4,
        nodes: ["fra1-gpu-00"],
        usdPerGpuHour: 0.5,
      }),
    makes: "on-prem kubernetes_labels.nodes_fra1-gpu-00",
    allowed: [
      [`\\+ on-prem ${QUEUES}\\.flavors\\.acme-on-prem-attic`, "the pool's flavor"],
      [`\\+ on-prem ${QUEUES}\\.${FLAVORS_GROW}acme-on-prem-attic`, "every queue lists every flavor"],
      [`\\+ on-prem ${POLICIES}\\.[\\w-]+\\.\\[attic\\]`, "teams that borrow may use it"],
      TAINTS,
      INVENTORY,
      GPUS,
    ],
  },
  {
    added: "an on-prem CPU pool, in front of the others",
    change: (file) =>
      file.onPrem.pools.unshift({ name: "attic", cpu: { vCpus: 8, memoryGiB: 32 }, nodes: ["fra1-cpu-00"] }),
    makes: "on-prem kubernetes_labels.nodes_fra1-cpu-00",
    allowed: [
      [`\\+ on-prem ${QUEUES}\\.flavors\\.acme-on-prem-attic`, "the pool's flavor"],
      [`\\+ on-prem ${QUEUES}\\.${FLAVORS_GROW}acme-on-prem-attic`, "every CPU queue lists every flavor"],
      INVENTORY,
    ],
  },
  {
    added: "a node to a pool, in front of the others",
    change: (file) => file.onPrem.pools[0].nodes.unshift("fra1-gpu-00"),
    makes: "on-prem kubernetes_labels.nodes_fra1-gpu-00",
    allowed: [
      [`= on-prem ${QUEUES}\\.${REST}`, "the pool has more units than its teams were promised"],
      TAINTS,
      INVENTORY,
      GPUS,
    ],
  },
  {
    added: "a cloud pool, in front of the others",
    change: (file) =>
      file.cloud.pools.unshift({ name: "big", instanceType: "p5en.48xlarge", zone: "eu-north-1b", maxNodes: 2 }),
    makes: "cloud-burst aws_placement_group.placement_big",
    allowed: [
      ["\\+ cloud-platform helm_release\\.pools\\.values\\.0\\.(nodeClasses|nodePools)\\.big-on-demand", "its nodes"],
      [
        "\\+ cloud-platform helm_release\\.pools\\.values\\.0\\.nodeOverlays\\.huge-pages-p5en\\.48xlarge",
        "huge pages of its type",
      ],
      [
        "\\+ cloud-platform helm_release\\.device-plugins_efa_\\w+\\.values\\.0\\.supportedInstanceLabels\\.values\\.\\[p5en\\.48xlarge\\]",
        "one device plugin serves all EFA types",
      ],
      [`\\+ (cloud-platform|on-prem) ${QUEUES}\\.flavors\\.acme-cloud-big`, "the pool's flavor, on both sides"],
      [
        `\\+ (cloud-platform|on-prem) ${QUEUES}\\.${FLAVORS_GROW}acme-cloud-big`,
        "every burst queue lists every flavor",
      ],
      [`\\+ cloud-platform ${POLICIES}\\.[\\w-]+\\.\\[big\\]`, "teams that borrow may use it"],
    ],
  },
  {
    added: "a team, in front of the others",
    change: (file) => file.teams.unshift({ name: "audio", groups: ["oidc:audio"], experiment: { bench: 2 } }),
    makes: "on-prem kubernetes_namespace_v1.teams_audio_namespace",
    allowed: [
      [
        "\\+ (cloud-platform|on-prem) helm_release\\.queues\\.depends_on\\.\\[kubernetes_namespace_v1\\.teams_audio_namespace_\\w+\\]",
        "local queues need the namespace",
      ],
      [`\\+ (cloud-platform|on-prem) ${QUEUES}\\.clusterQueues\\.acme-audio-(experiment|burst)(-cpu)?`, "its queues"],
      [`\\+ (cloud-platform|on-prem) ${QUEUES}\\.localQueues\\.acme-audio/[\\w-]+`, "its queues"],
      [`\\+ (cloud-platform|on-prem) ${POLICIES}\\.audio`, "pools that it may use"],
      [
        "\\+ cloud-platform helm_release\\.lustre\\.depends_on\\.\\[kubernetes_namespace_v1\\.teams_audio_namespace_\\w+\\]",
        "its claims need the namespace",
      ],
      [
        `\\+ on-prem ${STORE}\\.depends_on\\.\\[kubernetes_namespace_v1\\.teams_audio_namespace_\\w+\\]`,
        "its Secret needs the namespace",
      ],
      [`\\+ on-prem ${STORE_USERS}\\.acme-audio\\.acme-audio-object-store`, "its key of the on-prem store"],
      [
        "\\+ cloud-platform helm_release\\.lustre\\.values\\.0\\.volumes\\.lustre-acme-audio-checkpoints",
        "its checkpoints",
      ],
      [`= on-prem ${QUEUES}\\.${REST}`, "what the team is promised is no longer the rest"],
      [
        "\\+ inference-(cloud|on-prem) kubernetes_network_policy_v1\\.deployments_[\\w-]+\\.spec\\.ingress\\.0\\.from\\.0\\.namespace_selector\\.match_expressions\\.0\\.values\\.\\[acme-audio\\]",
        "its namespace may call the models",
      ],
    ],
  },
  {
    added: "a dataset in the cloud, in front of the others",
    change: (file) =>
      file.datasets.unshift({
        name: "atlas",
        sizeGiB: 100,
        home: "cloud",
        classification: "internal",
        teams: ["vision"],
      }),
    allowed: [
      [
        "\\+ cloud-burst aws_iam_role_policy\\.teams_vision_policy_\\w+\\.policy\\.Statement\\.\\w+\\.(Condition\\.StringLike\\.s3:prefix|Resource)\\.\\[(arn:aws:s3:::acme-datasets-111122223333-eu-north-1/)?atlas(/\\*)?\\]",
        "the team that reads it may read it",
      ],
      [
        `\\+ on-prem ${STORE_USERS}\\.acme-vision\\.acme-vision-object-store\\.Statement\\.\\w+\\.(Condition\\.StringLike\\.s3:prefix|Resource)\\.\\[(arn:aws:s3:::acme-datasets/)?atlas(/\\*)?\\]`,
        "on-prem, too, should it be put there",
      ],
      [
        "\\+ cloud-platform helm_release\\.lustre\\.values\\.0\\.volumes\\.lustre-acme-vision-dataset-atlas",
        "the team that reads it may mount it",
      ],
    ],
  },
  {
    added: "a run, in front of the others",
    change: (file) =>
      file.runs.unshift({ ...structuredClone(file.runs[2]), name: "another-trial", command: ["python", "-V"] }),
    allowed: [],
  },
  {
    added: "a version of a model",
    change: (file) => file.models[0].versions.unshift({ version: "9", sha256: "a".repeat(64) }),
    allowed: [],
  },
  {
    added: "an on-prem deployment, in front of the others",
    change: (file) =>
      file.deployments.unshift({
        name: "a-road",
        model: "road-detector",
        version: "7",
        side: "onPrem",
        pool: "bench",
        replicas: { min: 1, max: 2 },
      }),
    makes: "inference-on-prem kubernetes_deployment_v1.deployments_a-road_stable",
    allowed: [[`= on-prem ${QUEUES}\\.${REST}`, "units that are served from are no longer queued for"]],
  },
  {
    added: "a cloud deployment, in front of the others",
    change: (file) =>
      file.deployments.unshift({
        name: "a-road",
        model: "road-detector",
        version: "7",
        side: "cloud",
        pool: "l4",
        replicas: { min: 1, max: 1 },
      }),
    makes: "inference-cloud kubernetes_deployment_v1.deployments_a-road_stable",
    allowed: [
      [`= (cloud-platform|on-prem) ${QUEUES}\\.${REST}`, "units that are served from are no longer queued for"],
    ],
  },
  {
    added: "a zone, at the end",
    change: (file) => file.cloud.zones.push("eu-north-1c"),
    makes: "cloud-foundation aws_subnet.network_nodes_eu-north-1c",
    allowed: [
      [
        "\\+ cloud-burst aws_eks_node_group\\.system-nodes\\.subnet_ids\\.\\[.*nodes-eu-north-1c.*\\]",
        "system nodes are in every zone; their group is replaced, the new one first",
      ],
      [
        "\\+ cloud-foundation aws_vpc_endpoint\\.(endpoints_|store-endpoint)[\\w-]*\\.(subnet_ids|route_table_ids)\\.\\[.*eu-north-1c.*\\]",
        "endpoints answer in every zone",
      ],
      [
        "= cloud-platform helm_release\\.gateway\\.values\\.0\\.service\\.annotations\\..*-subnets",
        "the models' entrance has an address in every zone",
      ],
    ],
  },
];

describe("adding one thing", () => {
  let before: Synthesized;
  beforeAll(() => {
    before = synthesized(roomy());
  });

  test.each(ADDITIONS)("$added moves nothing, and changes what it must alone", ({ change, allowed, makes }) => {
    const after = synthesized(roomy(change));
    const found = changes(before, after);
    const patterns = allowed.map(([pattern]) => new RegExp(`^${pattern}$`));
    expect(found.filter((line) => !patterns.some((pattern) => pattern.test(line)))).toEqual([]);
    // an exception that nothing needs any more would hide a change of another day.
    expect(patterns.filter((pattern) => !found.some((line) => pattern.test(line)))).toEqual([]);
    if (makes) expect(additions(before, after).filter((address) => address.startsWith(makes))).not.toEqual([]);
  });

  test.each(ADDITIONS.filter(({ added }) => added.includes("team")))(
    "$added keeps every other team's queues",
    ({ change }) => {
      const after = synthesized(roomy(change));
      const lines = changes(before, after).filter((line) => /clusterQueues\.acme-(medical|vision)/.test(line));
      expect(lines).toEqual([]);
    },
  );
});

describe("what counts as a change", () => {
  const files = (resource: object): Synthesized =>
    new Map([["stacks/on-prem/cdk.tf.json", JSON.stringify({ resource: { t: { x: resource } } })]]);
  const between = (was: object, is: object) => changes(files(was), files(is));

  test.each<[string, object, object, string[]]>([
    ["another value", { a: 1 }, { a: 2 }, ["= on-prem t.x.a"]],
    ["a new key", { a: 1 }, { a: 1, b: 2 }, ["+ on-prem t.x.b"]],
    ["a key that went", { a: 1, b: 2 }, { a: 1 }, ["- on-prem t.x.b"]],
    ["a new name in front of a list", { a: ["m"] }, { a: ["b", "m"] }, ["+ on-prem t.x.a.[b]"]],
    ["a name that went", { a: ["b", "m"] }, { a: ["m"] }, ["- on-prem t.x.a.[b]"]],
    ["an item with a name", { a: [{ name: "m", n: 1 }] }, { a: [{ name: "m", n: 2 }] }, ["= on-prem t.x.a.m.n"]],
    ["Helm values", { values: ["a:\n  b: 1\n"] }, { values: ["a:\n  b: 2\n"] }, ["= on-prem t.x.values.0.a.b"]],
    [
      "a policy",
      { policy: '{"Statement":[{"Sid":"A","Effect":"Allow"}]}' },
      { policy: '{"Statement":[{"Sid":"A","Effect":"Deny"}]}' },
      ["= on-prem t.x.policy.Statement.A.Effect"],
    ],
    ["another order of a list", { a: ["m", "b"] }, { a: ["b", "m"] }, ["= on-prem t.x.a"]],
    ["another text of a tree", { values: ["a:\n  b: 1\n"] }, { values: ["a:\n   b: 1\n"] }, ["= on-prem t.x.values.0"]],
    ["nothing", { a: [1] }, { a: [1] }, []],
  ])("%s", (_name, was, is, expected) => {
    expect(between(was, is)).toEqual(expected);
  });

  test("an address that went", () => {
    expect(changes(files({}), new Map([["stacks/on-prem/cdk.tf.json", "{}"]]))).toEqual(["- on-prem t.x"]);
  });
});
