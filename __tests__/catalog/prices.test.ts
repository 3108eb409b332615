import { CATALOG, extendCatalog } from "../../catalog/catalog";
import { CAPACITY_BLOCK_PRICES, ON_DEMAND_PRICES } from "../../catalog/instance-prices";
import type { InstanceType } from "../../catalog/instance-types";
import { instancePrice, pricePerGpuHour, serviceCost, servicePrice } from "../../catalog/prices";
import { SERVICE_ITEMS, SERVICE_PRICES, type ServiceItem } from "../../catalog/service-prices";
import { SOURCES } from "../../catalog/source";

function type(name: string): InstanceType {
  const found = CATALOG.instanceType(name);
  if (!found) throw new Error(`no instance type ${name}`);
  return found;
}

describe("instances", () => {
  test("every price is of a known type in a known region, positive, and from a dated source", () => {
    const prices = [...ON_DEMAND_PRICES, ...CAPACITY_BLOCK_PRICES];
    expect(prices.length).toBeGreaterThan(700);
    const wrong = prices.filter(
      ({ instanceType, region, usdPerHour, source }) =>
        !CATALOG.instanceType(instanceType) ||
        !CATALOG.region(region) ||
        !(usdPerHour > 0) ||
        !/^\d{4}(-\d{2}){0,2}$/.test(SOURCES[source].date) ||
        !SOURCES[source].sourced,
    );
    expect(wrong).toEqual([]);
  });

  test("no type has two prices in one region", () => {
    for (const prices of [ON_DEMAND_PRICES, CAPACITY_BLOCK_PRICES]) {
      const keys = prices.map(({ instanceType, region }) => `${instanceType} ${region}`);
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  test("Capacity Blocks are priced where the type can be one and is sold", () => {
    const wrong = CAPACITY_BLOCK_PRICES.filter(({ instanceType, region }) => {
      const row = type(instanceType);
      return !row.capacityBlock || !row.zoneIds.has(region);
    });
    expect(wrong).toEqual([]);
    const unpriced = CATALOG.instanceTypeNames
      .filter((name) => type(name).capacityBlock)
      .filter((name) => !CAPACITY_BLOCK_PRICES.some(({ instanceType }) => instanceType === name));
    expect(unpriced).toEqual([]);
  });

  test("Capacity Blocks of a type cost about the same everywhere: no cell is misplaced", () => {
    for (const instanceType of new Set(CAPACITY_BLOCK_PRICES.map((price) => price.instanceType))) {
      const usd = CAPACITY_BLOCK_PRICES.filter((price) => price.instanceType === instanceType).map(
        ({ usdPerHour }) => usdPerHour,
      );
      expect({ instanceType, even: Math.max(...usd) / Math.min(...usd) < 1.11 }).toEqual({ instanceType, even: true });
    }
  });

  test("a region that sells a type in an unknown zone has a price that shows the sale", () => {
    const priced = new Set(
      [...ON_DEMAND_PRICES, ...CAPACITY_BLOCK_PRICES].map(({ instanceType, region }) => `${instanceType} ${region}`),
    );
    const unshown = CATALOG.instanceTypeNames.flatMap((name) =>
      [...type(name).zoneIds]
        .filter(([, zones]) => zones.length === 0)
        .map(([region]) => `${name} ${region}`)
        .filter((sale) => !priced.has(sale)),
    );
    expect(unshown).toEqual([]);
  });

  test("sizes of a CPU family cost the same for each vCPU", () => {
    const wrong = ON_DEMAND_PRICES.filter(({ instanceType, region, usdPerHour }) => {
      const [family = "", size = ""] = instanceType.split(".");
      if (!/^[mcr]7i$/.test(family) || size.startsWith("metal")) return false;
      const xlarge = instancePrice(type(`${family}.xlarge`), region, "onDemand")?.usdPerHour ?? 0;
      return Math.abs(usdPerHour / type(instanceType).vCpus - xlarge / 4) > 1e-9;
    });
    expect(wrong).toEqual([]);
  });

  test("a region is dearer than us-east-1 by one factor for all sizes of a family: no cell is misplaced", () => {
    const factors = new Map<string, number[]>();
    for (const { instanceType, region, usdPerHour } of ON_DEMAND_PRICES) {
      const reference = instancePrice(type(instanceType), "us-east-1", "onDemand");
      if (!reference) continue;
      const key = `${instanceType.split(".")[0]} ${region}`;
      factors.set(key, [...(factors.get(key) ?? []), usdPerHour / reference.usdPerHour]);
    }
    const uneven = [...factors].filter(([, values]) => Math.max(...values) / Math.min(...values) > 1.01);
    expect(factors.size).toBeGreaterThan(100);
    expect(uneven).toEqual([]);
  });

  test("gives the on-demand price with its date and source", () => {
    expect(instancePrice(type("p5.48xlarge"), "eu-north-1", "onDemand")).toEqual({
      usdPerHour: 58.8928,
      asOf: "2026-01-21",
      source: "vantage",
      ceiling: false,
    });
    expect(instancePrice(type("p5.48xlarge"), "us-east-1", "onDemand")).toEqual({
      usdPerHour: 55.04,
      asOf: "2026-07-20",
      source: "karpenter-prices",
      ceiling: false,
    });
    expect(instancePrice(type("m7i.4xlarge"), "eu-north-1", "onDemand")?.usdPerHour).toBeCloseTo(0.8568, 10);
    expect(instancePrice(type("g6.xlarge"), "us-gov-west-1", "onDemand")?.usdPerHour).toBe(1.0144);
  });

  test("a reservation costs the on-demand price, spot at most that", () => {
    const onDemand = instancePrice(type("g6.xlarge"), "eu-north-1", "onDemand");
    expect(instancePrice(type("g6.xlarge"), "eu-north-1", "reservation")).toEqual(onDemand);
    expect(instancePrice(type("g6.xlarge"), "eu-north-1", "spot")).toEqual({ ...onDemand, ceiling: true });
  });

  test("a Capacity Block has its own price, and none stands in for it", () => {
    expect(instancePrice(type("p5.48xlarge"), "eu-north-1", "capacityBlock")).toEqual({
      usdPerHour: 37.76,
      asOf: "2026-07-22",
      source: "capacity-block-prices",
      ceiling: false,
    });
    expect(instancePrice(type("p5.48xlarge"), "ca-central-1", "onDemand")?.usdPerHour).toBe(63.296);
    expect(instancePrice(type("p5.48xlarge"), "ca-central-1", "capacityBlock")).toBeUndefined();
  });

  test("p5e is sold as Capacity Blocks only", () => {
    expect(instancePrice(type("p5e.48xlarge"), "eu-north-1", "onDemand")).toBeUndefined();
    expect(pricePerGpuHour(type("p5e.48xlarge"), "eu-north-1", "capacityBlock")).toBeCloseTo(5.97, 10);
  });

  test("divides by the GPUs of the type", () => {
    expect(pricePerGpuHour(type("p5.48xlarge"), "eu-north-1", "onDemand")).toBeCloseTo(7.3616, 10);
    expect(pricePerGpuHour(type("g6.xlarge"), "eu-north-1", "onDemand")).toBe(0.8536);
    expect(pricePerGpuHour(type("g6.12xlarge"), "eu-north-1", "spot")).toBeCloseTo(1.220155, 10);
  });

  test("knows no price per GPU of a type without GPU, and none where none is listed", () => {
    expect(pricePerGpuHour(type("m7i.4xlarge"), "eu-north-1", "onDemand")).toBeUndefined();
    expect(pricePerGpuHour(type("g7e.2xlarge"), "eu-south-2", "onDemand")).toBeUndefined();
    expect(pricePerGpuHour(type("p5.48xlarge"), "nowhere", "onDemand")).toBeUndefined();
    expect(pricePerGpuHour(type("p5.48xlarge"), "__proto__", "onDemand")).toBeUndefined();
  });

  test("takes the price that a platform file states for its own type", () => {
    const row = { name: "p7.48xlarge", vCpus: 1, memoryGiB: 1, gpu: "h100-80gb", gpus: 4, zoneIds: {} };
    const own = extendCatalog(CATALOG, { instanceTypes: [{ ...row, usdPerHour: { "eu-north-1": 100 } }] });
    const extended = own.instanceType("p7.48xlarge") as InstanceType;
    expect(instancePrice(extended, "eu-north-1", "onDemand")).toEqual({
      usdPerHour: 100,
      asOf: "platform file",
      source: "platform file",
      ceiling: false,
    });
    expect(pricePerGpuHour(extended, "eu-north-1", "spot")).toBe(25);
    expect(pricePerGpuHour(extended, "eu-north-1", "capacityBlock")).toBeUndefined();
    expect(pricePerGpuHour(extended, "eu-west-1", "onDemand")).toBeUndefined();
  });
});

describe("service items", () => {
  const items = Object.keys(SERVICE_ITEMS) as ServiceItem[];

  test("every price is positive, in a known region, and from a dated source", () => {
    const wrong = SERVICE_PRICES.filter(
      ({ region, tiers, source }) =>
        !CATALOG.region(region) ||
        tiers.length === 0 ||
        tiers.some(({ usd }) => !(usd > 0)) ||
        !/^\d{4}(-\d{2}){0,2}$/.test(SOURCES[source].date),
    );
    expect(wrong).toEqual([]);
  });

  test("no item has two prices in one region", () => {
    const keys = SERVICE_PRICES.map(({ item, region }) => `${item} ${region}`);
    expect(keys).toEqual([...new Set(keys)]);
  });

  test.each(items)("%s has a price in us-east-1, which stands in elsewhere", (item) => {
    expect(servicePrice(item, "us-east-1").assumed).toBe(false);
    expect(servicePrice(item, "me-south-1")).toMatchObject({ item, region: "us-east-1", assumed: true });
  });

  test("tiers end ever later, fall in price, and the last has no end", () => {
    for (const { tiers } of SERVICE_PRICES) {
      const ends = tiers.map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
      expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
      expect(tiers.map(({ usd }) => usd)).toEqual(tiers.map(({ usd }) => usd).sort((a, b) => b - a));
    }
  });

  test("a region's own price comes before the stand-in, with its date", () => {
    expect(servicePrice("nat-gateway", "eu-central-1")).toMatchObject({ assumed: false, tiers: [{ usd: 0.052 }] });
    expect(servicePrice("eks-cluster", "us-east-1")).toEqual({
      item: "eks-cluster",
      region: "us-east-1",
      tiers: [{ usd: 0.1 }],
      source: "infracost-eks",
      asOf: "2025-07-07",
      assumed: false,
    });
  });

  test.each([
    [0, 0],
    [1, 0.09],
    [10_240, 921.6],
    [10_241, 921.685],
    [51_200, 921.6 + 40_960 * 0.085],
    [153_600, 921.6 + 40_960 * 0.085 + 102_400 * 0.07],
    [153_601, 921.6 + 40_960 * 0.085 + 102_400 * 0.07 + 0.05],
  ])("%d GB out to the internet cost %d USD", (quantity, usd) => {
    expect(serviceCost(servicePrice("internet-egress", "eu-north-1"), quantity)).toBeCloseTo(usd, 6);
  });

  test("a flat price is the quantity times it", () => {
    expect(serviceCost(servicePrice("s3-standard", "us-east-1"), 1000)).toBeCloseTo(23, 10);
  });
});
