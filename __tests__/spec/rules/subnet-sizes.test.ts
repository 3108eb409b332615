import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a pool that is one node too large for a zone of a /20",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: h100, maxNodes: 13 }] }`,
    found: [
      "error subnet-too-small: cloud.pools[0].maxNodes needs more addresses than eu-north-1a has: pools take 455 (h100 455), its part 10.60.0.0/23 of cloud.network.vpc 10.60.0.0/20 leaves 443; use a VPC range of /19 or wider, lower maxNodes, or spread the pools over more zones",
    ],
  },
  {
    title: "a pool that just fits",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: h100, maxNodes: 12 }] }`,
    found: [],
  },
  {
    title: "a pool too large for any VPC",
    fragment: `cloud: { pools: [{ name: h100, maxNodes: 500 }] }`,
    found: [
      "error subnet-too-small: cloud.pools[0].maxNodes needs more addresses than eu-north-1a has: pools take 17500 (h100 17500), its part 10.60.0.0/19 of cloud.network.vpc 10.60.0.0/16 leaves 8123; lower maxNodes, or spread the pools over more zones",
    ],
  },
  {
    title: "a pool that fits where it spans zones",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: l4, instanceType: g6.xlarge, zones: [eu-north-1a, eu-north-1b], maxNodes: 16 }] }`,
    found: [],
  },
  {
    title: "the same nodes in one zone",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 16 }] }`,
    found: [
      "error subnet-too-small: cloud.pools[1].maxNodes needs more addresses than eu-north-1b has: pools take 592 (l4 592), its part 10.60.2.0/23 of cloud.network.vpc 10.60.0.0/20 leaves 443; use a VPC range of /19 or wider, lower maxNodes, or spread the pools over more zones",
    ],
  },
  {
    title: "two pools in one zone, of which each would fit",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 11 }] }`,
    found: [
      "error subnet-too-small: cloud.pools[1].maxNodes needs more addresses than eu-north-1a has: pools take 547 (h100 140 and l4 407), its part 10.60.0.0/23 of cloud.network.vpc 10.60.0.0/20 leaves 443; use a VPC range of /19 or wider, lower maxNodes, or spread the pools over more zones",
    ],
  },
  {
    title: "many pools in one zone: the largest are named",
    fragment: `cloud: { network: { vpc: 10.60.0.0/20 }, pools: [{ name: p1, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1 }, { name: p2, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 2 }, { name: p3, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 3 }, { name: p4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 4 }, { name: p5, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 5 }, { name: p6, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 6 }, { name: p7, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 7 }, { name: p8, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 8 }] }`,
    found: [
      "error subnet-too-small: cloud.pools[8].maxNodes needs more addresses than eu-north-1a has: pools take 1472 (p8 296, p7 259, p6 222, p5 185, p4 148, h100 140 and 3 more pools), its part 10.60.0.0/23 of cloud.network.vpc 10.60.0.0/20 leaves 443; use a VPC range of /18 or wider, lower maxNodes, or spread the pools over more zones",
    ],
  },
  {
    title: "one node in the smallest VPC",
    fragment: `
      cloud: { network: { vpc: 10.60.0.0/22 }, pools: [{ name: h100, maxNodes: 1 }] }
      teams: [{ name: vision, burst: { h100: 8 } }]
    `,
    found: [],
  },
  {
    title: "subnets that are missing for pools and Lustre, or shared",
    fragment: `cloud: { network: { vpc: ~, existing: { vpcId: vpc-0123456789abcdef0, privateSubnetIds: { eu-north-1a: subnet-0123456789abcdef0, eu-north-1b: subnet-0123456789abcdef0 } } }, pools: [{ name: h100, zone: eu-north-1c }] }`,
    found: [
      "error existing-subnets: cloud.network.existing.privateSubnetIds has no subnet in eu-north-1c, where cloud.pools[0] is; add eu-north-1c: subnet-…",
      "error existing-subnets: cloud.network.existing.privateSubnetIds.eu-north-1b subnet-0123456789abcdef0 is also the subnet of eu-north-1a; name the subnet of that zone: a subnet is in one zone",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
