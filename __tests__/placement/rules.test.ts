import { PLACEMENT_RULES } from "../../placement/rules";
import { formatProblem, loadText } from "../../spec/loader";
import { exampleFile, NOW } from "../platforms";

function problems(change: (run: Record<string, unknown>) => void): string[] {
  const yaml = exampleFile((file) => change((file.runs as Record<string, unknown>[])[0] ?? {}));
  const loaded = loadText("platform.yaml", Buffer.from(yaml), { rules: PLACEMENT_RULES, now: NOW, readFile: () => "" });
  return loaded.problems.map(formatProblem).map((line) => line.replace(/^platform\.yaml:\d+:\d+: /, ""));
}

describe("run-without-place", () => {
  test("says of each side why the run cannot be there", () => {
    expect(problems((run) => Object.assign(run, { workers: 5 }))).toEqual([
      'error run-without-place: runs[0].name "road-detector" can run on no side. ' +
        "onPrem: pool bench: the run needs 40 units at once, team vision reaches 16 (quota 8 + 8 to borrow). " +
        "cloud: pool h100: the run needs 40 units at once, team vision reaches 32 (quota 32 + 0 to borrow); " +
        "ask for less, give its team more quota, add a pool that fits, or move its data",
    ]);
  });

  test("accepts a run that just fits", () => {
    expect(problems((run) => Object.assign(run, { workers: 4 }))).toEqual([]);
  });

  test("speaks of the side that was set by hand, at that key", () => {
    expect(problems((run) => Object.assign(run, { side: "onPrem" }))).toEqual([
      'error run-without-place: runs[0].side onPrem cannot take "road-detector". ' +
        "pool bench: the run needs 32 units at once, team vision reaches 16 (quota 8 + 8 to borrow); " +
        "write side: auto, ask for less, give its team more quota, or add a pool that fits",
    ]);
  });

  test("advises on residency where residency is what stands against it", () => {
    const sentences = problems((run) =>
      Object.assign(run, { side: "cloud", datasets: ["patient-scans"], produces: undefined }),
    );
    expect(sentences[0]).toBe(
      'error run-without-place: runs[0].side cloud cannot take "road-detector". ' +
        "restricted data never leaves on-prem (run road-detector → dataset patient-scans); " +
        "write side: auto: its data may not be there",
    );
  });

  test("leaves a side that is not there to the rule of sides", () => {
    const yaml = exampleFile((file) => {
      delete file.onPrem;
      Object.assign((file.runs as Record<string, unknown>[])[0] ?? {}, { side: "onPrem" });
    });
    const loaded = loadText("platform.yaml", Buffer.from(yaml), {
      rules: PLACEMENT_RULES,
      now: NOW,
      readFile: () => "",
    });
    expect(loaded.problems.filter(({ path }) => path[1] === 0)).toEqual([]);
  });

  test("leaves a run of an unknown team to the rule of references", () => {
    expect(problems((run) => Object.assign(run, { team: "nobody", workers: 99 }))).toEqual([]);
  });
});

describe("object-store-missing", () => {
  /** Ids and paths of what a platform without data of its own breaks. */
  function broken(side: "auto" | "onPrem" | "cloud", store: boolean): string[] {
    const yaml = exampleFile((file) => {
      const [run] = file.runs as Record<string, unknown>[];
      file.runs = [{ ...run, side, workers: 1, datasets: [], produces: undefined }];
      Object.assign(file, { datasets: [], models: [], deployments: [] });
      if (!store) delete (file.onPrem as Record<string, unknown>).objectStore;
    });
    const options = { rules: PLACEMENT_RULES, now: NOW, readFile: () => "" };
    return loadText("platform.yaml", Buffer.from(yaml), options)
      .problems.filter(({ rule }) => rule === "object-store-missing")
      .map(({ path }) => path.join("."));
  }

  test("speaks of a run that goes on-prem, whether it is written down or decided", () => {
    expect(broken("onPrem", false)).toEqual(["runs.0.name"]);
    // neither side has its data, and on-prem is cheaper.
    expect(broken("auto", false)).toEqual(["runs.0.name"]);
  });

  test("says nothing of a run in the cloud, nor where a store is", () => {
    expect(broken("cloud", false)).toEqual([]);
    expect(broken("onPrem", true)).toEqual([]);
  });
});
