import { servedModels } from "../../review/served-models";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

/** What is said of a change of the example's text, from one to another. */
function said(from: readonly (readonly [string, string])[], to: readonly (readonly [string, string])[]) {
  const text = (changes: typeof from) =>
    textOfPlatform(
      changes.reduce((yaml, [old, now]) => {
        if (!yaml.includes(old)) throw new Error(`the example has no ${old}`);
        return yaml.replace(old, now);
      }, EXAMPLE),
    );
  return servedModels(text(from), text(to)).map(({ rule, level, title, advice }) => ({ rule, level, title, advice }));
}

const FRA1 = 'model: road-detector\n    version: "7"\n    side: onPrem\n    pool: lab';
const SUM_7 = "8bad7d863f1a";
const CANARY = '    canary: { version: "8", percent: 10 }\n';
const CLOUD = `version: "7"\n${CANARY}`;

describe("a change of what is served", () => {
  test("of the version tells how replicas are replaced", () => {
    expect(said([], [[FRA1, FRA1.replace('"7"', '"8"')]])).toEqual([
      {
        rule: "served-model-updated",
        level: "note",
        title:
          "road-detector-fra1: goes from 7 to 8: its 2 to 6 stable replicas are replaced one by one (a new replica starts before an old one ends, 27 minutes each at most); the old ones answer until then",
      },
    ]);
    const full: readonly (readonly [string, string])[] = [
      ["experiment: { lab: 90, bench: 8 }", "experiment: { lab: 107, bench: 8 }"],
      ["replicas: { min: 2, max: 6 }", "replicas: { min: 2, max: 2 }"],
    ];
    expect(said(full, [...full, [FRA1, FRA1.replace('"7"', '"8"')]])[0]?.title).toContain("one ends, then one starts");
  });

  test("back to an older version is told as that", () => {
    expect(said([[FRA1, FRA1.replace('"7"', '"8"')]], [])[0]).toMatchObject({
      rule: "served-model-rolled-back",
      title: expect.stringMatching(/^road-detector-fra1: goes back from 8 to 7: /),
    });
  });

  test("with a canary tells its share and what that takes", () => {
    expect(said([[CANARY, ""]], [])).toEqual([
      {
        rule: "served-model-on-trial",
        level: "note",
        title:
          "road-detector-cloud: 8 gets 10 % of the requests at road.acme.example, on 1 replica (1 GPU of l4, within replicas.max); 7 gets the rest",
      },
    ]);
    const inside: readonly (readonly [string, string])[] = [
      ["    host: road.acme.example\n    tls: { secret: road-acme-example }\n", ""],
    ];
    expect(said([[CANARY, ""], ...inside], inside)[0]?.title).toContain(
      "8 gets about 33 % of the requests, the share of its 1 replica of 3",
    );
  });

  test("that promotes or ends a trial tells which version gets the requests", () => {
    expect(said([], [[CLOUD, 'version: "8"\n']]).map(({ rule, title }) => [rule, title])).toEqual([
      [
        "served-model-promoted",
        "road-detector-cloud: 8 is promoted and gets all requests: its 2 to 4 stable replicas are replaced one by one (a new replica starts before an old one ends, 27 minutes each at most); the old ones answer until then",
      ],
      ["served-model-trial-ended", "road-detector-cloud: the trial of 8 ends: its 1 replica and 1 GPU of l4 go"],
    ]);
    expect(said([], [[CANARY, ""]])[0]?.title).toBe(
      "road-detector-cloud: the trial of 8 ends: its 1 replica and 1 GPU of l4 go, and 7 gets all requests again",
    );
  });

  test("of the side needs a person: there is a gap", () => {
    const [finding] = said(
      [],
      [
        [
          `${FRA1}\n    replicas: { min: 2, max: 6 }`,
          `${FRA1.replace("onPrem", "cloud").replace("lab", "l4")}\n    replicas: { min: 1, max: 2 }`,
        ],
      ],
    );
    expect(finding).toMatchObject({
      rule: "served-model-moved",
      level: "look",
      title: expect.stringMatching(
        /^road-detector-fra1: moves from lab \(on-prem\) to l4 \(cloud\): its replicas on-prem end while those in the cloud start, .* up to 27 minutes without an answer, .*; 2 GPUs of l4 at most instead of 6 slices of lab$/,
      ),
      advice: expect.stringContaining("to move without a gap"),
    });
  });

  test("of the replicas tells what they take, and how long the first request waits from zero", () => {
    expect(
      said(
        [[CANARY, ""]],
        [
          [CANARY, ""],
          ["replicas: { min: 2, max: 4 }", "replicas: { min: 0, max: 2 }"],
        ],
      )[0]?.title,
    ).toBe(
      "road-detector-cloud: 2 to 4 replicas become 0 to 2, 2 GPUs of l4 at most; the last one goes after ten idle minutes, and the first request then waits up to 27 minutes",
    );
  });

  test("that takes away a version to which one would go back needs a person", () => {
    const seven = /^ +- \{ version: "7".*\n/m.exec(EXAMPLE)?.[0] ?? "";
    const toEight: readonly (readonly [string, string])[] = [
      [FRA1, FRA1.replace('"7"', '"8"')],
      [CLOUD, 'version: "8"\n'],
    ];
    const found = said(toEight, [...toEight, [seven, ""]]);
    expect(found).toEqual([
      {
        rule: "rollback-version-removed",
        level: "look",
        title:
          "model road-detector: version 7 is removed, and it is the one before what is served: going back to it needs this commit reverted, and copies of it on the other side are removed",
        advice: "keep it until nobody wants to go back",
      },
    ]);
    expect(said([], [...toEight, [seven, ""]]).filter(({ level }) => level === "look")).toHaveLength(1);
  });

  test("that adds or ends a deployment tells what it takes and what it frees", () => {
    const scan = /^ {2}- name: scan-segmenter-fra1\n(?: {4}.*\n)+/m.exec(EXAMPLE)?.[0] ?? "";
    expect(said([], [[scan, ""]])).toEqual([
      {
        rule: "served-model-removed",
        level: "look",
        title:
          "scan-segmenter-fra1: scan-segmenter 1 is no longer served on lab (on-prem); its replicas finish what they have begun, and 3 slices of lab are free",
        advice: "point its clients elsewhere first",
      },
    ]);
    expect(said([[scan, ""]], [])[0]?.title).toBe(
      "scan-segmenter-fra1: scan-segmenter 1 is served on lab (on-prem) from now on, 2 to 3 replicas, 3 slices of lab at most",
    );
  });

  test.each<[string, readonly (readonly [string, string])[], string]>([
    [
      "the files of a version",
      [[SUM_7, "9bad7d863f1a"]],
      "the files of version 7 (sha256 8bad7d863f1a… → 9bad7d863f1a…)",
    ],
    ["the server", [["server: triton", "server: tensorflow"]], "its server (triton → tensorflow)"],
  ])("of %s under the same name needs a person", (_, to, words) => {
    const found = said([], to).filter(({ rule }) => rule === "served-model-changed");
    expect(found.map(({ level }) => level)).toEqual(["look", "look"]);
    expect(found[0]?.title).toMatch(/^road-detector-(fra1|cloud): road-detector is another under the same name: /);
    expect(found[0]?.title).toContain(`${words}: its replicas are replaced (`);
    expect(found[0]?.advice).toContain("a version of its own");
  });

  test("of a model's size alone makes no replica anew", () => {
    const [found] = said([], [["parametersBillions: 1.2", "parametersBillions: 1.3"]]);
    expect(found).toMatchObject({
      rule: "served-model-changed",
      title: expect.stringMatching(/its billions of parameters \(1\.2 → 1\.3\)$/),
    });
  });

  test("of files under the same name is told of those alone who serve or try them", () => {
    const told = (to: readonly (readonly [string, string])[], from: readonly (readonly [string, string])[] = []) =>
      said(from, [...from, ...to]).map(({ rule, title }) => `${rule} ${title.split(":")[0]}`);
    expect(told([["28b11354bd21", "38b11354bd21"]])).toEqual(["served-model-changed road-detector-cloud"]);
    expect(told([["28b11354bd21", "38b11354bd21"]], [[CANARY, ""]])).toEqual([]);
    expect(told([[FRA1, FRA1.replace('"7"', '"8"')]])).toEqual(["served-model-updated road-detector-fra1"]);
  });

  test("of anything else says nothing", () => {
    expect(said([], [["maxNodes: 4", "maxNodes: 5"]])).toEqual([]);
  });
});
