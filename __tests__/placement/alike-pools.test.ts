import { alikePools } from "../../placement/alike-pools";
import type { CloudPool, Pool, Run } from "../../spec/platform";
import { BENCH, detector, LAB, P5, PREP } from "../jobs/fixture";

const ANNEX = { ...BENCH, name: "annex" };
const SPREAD: CloudPool = { ...P5, name: "spread", efa: false };

/** Names of what is kept, and why. */
function kept(pools: readonly Pool[], changes: Partial<Run> = {}): readonly (string | undefined)[] {
  const { pools: alike, because } = alikePools(pools, detector(changes));
  return [alike.map(({ name }) => name).join(", "), because];
}

describe("alikePools", () => {
  test("keeps all pools that ask for the same resource, in their order", () => {
    expect(kept([BENCH, ANNEX])).toEqual(["bench, annex", undefined]);
    expect(kept([ANNEX, BENCH])).toEqual(["annex, bench", undefined]);
  });

  test("takes a slice where one carries a worker, though a whole GPU is listed before", () => {
    expect(kept([BENCH, LAB, ANNEX])).toEqual(["lab", "the smallest share of a GPU that is enough"]);
  });

  test("takes the smallest slice that carries a worker", () => {
    expect(LAB.gpus?.unit.memoryGiB).toBe(10);
    const halves = {
      ...LAB,
      name: "halves",
      gpus: LAB.gpus && { ...LAB.gpus, unit: { ...LAB.gpus.unit, resource: "nvidia.com/mig-3g.40gb", memoryGiB: 40 } },
    };
    expect(kept([halves, LAB])[0]).toBe("lab");
    expect(kept([BENCH, halves])[0]).toBe("halves");
  });

  test("follows EFA for a gang whose workers take whole nodes, though another pool is cheaper", () => {
    expect(kept([SPREAD, P5])).toEqual(["h100", "workers of whole nodes go where EFA joins them"]);
  });

  test("leaves EFA to its price for a gang of smaller workers", () => {
    expect(kept([SPREAD, P5], { gpusPerWorker: 7 })).toEqual(["spread", "the cheapest"]);
    expect(kept([P5, SPREAD], { gpusPerWorker: 7 })).toEqual(["h100", "the cheapest"]);
  });

  test("keeps both for a lone worker, which talks to nobody", () => {
    expect(kept([SPREAD, P5], { workers: 1 })).toEqual(["spread, h100", undefined]);
  });

  test("keeps every CPU pool, and none of none", () => {
    expect(kept([PREP, { ...PREP, name: "more" }], { gpusPerWorker: 0 })).toEqual(["prep, more", undefined]);
    expect(kept([])).toEqual(["", undefined]);
  });
});
