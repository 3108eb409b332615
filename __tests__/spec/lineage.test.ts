import { isRestrictedRun, modelHandling, obstacle, restrictedTeams, runHandling } from "../../spec/lineage";
import type { Dataset, Model, Run } from "../../spec/platform";
import { examplePlatform } from "../platforms";

const EXAMPLE = examplePlatform();
const dataset = (name: string, overrides: Partial<Dataset>): Dataset => ({
  ...(EXAMPLE.datasets[0] as Dataset),
  name,
  ...overrides,
});
const run = (name: string, overrides: Partial<Run>): Run => ({
  ...(EXAMPLE.runs[0] as Run),
  name,
  produces: undefined,
  datasets: [],
  ...overrides,
});
const model = (name: string, overrides: Partial<Model> = {}): Model => ({
  ...(EXAMPLE.models[0] as Model),
  name,
  trainedOn: [],
  released: undefined,
  ...overrides,
});

const OPEN = dataset("open", { classification: "public", residency: undefined });
const EUROPEAN = dataset("european", { classification: "internal", residency: ["EU", "CH"] });
const GERMAN = dataset("german", { classification: "internal", residency: ["DE"] });
const SECRET = dataset("secret", { classification: "restricted", residency: undefined });
const datasets = [OPEN, EUROPEAN, GERMAN, SECRET];

describe("handling", () => {
  test("is the strictest classification and the narrowest residency, and says where they come from", () => {
    const handling = runHandling(
      { datasets, runs: [], models: [] },
      run("r", { datasets: ["european", "german", "open"] }),
    );
    expect(handling.classification).toBe("internal");
    expect([...(handling.residency ?? [])]).toEqual(["DE"]);
    expect(handling.chain).toBe("run r → dataset european and dataset german");
  });

  test("without data it is public, and may be anywhere", () => {
    const handling = runHandling({ datasets, runs: [], models: [] }, run("r", {}));
    expect(handling).toEqual({ classification: "public", chain: "run r" });
  });

  test("EU is its members and nobody else", () => {
    const handling = runHandling({ datasets, runs: [], models: [] }, run("r", { datasets: ["european"] }));
    expect(obstacle(handling, "SE", false)).toBeUndefined();
    expect(obstacle(handling, "CH", false)).toBeUndefined();
    expect(obstacle(handling, "GB", false)).toBe("residency does not allow GB (run r → dataset european)");
  });

  test("a model inherits from the runs that write it and from what it was trained on", () => {
    const writer = run("writer", { datasets: ["secret"], produces: "m" });
    expect(modelHandling({ datasets, runs: [writer], models: [model("m")] }, model("m"))).toEqual({
      classification: "restricted",
      chain: "model m → run writer → dataset secret",
    });
    expect(modelHandling({ datasets, runs: [], models: [] }, model("m", { trainedOn: ["german"] })).chain).toBe(
      "model m → dataset german",
    );
  });

  test("a release replaces the classification and clears the residency", () => {
    const released = model("m", {
      trainedOn: ["german", "secret"],
      released: { classification: "internal", by: "dpo", on: "2026-11-01", reason: "audited" },
    });
    const handling = modelHandling({ datasets, runs: [], models: [released] }, released);
    expect(handling).toEqual({ classification: "internal", chain: "model m (released by dpo)" });
    expect(obstacle(handling, "US", false)).toBeUndefined();
  });

  test("a run that writes a restricted model is restricted, though it reads nothing restricted", () => {
    const writer = run("writer", { datasets: ["open"], produces: "m" });
    const data = { datasets, runs: [writer], models: [model("m", { trainedOn: ["secret"] })] };
    expect(runHandling(data, writer).chain).toBe("run writer → model m → dataset secret");
    expect(isRestrictedRun(data, writer)).toBe(true);
    expect(isRestrictedRun({ ...data, models: [model("m")] }, writer)).toBe(false);
  });

  test("teams with a restricted run, and no other", () => {
    expect([...restrictedTeams(EXAMPLE)]).toEqual(["medical"]);
  });

  test("restricted data may be on-prem, in a country that its residency allows", () => {
    const handling = runHandling(
      { datasets: [dataset("s", { classification: "restricted", residency: ["DE"] })], runs: [], models: [] },
      run("r", { datasets: ["s"] }),
    );
    expect(obstacle(handling, "DE", true)).toBeUndefined();
    expect(obstacle(handling, "FR", true)).toBe("residency does not allow FR (run r → dataset s)");
    expect(obstacle(handling, "DE", false)).toBe("restricted data never leaves on-prem (run r → dataset s)");
  });
});
