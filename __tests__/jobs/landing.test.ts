import { landing, NoPoolError } from "../../jobs/landing";
import type { OnPremPool, Run } from "../../spec/platform";
import { BENCH, detector, EDGE, LAB, P5, PLATFORM, PREP, withCloudPools, withOnPremPools } from "./fixture";

function pools(changes: Partial<Run>, side: "onPrem" | "cloud" = "onPrem", platform = PLATFORM): readonly string[] {
  return landing(platform, detector(changes), side, false).pools.map(({ name }) => name);
}

describe("landing", () => {
  test("takes whole GPUs for more than one a worker", () => {
    expect(pools({ workers: 2 })).toEqual(["bench"]);
  });

  test("takes a slice when the run says that it is enough", () => {
    const small = { workers: 1, gpusPerWorker: 1, needs: { gpuMemoryGiB: 10 } };
    expect(pools(small)).toEqual(["lab"]);
    expect(landing(PLATFORM, detector(small), "onPrem", false).gpuResource).toBe("nvidia.com/mig-1g.10gb");
  });

  test("takes no slice when the run does not say, or needs more", () => {
    expect(pools({ workers: 1, gpusPerWorker: 1, needs: {} })).toEqual(["bench"]);
    expect(pools({ workers: 1, gpusPerWorker: 1, needs: { gpuMemoryGiB: 11 } })).toEqual(["bench"]);
  });

  test("may land on several pools that ask for the same resource", () => {
    const twin: OnPremPool = { ...BENCH, name: "annex" };
    expect(pools({ workers: 2 }, "onPrem", withOnPremPools([twin, BENCH, LAB]))).toEqual(["annex", "bench"]);
  });

  test("prefers EFA for a gang, and keeps pools with other interface counts out", () => {
    const plain = { ...P5, name: "h100-spread", efa: false };
    const platform = withCloudPools([P5, plain]);
    expect(pools({}, "cloud", platform)).toEqual(["h100"]);
    expect(pools({ workers: 1 }, "cloud", platform)).toEqual(["h100", "h100-spread"]);
  });

  test("keeps CPU work off GPU nodes", () => {
    expect(pools({ gpusPerWorker: 0, needs: {} })).toEqual(["edge"]);
    expect(pools({ gpusPerWorker: 0, needs: {} }, "cloud")).toEqual(["prep"]);
  });

  test("takes a gang that fills the pool, and no larger one", () => {
    expect(pools({ workers: 4 }, "cloud")).toEqual(["h100"]);
    expect(() => pools({ workers: 5 }, "cloud")).toThrow('pool "h100" has 32 units, and the run takes 40 at once');
  });

  test("takes a machine that has just what a worker needs, and no smaller one", () => {
    const cpu = { gpusPerWorker: 0 };
    expect(pools({ ...cpu, needs: { cpus: 32, memoryGiB: 128 } })).toEqual(["edge"]);
    expect(() => pools({ ...cpu, needs: { cpus: 33 } })).toThrow(
      'pool "edge" has 32 vCPUs a node, and a worker needs 33',
    );
    expect(() => pools({ ...cpu, needs: { memoryGiB: 129 } })).toThrow(
      'pool "edge" has 128 GiB of memory a node, and a worker needs 129',
    );
  });

  test("says what each pool lacks", () => {
    const wanted = detector({ gpusPerWorker: 9, needs: { gpuMemoryGiB: 80, precision: "fp8" } });
    expect(() => landing(PLATFORM, wanted, "onPrem", false)).toThrow(
      new NoPoolError("road-detector", "onPrem", [
        'pool "bench" has a100-80gb, which does not compute in fp8',
        'pool "edge" has no GPU',
        'pool "lab" shares its GPUs: a worker takes one nvidia.com/mig-1g.10gb, and needs.gpuMemoryGiB must say that it is enough',
      ]),
    );
    expect(() => landing(PLATFORM, detector({ gpusPerWorker: 9, needs: {} }), "cloud", false)).toThrow(
      'pool "h100" has 8 GPUs a node, and a worker takes 9',
    );
  });

  test("depends on no order of the pools", () => {
    const there = landing(
      withOnPremPools([BENCH, EDGE, LAB]),
      detector({ workers: 1, gpusPerWorker: 1, needs: { gpuMemoryGiB: 5 } }),
      "onPrem",
      false,
    );
    const back = landing(
      withOnPremPools([LAB, EDGE, BENCH]),
      detector({ workers: 1, gpusPerWorker: 1, needs: { gpuMemoryGiB: 5 } }),
      "onPrem",
      false,
    );
    expect(back).toEqual(there);
    expect(PREP.gpus).toBeUndefined();
  });
});
