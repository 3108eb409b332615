import { platformCosts } from "../../placement/costs";
import { modelCopies } from "../../placement/model-copies";
import { placeBatch } from "../../placement/place-batch";
import { storeIdentities } from "../../placement/store-identities";
import type { Batch } from "../../spec/batch";
import { NIGHTLY } from "../nightly";
import { examplePlatform } from "../platforms";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function batch(change: object = {}, more: (file: File) => void = () => undefined) {
  const platform = examplePlatform((file: File) => {
    file.deployments.push({ ...NIGHTLY, ...change });
    more(file);
  });
  const [found] = platform.batches;
  return { platform, ...placeBatch(platform, found as Batch) };
}

describe("a batch", () => {
  test("goes where a GPU-hour costs less", () => {
    expect(batch()).toMatchObject({
      place: { side: "cloud", pool: "l4", units: 1 },
      reasons: expect.arrayContaining([
        {
          step: "money",
          side: "cloud",
          allows: true,
          because: "an hour of l4 costs 0.85 USD, an hour of lab costs 1.10 USD",
        },
      ]),
    });
    const cheap = (file: File) => {
      for (const pool of file.onPrem.pools.slice(0, 2)) pool.usdPerGpuHour = 0.85;
    };
    expect(batch({}, cheap).place).toMatchObject({ side: "onPrem", pool: "lab" });
  });

  test("stays where its data is, whatever it costs", () => {
    const { place, reasons } = batch({}, (file) => {
      file.datasets.find(({ name }: File) => name === "imagenet").cachedOn = [];
    });
    expect(place?.side).toBe("onPrem");
    expect(reasons).toContainEqual({
      step: "data",
      side: "cloud",
      allows: false,
      because: "imagenet is not there; keep a copy with cachedOn",
    });
  });

  test("on restricted data stays on-prem, in a team that has a place for it", () => {
    const scans = { model: "scan-segmenter", version: "1", over: { dataset: "patient-scans" } };
    const { place, reasons } = batch(scans);
    expect(place).toMatchObject({ side: "onPrem", pool: "lab" });
    expect(reasons.find(({ side }) => side === "cloud")).toMatchObject({ step: "residency", allows: false });
    expect(batch({ ...scans, team: "vision" }).place).toBeUndefined();
  });

  test("takes the side and the pool that it names, and no other", () => {
    expect(batch({ pool: "lab" }).place).toMatchObject({ side: "onPrem", pool: "lab", units: 1 });
    expect(batch({ side: "onPrem", pool: "bench" }).place).toMatchObject({ pool: "bench" });
    expect(batch({ pool: "edge" }).reasons.map(({ because }) => because)).toContain(
      "pool edge has no GPU, and server triton runs on GPUs alone",
    );
  });

  test("costs its starts in a month, in its pool and for its team", () => {
    const { platform } = batch();
    const before = platformCosts({ ...platform, batches: [] });
    const after = platformCosts(platform);
    const month = (2 * 0.8536 * 365) / 12;
    expect(after.batches).toEqual([
      expect.objectContaining({ batch: "nightly", team: "vision", usdPerMonth: expect.closeTo(month, 6) }),
    ]);
    expect(after.total.expectedUsd - before.total.expectedUsd).toBeCloseTo(month, 6);
    expect(after.teams.find(({ team }) => team === "vision")?.usdOfBatches).toBeCloseTo(month, 6);
  });

  test("reads on-prem, by the key of its namespace, a model that its team does not write", () => {
    const keys = (change: object, namespace: string) => {
      const { platform } = batch(change, (file) => {
        for (const set of file.datasets) if (set.name !== "road-scenes") set.teams = ["medical", "vision"];
      });
      if (!platform.onPrem) throw new Error("the example has an on-prem side");
      const { grants } = storeIdentities(platform, platform.onPrem).find((one) => one.namespace === namespace) ?? {};
      return grants?.filter(({ may }) => may === "reads").map(({ purpose, prefixes }) => [purpose, prefixes]);
    };
    const reads = ["models", ["road-detector"]];
    expect(keys({ pool: "bench", team: "medical" }, "acme-medical")).toContainEqual(reads);
    expect(keys({ pool: "bench" }, "acme-vision")).not.toContainEqual(reads);
    const scans = { team: "medical", over: { dataset: "patient-scans" } };
    expect(keys(scans, "acme-medical-restricted")).toContainEqual(reads);
    expect(keys(scans, "acme-medical")).not.toContainEqual(reads);
  });

  test("has its version brought to the side that it runs on", () => {
    const on = (change: object) => modelCopies(batch(change).platform).map(({ version, to }) => [version, to]);
    expect(on({ pool: "bench" })).toContainEqual(["8", "onPrem"]);
    expect(on({ pool: "l4" })).not.toContainEqual(["8", "onPrem"]);
  });
});
