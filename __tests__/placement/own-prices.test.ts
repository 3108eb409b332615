import { breakEvens } from "../../placement/break-even";
import { platformCosts } from "../../placement/costs";
import { dataMove } from "../../placement/data-move";
import { flavorOrder } from "../../spec/flavors";
import type { Cloud, Platform, Run } from "../../spec/platform";
import { RECKONED_ITEMS } from "../../spec/schema/prices";
import { examplePlatform } from "../platforms";

const EXAMPLE = examplePlatform();
const NONE = { asOf: "2026-11-01", instanceTypes: new Map(), services: {} };

/** The example with prices of its own. */
function priced(prices: Partial<NonNullable<Platform["prices"]>>, platform = EXAMPLE): Platform {
  return { ...platform, prices: { ...NONE, ...prices } };
}

const p5 = (prices: object) => priced({ instanceTypes: new Map([["p5.48xlarge", prices]]) });

function line(platform: Platform, what: string) {
  const found = platformCosts(platform).lines.find((each) => each.what === what);
  if (!found) throw new Error(`no line ${what}`);
  return found;
}

function run(platform: Platform, name: string): Run {
  const found = platform.runs.find((each) => each.name === name);
  if (!found) throw new Error(`no run ${name}`);
  return found;
}

describe("a price of an instance", () => {
  test("replaces the list price in pools, runs and the list of prices, with its day", () => {
    const costs = platformCosts(p5({ onDemand: 40 }));
    expect(costs.lines.find(({ what }) => what === "pool h100")).toMatchObject({
      expectedUsd: 480 * 40,
      worstUsd: 4 * 730 * 40,
    });
    expect(costs.prices).toContainEqual({
      item: "p5.48xlarge",
      usd: 40,
      per: "node-hour",
      asOf: "2026-11-01",
      source: "yours",
    });
    const before = platformCosts(EXAMPLE).runs.find((each) => each.run === "road-detector")?.usdPerStart ?? 0;
    const after = costs.runs.find((each) => each.run === "road-detector")?.usdPerStart ?? 0;
    expect(before - after).toBeCloseTo(4 * 60 * (58.8928 - 40), 6);
  });

  test("moves the break-even", () => {
    const rented = breakEvens(p5({ onDemand: 40 })).find(({ pool }) => pool === "bench")?.rented;
    expect(rented).toEqual({ usdPerGpuHour: 5, instanceType: "p5.48xlarge", gpu: "h100-80gb" });
  });

  test("orders the flavors that Kueue tries", () => {
    const names = (platform: Platform) => flavorOrder(platform, "cloud").map(({ name }) => name);
    expect(names(EXAMPLE).indexOf("l4")).toBeLessThan(names(EXAMPLE).indexOf("h100"));
    const cheap = names(p5({ onDemand: 0.8 }));
    expect(cheap.indexOf("h100")).toBeLessThan(cheap.indexOf("l4"));
  });

  test.each([
    ["spot", { spot: 20, onDemand: 40 }, 20, false],
    ["spot", { onDemand: 40 }, 40, true],
    ["reservation", { reservation: 30, onDemand: 40 }, 30, false],
    ["reservation", { onDemand: 40 }, 40, false],
    // a Capacity Block has its own price alone: the list's.
    ["capacityBlock", { onDemand: 40 }, 37.76, false],
    ["capacityBlock", { capacityBlock: 35 }, 35, false],
  ] as const)("of %s with %j is %d", (kind, own, usd, ceiling) => {
    const platform = p5(own);
    const pools = (platform.cloud as Cloud).pools.map((pool) =>
      pool.name === "h100" ? { ...pool, capacity: [{ kind, id: "cr-0", endsAt: "2029-01-01T00:00:00Z" }] } : pool,
    );
    const used = platformCosts({ ...platform, cloud: { ...(platform.cloud as Cloud), pools } }).prices.find(
      ({ item }) => item === "p5.48xlarge",
    );
    expect(used?.usd).toBe(usd);
    expect(used?.caveat).toBe(ceiling ? "spot: the on-demand price is the ceiling" : undefined);
  });
});

describe("a price of a service", () => {
  test("holds for every unit, whatever the tiers of the list", () => {
    const index = run(EXAMPLE, "scene-index");
    const usd = (services: object) => dataMove(priced({ services }), index, "onPrem").usd;
    // out of AWS, through the endpoint of S3 on the link, and by request.
    expect(usd({ "internet-egress": 0.01 })).toBeCloseTo(420 + 420 + 0.2688, 6);
    expect(usd({ "internet-egress": 0, "interface-endpoint-data": 0.02 })).toBeCloseTo(840 + 0.2688, 6);
    expect(usd({ "internet-egress": 0, "interface-endpoint-data": 0, "s3-get": 0 })).toBe(0);
  });

  test("is shown as yours, without a caveat", () => {
    const platform = priced({ services: { "nat-gateway": 0.01 } });
    expect(line(platform, "nat-gateway").idleUsd).toBeCloseTo(7.3, 9);
    expect(platformCosts(platform).prices.find(({ item }) => item === "nat-gateway")).toEqual({
      item: "nat-gateway",
      usd: 0.01,
      per: "gateway-hour",
      asOf: "2026-11-01",
      source: "yours",
    });
  });

  /** Platforms in which some item is billed. */
  const cloud = EXAMPLE.cloud as Cloud;
  const onPremRuns = EXAMPLE.runs.map((each) =>
    each.name === "scene-index" ? { ...each, side: "onPrem" as const, gpusPerWorker: 0, needs: {}, workers: 1 } : each,
  );
  const directConnect = { kind: "directConnect", connectionId: "dxcon-0", vlan: 2, asn: 1, mbps: 1000 } as const;
  const lustre = (mbpsPerTiB: number) => ({
    ...EXAMPLE,
    cloud: { ...cloud, storage: { lustre: { zone: "eu-north-1a", capacityGiB: 4800, mbpsPerTiB } } },
  });
  const billing: readonly Platform[] = [
    EXAMPLE,
    { ...EXAMPLE, runs: onPremRuns },
    { ...EXAMPLE, runs: onPremRuns, cloud: { ...cloud, link: directConnect } },
    { ...EXAMPLE, runs: EXAMPLE.runs.map((each) => ({ ...each, datasets: [...each.datasets, "imagenet"] })) },
    ...[125, 250, 500, 1000].map(lustre),
  ];

  test.each(RECKONED_ITEMS)("of %s changes what some platform costs", (item) => {
    const dearer = billing.filter(
      (platform) =>
        platformCosts(priced({ services: { [item]: 999 } }, platform)).total.worstUsd >
        platformCosts(platform).total.worstUsd,
    );
    expect(dearer).not.toEqual([]);
  });

  test("is asked of no item that costs leave out, and each that they use can be stated", () => {
    const used = new Set(billing.flatMap((platform) => platformCosts(platform).prices.map(({ item }) => item)));
    const instances = [...used].filter((item) => /\.|^pool /.test(item));
    expect([...used].filter((item) => !instances.includes(item)).sort()).toEqual([...RECKONED_ITEMS].sort());
  });
});
