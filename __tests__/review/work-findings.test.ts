import { answersOf } from "../../review/answers";
import { buildReport } from "../../review/build-report";
import { ofWarnings, ofWork } from "../../review/work-findings";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

type Replacements = readonly (readonly [from: string | RegExp, to: string])[];

const changed = (replacements: Replacements) =>
  textOfPlatform(replacements.reduce((yaml, [from, to]) => yaml.replace(from, to), EXAMPLE));
const base = textOfPlatform(EXAMPLE);
const told = (to: Replacements, from = base) =>
  ofWork(from, changed(to)).map(({ level, title }) => `${level} ${title}`);

const LAYOUT = "{ mig: all-1g.10gb }";
/** Another layout has fewer units. */
const TWO: Replacements = [
  [LAYOUT, "{ mig: all-2g.20gb }"],
  ["lab: 90", "lab: 20"],
];
const RENAMED: Replacements = [
  ["    - name: h100 # large training", "    - name: hopper\n      formerly: h100"],
  ["burst: { h100: 32 }", "burst: { hopper: 32 }"],
];

describe("GPUs that are cut anew", () => {
  test("are told with the nodes and what becomes of the work", () => {
    expect(told(TWO)).toEqual([
      "danger lab: the GPUs of 2 nodes are cut anew, from all-1g.10gb to all-2g.20gb: what runs on them dies",
    ]);
    const [line] = ofWork(base, changed(TWO)).map((finding) => EXAMPLE.split("\n")[finding.line - 1]);
    expect(line).toContain("sharing:");
  });

  test("are those of a node that goes to a pool of another layout, and of no other", () => {
    expect(
      told([
        ["nodes: [fra1-gpu-01, fra1-gpu-02]", "nodes: [fra1-gpu-01]"],
        ["nodes: [fra1-gpu-03, fra1-gpu-04]", "nodes: [fra1-gpu-02, fra1-gpu-03, fra1-gpu-04]"],
        ["lab: 90", "lab: 20"],
      ]),
    ).toEqual([
      "danger bench: the GPUs of 1 node are cut anew, from all-1g.10gb to whole GPUs: what runs on them dies",
    ]);
  });

  test("are none where nodes are new, or the layout stays", () => {
    expect(told([["fra1-gpu-02]", "fra1-gpu-02, fra1-gpu-09]"]])).toEqual([]);
    expect(told([["usdPerGpuHour: 1.10", "usdPerGpuHour: 1.20"]])).toEqual([]);
    expect(ofWork(undefined, changed(TWO))).toEqual([]);
  });
});

describe("nodes that are drained", () => {
  test("are those of a pool that goes or gets another name", () => {
    expect(told(RENAMED)).toEqual([
      "look h100 becomes hopper: its nodes, 4 at most, are drained, and what runs on them is stopped and starts anew",
    ]);
    expect(ofWork(changed(RENAMED), base).map(({ title }) => title)).toEqual([
      "hopper goes: its nodes, 4 at most, are drained, and what runs on them is stopped",
    ]);
  });

  test("are none where a pool grows", () => {
    expect(told([["maxNodes: 4", "maxNodes: 5"]])).toEqual([]);
  });
});

describe("what is lost", () => {
  const lost = (to: Replacements) => {
    const head = changed(to);
    const report = buildReport({ head, headStates: [], base: { ...base, called: "main" }, baseStates: [], plans: [] });
    return answersOf(report).find(([question]) => question === "Lost")?.[1];
  };

  test("begins with work", () => {
    expect(lost(TWO)).toEqual([expect.stringMatching(/^work: lab: the GPUs of 2 nodes are cut anew, /)]);
    expect(lost([["maxNodes: 4", "maxNodes: 5"]])).toEqual(["nothing"]);
  });
});

describe("what the checks warn of", () => {
  const FULL: Replacements = [
    ["experiment: { lab: 90, bench: 8 }", "experiment: { lab: 107, bench: 8 }"],
    ["replicas: { min: 2, max: 6 }", "replicas: { min: 2, max: 2 }"],
  ];
  const warned = (from: typeof base | undefined, to: typeof base) =>
    ofWarnings(from, to).map(({ level, title }) => `${level} ${title.split(" ").slice(0, 2).join(" ")}`);

  test("needs a look where it did not before", () => {
    expect(warned(base, changed(FULL))).toEqual([expect.stringMatching(/^look rollout-gap: deployments\[\d\]/)]);
    expect(warned(changed(FULL), changed(FULL))).toEqual([]);
    expect(warned(changed(FULL), base)).toEqual([]);
  });

  test("needs a look for a second one in the same words", () => {
    const [one] = changed(FULL).warnings.filter(({ rule }) => rule === "rollout-gap");
    if (!one) throw new Error("nothing is warned of");
    const [single, twice] = [
      { ...base, warnings: [one] },
      { ...base, warnings: [one, { ...one, path: ["deployments", 9] }] },
    ];
    expect(warned(single, single)).toEqual([]);
    expect(warned(single, twice)).toEqual(["look rollout-gap: deployments[9]"]);
    expect(warned(twice, single)).toEqual([]);
  });

  test("is a note without an older file", () => {
    expect(warned(undefined, changed(FULL))).toContainEqual(expect.stringMatching(/^note rollout-gap: /));
  });

  test("is told once: not where the report says it in other words", () => {
    expect(warned(base, changed(RENAMED))).toEqual([]);
  });
});
