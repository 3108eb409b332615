import { landing } from "../../jobs/landing";
import type { Run } from "../../spec/platform";
import { BENCH, detector, LAB, P5, PLATFORM, withCloudPools, withOnPremPools } from "./fixture";

const ANNEX = { ...BENCH, name: "annex" };
const SPREAD = { ...P5, name: "spread", efa: false };
const ON_PREM = withOnPremPools([ANNEX, BENCH, LAB]);
const CLOUD = withCloudPools([P5, SPREAD]);

function onPrem(pools: readonly string[], changes: Partial<Run> = {}) {
  return landing(ON_PREM, detector(changes), { side: "onPrem", pools }, false);
}

function cloud(pools: readonly string[], changes: Partial<Run> = {}) {
  return landing(CLOUD, detector(changes), { side: "cloud", pools }, false);
}

const names = ({ pools }: { pools: readonly { name: string }[] }) => pools.map(({ name }) => name);

describe("landing", () => {
  test("keeps all pools that ask for the same resource, cheapest first", () => {
    expect(names(onPrem(["bench", "annex"]))).toEqual(["bench", "annex"]);
    expect(onPrem(["bench", "annex"]).gpuResource).toBe("nvidia.com/gpu");
  });

  test("takes a slice where one carries a worker, though a whole GPU is listed before", () => {
    expect(onPrem(["bench", "lab", "annex"])).toMatchObject({ pools: [LAB], gpuResource: "nvidia.com/mig-1g.10gb" });
  });

  test("takes the smallest slice that carries a worker", () => {
    expect(LAB.gpus?.unit.memoryGiB).toBe(10);
    const halves = {
      ...LAB,
      name: "halves",
      gpus: LAB.gpus && { ...LAB.gpus, unit: { ...LAB.gpus.unit, resource: "nvidia.com/mig-3g.40gb", memoryGiB: 40 } },
    };
    const platform = withOnPremPools([BENCH, halves, LAB]);
    const place = (pools: readonly string[]) => landing(platform, detector({}), { side: "onPrem", pools }, false).pools;
    expect(place(["halves", "lab"])).toEqual([LAB]);
    expect(place(["bench", "halves"])).toEqual([halves]);
  });

  test("follows a pool with EFA for a gang, though another is cheaper", () => {
    expect(cloud(["spread", "h100"])).toMatchObject({ pools: [P5], efaPerWorker: 32 });
  });

  test("keeps both for a lone worker, which talks to nobody", () => {
    expect(names(cloud(["spread", "h100"], { workers: 1 }))).toEqual(["spread", "h100"]);
    expect(cloud(["h100"], { workers: 1 }).efaPerWorker).toBe(0);
  });

  test("names no resource for work without GPUs", () => {
    const cpu = landing(PLATFORM, detector({ gpusPerWorker: 0 }), { side: "onPrem", pools: ["edge"] }, false);
    expect(cpu).not.toHaveProperty("gpuResource");
    expect(cpu.queue).toBe("experiment-cpu");
  });

  test("fails where the place names no pool of the side", () => {
    expect(() => onPrem([])).toThrow('run "road-detector" is placed on no pool of onPrem');
    expect(() => onPrem(["h100"])).toThrow('run "road-detector" is placed on no pool of onPrem');
  });
});
