import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ALL_RULES } from "../../placement/load-platform";
import { residencyRows } from "../../review/residency";
import { loadText } from "../../spec/loader";
import type { Platform, Side } from "../../spec/platform";
import { policyFacts } from "../../stacks/policy-facts";
import { PROJECT } from "../house/sources";
import { allowed, identities } from "../iam";
import { exampleFile, NOW } from "../platforms";
import { soundPlatform, stackText, synthesized } from "../states";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

const DIGEST = "2c624232cdd221771294dfbb310aca000a0df6ac8b66b696d90ef06fdefb64a3";

/** The example, with data that is kept from a side by its residency alone: plans may be in DE only, signals in SE only. */
const MATRIX = exampleFile((file: File) => {
  file.datasets.push(
    { name: "floor-plans", sizeGiB: 10, home: "onPrem", classification: "internal", residency: ["DE"] },
    { name: "rail-signals", sizeGiB: 10, home: "cloud", classification: "internal", residency: ["SE"] },
  );
  const trial = file.runs.find(({ name }: File) => name === "backbone-trial");
  file.runs.push({ ...structuredClone(trial), name: "signal-trial", datasets: ["rail-signals"] });
  for (const [name, data, pool] of [
    ["plan-reader", "floor-plans", "lab"],
    ["signal-reader", "rail-signals", "l4"],
  ]) {
    const versions = [{ version: "1", sha256: DIGEST }];
    file.models.push({ name, trainedOn: [data], server: "triton", precision: "fp16", parametersBillions: 1, versions });
    const side = pool === "l4" ? "cloud" : "onPrem";
    file.deployments.push({ name: `${name}-1`, model: name, version: "1", pool, side, replicas: { min: 1, max: 1 } });
  }
});

/** What may not be where, by hand; everything else may. */
const FORBIDDEN: readonly (readonly [kind: "dataset" | "model", name: string, side: Side])[] = [
  ["dataset", "patient-scans", "cloud"],
  ["dataset", "floor-plans", "cloud"],
  ["dataset", "rail-signals", "onPrem"],
  ["model", "scan-segmenter", "cloud"],
  ["model", "plan-reader", "cloud"],
  ["model", "signal-reader", "onPrem"],
];

const platform: Platform = soundPlatform(MATRIX);
const files = synthesized(platform);
const forbidden = (kind: string, name: string, side: Side) =>
  FORBIDDEN.some(([a, b, c]) => a === kind && b === name && c === side);

describe("the table by hand", () => {
  test("is the matrix that the report shows", () => {
    const rows = residencyRows(undefined, platform).filter(({ state }) => state.after.startsWith("forbidden"));
    expect(rows.map(({ kind, name, place }) => [kind, name, place.startsWith("fra1") ? "onPrem" : "cloud"])).toEqual(
      [...FORBIDDEN].sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1)),
    );
  });
});

/** Each way in which a file can put a dataset or a model on a side, and the rule that must refuse it. */
const ATTEMPTS: Readonly<
  Record<
    "dataset" | "model",
    readonly (readonly [way: string, rule: string, (file: File, name: string, side: Side) => void])[]
  >
> = {
  dataset: [
    [
      "home",
      "dataset-residency",
      (file, name, side) => {
        file.datasets.find((one: File) => one.name === name).home = side;
      },
    ],
    [
      "cachedOn",
      "dataset-residency",
      (file, name, side) => {
        file.datasets.find((one: File) => one.name === name).cachedOn = [side];
      },
    ],
    [
      "a run that is sent there",
      "run-without-place",
      (file, name, side) => {
        const run = file.runs.find((one: File) => one.name === "backbone-trial");
        file.runs.push({ ...run, name: "sent", datasets: [name], side });
      },
    ],
  ],
  model: [
    [
      "a deployment",
      "deployment-residency",
      (file, name, side) => {
        const pool = side === "cloud" ? "l4" : "bench";
        file.deployments.push({ name: "sent", model: name, version: "1", pool, side, replicas: { min: 1, max: 1 } });
      },
    ],
    [
      "a run that makes it there",
      "run-without-place",
      (file, name, side) => {
        const run = file.runs.find((one: File) => one.name === "backbone-trial");
        file.runs.push({ ...run, name: "sent", datasets: [], produces: name, side });
      },
    ],
  ],
};

/** Errors of a file: the rule, and what it found. */
function errorsOf(yaml: string): readonly { readonly rule: string; readonly found: string }[] {
  const readFile = (path: string) => readFileSync(join(PROJECT, "platforms", path), "utf8");
  const { problems } = loadText("platforms/test.yaml", Buffer.from(yaml), { rules: ALL_RULES, now: NOW, readFile });
  return problems.filter(({ severity }) => severity === "error");
}

/** Errors that are about where data may be. */
const ofResidency = (yaml: string) =>
  errorsOf(yaml).filter(({ found }) => /residency does not allow|restricted data never leaves/.test(found));

/** The file with one attempt in it. */
function attempted(change: (file: File) => void): string {
  const file: File = parse(MATRIX);
  change(file);
  return stringify(file, { aliasDuplicateObjects: false });
}

