import { breakEvens, notCompared } from "../../placement/break-even";
import { cloudOnly, examplePlatform } from "../platforms";

/** The cloud of the example with its large pool on another machine. */
function rentedAs(instanceType: string, usdPerHour: number) {
  return cloudOnly((file) => {
    const { pools } = file.cloud as { pools: Record<string, unknown>[] };
    Object.assign(pools.find(({ name }) => name === "h100") ?? {}, { instanceType });
    file.prices = { asOf: "2026-11-20", instanceTypes: { [instanceType]: { onDemand: usdPerHour } } };
  });
}

test("every pool has a break-even, or the reason why it has none", () => {
  const platform = examplePlatform();
  const names = [...breakEvens(platform), ...notCompared(platform, breakEvens(platform))]
    .map(({ pool }) => pool)
    .sort();
  expect(names).toEqual(["bench", "edge", "h100", "l4", "lab", "prep"]);
  expect(notCompared(platform, breakEvens(platform))).toEqual([
    { pool: "edge", why: "it has no GPUs" },
    { pool: "l4", why: "no price of owning l4-24gb is known; an on-prem pool of them with cost tells yours" },
    { pool: "prep", why: "it has no GPUs, and no price of owning its servers is known" },
  ]);
});

test.each([
  // (price × 1.25 × (0.8 / 35,040 + 0.08 / 8,760) + kW × 0.8 × 1.4 × 0.18) / 8, by hand.
  ["p4de.24xlarge", 27.45, "a100-80gb", 120_000, 0.76],
  ["p5en.48xlarge", 63.3, "h200-141gb", 350_000, 2.01],
])("owning what %s has is reckoned from an assumed price, and said to be", (type, usd, _gpu, price, owned) => {
  const platform = rentedAs(type, usd);
  const row = breakEvens(platform).find(({ pool }) => pool === "h100");
  expect(row?.ownedUsdPerGpuHour).toBeCloseTo(owned, 2);
  expect(row?.ownedFrom).toContain(`a server of 8 at ${price} USD (assumed)`);
  expect(row?.use).toBeCloseTo(owned / (usd / 8), 2);
});

test("the price of an H100 server names its source", () => {
  const row = breakEvens(cloudOnly()).find(({ pool }) => pool === "h100");
  expect(row?.ownedFrom).toMatch(/^a server of 8 at 285000 USD \(\d{4}-\d{2}-\d{2}, token-yield\)/);
});
