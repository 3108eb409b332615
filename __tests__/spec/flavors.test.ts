import { flavorOrder } from "../../spec/flavors";
import type { OnPremPool } from "../../spec/platform";
import { cloudPool, cpuPool, hybrid, wholeGpuPool } from "../pools";

function onPremOrder(...pools: OnPremPool[]): string[] {
  return flavorOrder({ onPrem: { ...hybrid().onPrem, pools } }, "onPrem").map(({ name }) => name);
}

const COST = { lifetimeYears: 4, powerKw: 10, usdPerKwh: 0.2, operationsUsdPerYear: 8766 };

describe("flavorOrder", () => {
  test("puts the cheapest GPU-hour first, wherever it stands in the file", () => {
    const dear = wholeGpuPool("a-dear", { usdPerGpuHour: 2 });
    const cheap = wholeGpuPool("b-cheap", { usdPerGpuHour: 1 });
    expect(onPremOrder(dear, cheap)).toEqual(["b-cheap", "a-dear"]);
    expect(onPremOrder(cheap, dear)).toEqual(["b-cheap", "a-dear"]);
  });

  test("orders equals by name", () => {
    expect(onPremOrder(wholeGpuPool("two"), wholeGpuPool("one"))).toEqual(["one", "two"]);
  });

  test("puts a pool of unknown price last", () => {
    expect(onPremOrder(wholeGpuPool("a", { usdPerGpuHour: undefined }), wholeGpuPool("b"))).toEqual(["b", "a"]);
  });

  test("takes the price of an owned node from what it cost, over its life, with its power, for one of its GPUs", () => {
    // (35064 * 20 / 4 + 8766) / 8766 + 10 * 0.2 = 23 USD an hour, 2.875 for each of eight GPUs.
    const owned = { usdPerGpuHour: undefined, cost: { ...COST, purchaseUsd: 35064 * 20 } };
    expect(onPremOrder(wholeGpuPool("m", owned), wholeGpuPool("n", { usdPerGpuHour: 2.874 }))).toEqual(["n", "m"]);
    expect(onPremOrder(wholeGpuPool("m", owned), wholeGpuPool("n", { usdPerGpuHour: 2.876 }))).toEqual(["m", "n"]);
  });

  test("compares pools without GPU by the vCPU-hour", () => {
    const small = cpuPool("small", { cpu: { vCpus: 16, memoryGiB: 64 }, cost: { ...COST, purchaseUsd: 40000 } });
    const large = cpuPool("large", { cpu: { vCpus: 64, memoryGiB: 256 }, cost: { ...COST, purchaseUsd: 60000 } });
    expect(onPremOrder(small, large)).toEqual(["large", "small"]);
  });

  test("knows the list prices of the cloud: an L4 is cheaper than an H100", () => {
    const pools = [cloudPool("a-h100", "p5.48xlarge"), cloudPool("b-l4", "g6.xlarge")];
    expect(flavorOrder({ cloud: { ...hybrid().cloud, pools } }, "cloud").map(({ name }) => name)).toEqual([
      "b-l4",
      "a-h100",
    ]);
  });

  test("has nothing to order on a side that is not there", () => {
    expect(flavorOrder({}, "cloud")).toEqual([]);
  });
});