const NAMED = { onPrem: "on-prem", cloud: "the cloud" } as const;
const edges = (["dataset", "model"] as const).flatMap((kind) =>
  platform[kind === "dataset" ? "datasets" : "models"].flatMap(({ name }) =>
    (["onPrem", "cloud"] as const).map((side) => ({ kind, name, side, where: NAMED[side] })),
  ),
);
const isForbidden = ({ kind, name, side }: (typeof edges)[number]) => forbidden(kind, name, side);

describe("the file", () => {
  const attempts = (some: typeof edges) =>
    some.flatMap((edge) => ATTEMPTS[edge.kind].map(([way, rule, change]) => ({ ...edge, way, rule, change })));

  test.each(attempts(edges.filter(isForbidden)))(
    "refuses $kind $name in $where by $way",
    ({ name, side, rule, change }) => {
      expect(ofResidency(attempted((file) => change(file, name, side))).map((error) => error.rule)).toContain(rule);
    },
  );

  // a dataset has one home, and its cached copies are elsewhere: other rules judge that.
  test.each(attempts(edges.filter((edge) => !isForbidden(edge))))(
    "has nothing of residency against $kind $name in $where by $way",
    ({ name, side, change }) => {
      expect(ofResidency(attempted((file) => change(file, name, side)))).toEqual([]);
    },
  );
});

describe("AWS", () => {
  const held = ["cloud-foundation", "cloud-burst", "cloud-platform", "inference-cloud"].map((stack) =>
    JSON.parse(stackText(files, stack)),
  );
  const all = identities(held);
  const bucket = (purpose: string) => `arn:aws:s3:::acme-${purpose}-111122223333-eu-north-1`;
  const purposes = { dataset: "datasets", model: "models" } as const;
  /** Identities that may do something with what is kept under a name, whatever their conditions say. */
  const able = (action: string, { kind, name }: (typeof edges)[number], of = all) =>
    of.filter((one) => allowed(one, action, `${bucket(purposes[kind])}/${name}/x`)).map(({ called }) => called);
  const actions = ["s3:GetObject", "s3:PutObject"];

  test.each(edges.filter((edge) => isForbidden(edge) && edge.side === "cloud"))(
    "has no identity that reads or writes $kind $name, and no state that names its folder",
    (edge) => {
      for (const action of actions) expect(able(action, edge)).toEqual([]);
      expect(held.map((state) => JSON.stringify(state)).filter((text) => text.includes(`/${edge.name}/`))).toEqual([]);
    },
  );

  test.each(edges.filter((edge) => isForbidden(edge) && edge.side === "onPrem"))(
    "has no identity that on-prem can take and that reads $kind $name",
    (edge) => {
      const onPrem = all.filter(({ trusts }) => trusts.includes("rolesanywhere.amazonaws.com"));
      expect(onPrem.map(({ called }) => called).sort()).toEqual([
        "acme-copies-in",
        "acme-copies-out",
        "acme-credential-renewal",
      ]);
      for (const action of actions) expect(able(action, edge, onPrem)).toEqual([]);
      // it is there, and the cloud's own runs or replicas read it.
      expect(able("s3:GetObject", edge)).not.toEqual([]);
    },
  );

  test("lets what may be there be read by those that need it, so that the tests above can fail", () => {
    const of = (kind: "dataset" | "model", name: string) => ({
      kind,
      name,
      side: "cloud" as const,
      where: "" as never,
    });
    expect(able("s3:GetObject", of("dataset", "imagenet"))).toEqual(["acme-copies-out", "acme-team-vision"]);
    expect(able("s3:PutObject", of("dataset", "imagenet"))).toEqual(["acme-copies-out"]);
    expect(able("s3:GetObject", of("model", "road-detector"))).toContain("acme-copies-in");
  });

  test("attaches policies of AWS's own that reach no bucket of data", () => {
    const attached = new Set(all.flatMap(({ attached: names }) => names));
    expect([...attached].sort()).toEqual([
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEKSClusterPolicy",
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonSSMManagedInstanceCore",
    ]);
  });
});

describe("Kubernetes", () => {
  const restricted = new Set(["medical"]);
  const places = {
    onPrem: policyFacts(platform, "onPrem", restricted).addresses,
    cloud: policyFacts(platform, "cloud", new Set()).addresses,
  };

  test("admits no address of the other side's store in the cloud, and none of the cloud's beside restricted data", () => {
    expect(places.cloud.open.filter((place) => !place.includes("111122223333"))).toEqual([]);
    expect(places.cloud.restricted).toEqual([]);
    expect(places.onPrem.restricted.filter((place) => place.includes("111122223333"))).toEqual([]);
    expect(places.onPrem.open).not.toContain("s3://acme-restricted/");
  });

  test("has no queue that leaves in a namespace of restricted data", () => {
    expect(policyFacts(platform, "onPrem", restricted).queues.restricted).toEqual(["experiment", "experiment-cpu"]);
  });
});
