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
  test("keeps the order of the pools, and asks for their resource", () => {
    expect(names(onPrem(["bench", "annex"]))).toEqual(["bench", "annex"]);
    expect(onPrem(["bench", "annex"]).gpuResource).toBe("nvidia.com/gpu");
    expect(onPrem(["lab"]).gpuResource).toBe("nvidia.com/mig-1g.10gb");
  });

  test("gives a worker of a gang the EFA interfaces of its GPUs, and a lone worker none", () => {
    expect(cloud(["h100"]).efaPerWorker).toBe(32);
    expect(cloud(["h100"], { gpusPerWorker: 1 }).efaPerWorker).toBe(4);
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
