import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { REGIONS } from "../../catalog/regions";
import { addressesNeeded, podsPerNode, subnetPlan, usableAddresses, zoneSlot } from "../../spec/subnets";

const P5 = { gpus: 8, vCpus: 192, maxInterfaces: 64, ipv4PerInterface: 50, networkCards: 32 };
const M7I_4XLARGE = { gpus: 0, vCpus: 16, maxInterfaces: 8, ipv4PerInterface: 30, networkCards: 1 };
const G6_XLARGE = { gpus: 1, vCpus: 4, maxInterfaces: 4, ipv4PerInterface: 15, networkCards: 1 };
const SIX = ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`);

function rangeOf(cidr: string): readonly [number, number] {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const start = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  return [start, start + 2 ** (32 - prefix) - 1];
}

describe("subnetPlan", () => {
  test("gives each zone an eighth for nodes and a small part for each other purpose", () => {
    expect(Object.fromEntries(subnetPlan("10.60.0.0/16", ["eu-north-1a", "eu-north-1c"]))).toEqual({
      "eu-north-1a": { nodes: "10.60.0.0/19", "control-plane": "10.60.192.0/22", public: "10.60.224.0/22" },
      "eu-north-1c": { nodes: "10.60.64.0/19", "control-plane": "10.60.200.0/22", public: "10.60.232.0/22" },
    });
  });

  test("cuts the smallest VPC into parts that AWS still takes", () => {
    expect(subnetPlan("10.60.252.0/22", ["eu-north-1b"]).get("eu-north-1b")).toEqual({
      nodes: "10.60.252.128/25",
      "control-plane": "10.60.255.16/28",
      public: "10.60.255.144/28",
    });
  });

  test("has a slot for every zone of the catalog", () => {
    const zones = REGIONS.flatMap((region) => region.zones);
    expect(zones.length).toBeGreaterThan(60);
    expect(zones.filter((zone) => zoneSlot(zone) === undefined)).toEqual([]);
  });

  test("never overlaps, stays inside the VPC, and does not move a zone when another is added", () => {
    const vpcs = fc
      .tuple(fc.integer({ min: 16, max: 22 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
      .map(([prefix, address]) => {
        const start = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
        return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${prefix}`;
      });
    fc.assert(
      fc.property(vpcs, fc.shuffledSubarray(SIX, { minLength: 1 }), (vpc, zones) => {
        const all = subnetPlan(vpc, SIX);
        const some = subnetPlan(vpc, zones);
        for (const zone of zones) expect(some.get(zone)).toEqual(all.get(zone));
        const ranges = [...all.values()].flatMap((parts) => Object.values(parts)).map(rangeOf);
        ranges.sort(([left], [right]) => left - right);
        const [first, last] = rangeOf(vpc);
        expect(ranges[0]?.[0]).toBeGreaterThanOrEqual(first);
        expect(ranges.at(-1)?.[1]).toBeLessThanOrEqual(last);
        for (const [index, range] of ranges.slice(1).entries())
          expect(range[0]).toBeGreaterThan(ranges[index]?.[1] ?? Number.NaN);
      }),
    );
  });

  test.each(["10.0.0.0/15", "10.0.0.0/23"])("fails on %s", (vpc) => {
    expect(() => subnetPlan(vpc, SIX)).toThrow(`the VPC range must be /16 to /22, got ${vpc}`);
  });

  test("fails on a zone without a slot", () => {
    expect(() => subnetPlan("10.60.0.0/16", ["us-east-1g"])).toThrow(
      'a zone must end in a letter from a to f to have a part of the VPC, got "us-east-1g"',
    );
  });
});

describe("addresses", () => {
  test("counts what AWS leaves of a subnet", () => {
    expect([usableAddresses("10.60.0.0/25"), usableAddresses("10.60.0.0/28")]).toEqual([123, 11]);
  });

  test("lets a GPU node hold 32 pods and a CPU node one a vCPU", () => {
    expect([podsPerNode(P5), podsPerNode(M7I_4XLARGE), podsPerNode({ ...M7I_4XLARGE, vCpus: 48 })]).toEqual([
      32, 32, 64,
    ]);
  });

  test("never lets a node hold more pods than 110, or than its interfaces have addresses for", () => {
    expect(podsPerNode({ ...M7I_4XLARGE, vCpus: 192, ipv4PerInterface: 50, maxInterfaces: 15 })).toBe(110);
    expect(podsPerNode({ ...G6_XLARGE, maxInterfaces: 2 })).toBe(28);
  });

  test("needs an address for each interface and pod of every node, with room for one more node", () => {
    expect(addressesNeeded({ instanceType: P5, maxNodes: 4 })).toBe(5 * (1 + 32 + 2));
    expect(addressesNeeded({ instanceType: G6_XLARGE, maxNodes: 1 })).toBe(2 * (3 + 32 + 2));
  });
});
