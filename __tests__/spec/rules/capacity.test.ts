import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "as many nodes stay as may come",
    fragment: `cloud: { pools: [{ name: h100, minNodes: 4, maxNodes: 4 }] }`,
    found: [],
  },
  {
    title: "one node more stays than may come",
    fragment: `cloud: { pools: [{ name: h100, minNodes: 5 }] }`,
    found: ["error node-range: cloud.pools[0].minNodes 5 is more than maxNodes 4; use at most 4, or raise maxNodes"],
  },
  {
    title: "the later of the two is the place",
    fragment: `cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, minNodes: 2, maxNodes: 1 }] }`,
    found: ["error node-range: cloud.pools[1].maxNodes 1 is less than minNodes 2; use at least 2, or lower minNodes"],
  },
  {
    title: "spot without consent, alone and in a list",
    fragment: `cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1, capacity: spot }, { name: l4-too, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1, capacity: [onDemand, spot] }] }`,
    found: [
      "error spot-interruption: cloud.pools[1].capacity is spot: AWS takes such nodes back at two minutes' notice; add acceptInterruption: true to the pool, or use onDemand",
      "warning spot-one-zone: cloud.pools[1].capacity is spot in eu-north-1a alone: where AWS has none left there, runs wait; write zones: with a second zone, or a list with another capacity",
      "error spot-interruption: cloud.pools[2].capacity[1] is spot: AWS takes such nodes back at two minutes' notice; add acceptInterruption: true to the pool, or use onDemand",
    ],
  },
  ...(
    [
      ["two zones", "instanceType: g6.xlarge, zones: [eu-north-1a, eu-north-1b], maxNodes: 1, capacity: spot", ""],
      ["another beside it", "instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1, capacity: [spot, onDemand]", ""],
      ["nodes joined by EFA", "instanceType: g6.8xlarge, zone: eu-north-1a, maxNodes: 2, capacity: spot", "spot-gang"],
      ["one node", "instanceType: g6.8xlarge, zone: eu-north-1a, maxNodes: 1, capacity: spot", "spot-one-zone"],
      [
        "a list of one zone",
        "instanceType: g6.xlarge, zones: [eu-north-1a], maxNodes: 1, capacity: spot",
        "spot-one-zone",
      ],
    ] as const
  ).map(([title, pool, rule]) => ({
    title: `spot in one zone, or not: ${title}`,
    fragment: `cloud: { pools: [{ name: l4, acceptInterruption: true, ${pool} }] }`,
    found: rule === "" ? [] : [expect.stringContaining(`warning ${rule}: `)],
  })),
  {
    title: "spot beside Lustre, in its zone and in another",
    fragment: `
      cloud:
        storage: { lustre: { zone: eu-north-1a, capacityGiB: 4800, mbpsPerTiB: 1000 } }
        pools:
          - { name: near, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1, capacity: spot, acceptInterruption: true }
          - { name: far, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1, capacity: spot, acceptInterruption: true }
    `,
    found: [expect.stringContaining("warning spot-one-zone: cloud.pools[2].capacity is spot in eu-north-1b alone: ")],
  },
  {
    title: "spot on one node with EFA",
    fragment: `
      cloud: { pools: [{ name: h100, maxNodes: 1, capacity: spot, acceptInterruption: true }] }
      teams: [{ name: vision, burst: { h100: 8 } }]
    `,
    found: [],
  },
  {
    title: "spot on two nodes with EFA",
    fragment: `
      cloud: { pools: [{ name: h100, maxNodes: 2, capacity: spot, acceptInterruption: true }] }
      teams: [{ name: vision, burst: { h100: 16 } }]
    `,
    found: [
      "warning spot-gang: cloud.pools[0].capacity is spot in a pool with EFA: when one node is taken back, every worker of its run starts again; use onDemand for runs over several nodes, or checkpoint often",
    ],
  },
  {
    title: "a block that ends this very second",
    fragment: `cloud: { pools: [{ name: h100, capacity: { capacityBlock: { id: cr-0123456789abcdef0, endsAt: 2026-11-24T00:00:00Z } } }] }`,
    found: [
      "error capacity-block-ended: cloud.pools[0].capacity.capacityBlock.endsAt 2026-11-24T00:00:00Z has passed: the block cr-0123456789abcdef0 has ended; name another block, or another capacity",
    ],
  },
  {
    title: "a block that ends a second later",
    fragment: `cloud: { pools: [{ name: h100, capacity: { capacityBlock: { id: cr-0123456789abcdef0, endsAt: 2026-11-24T00:00:01Z } } }] }`,
    found: [],
  },
  {
    title: "the ended block of a list",
    fragment: `cloud: { pools: [{ name: h100, capacity: [onDemand, { capacityBlock: { id: cr-0123456789abcdef0, endsAt: 2026-11-01T00:00:00Z } }] }] }`,
    found: [
      "error capacity-block-ended: cloud.pools[0].capacity[1].capacityBlock.endsAt 2026-11-01T00:00:00Z has passed: the block cr-0123456789abcdef0 has ended; name another block, or another capacity",
    ],
  },
  {
    title: "two entries alike in a list",
    fragment: `cloud: { pools: [{ name: h100, capacity: [onDemand, { reservation: cr-0123456789abcdef0 }, onDemand] }] }`,
    found: ['error duplicate-item: cloud.pools[0].capacity[2] "onDemand" is listed twice; remove one of them'],
  },
  {
    title: "two reservations in a list",
    fragment: `cloud: { pools: [{ name: h100, capacity: [{ reservation: cr-0123456789abcdef1 }, { reservation: cr-0123456789abcdef0 }, onDemand] }] }`,
    found: [],
  },
  {
    title: "one node stays in a block",
    fragment: `cloud: { pools: [{ name: h100, minNodes: 1, capacity: { capacityBlock: { id: cr-0123456789abcdef0, endsAt: 2029-12-20T11:30:00Z } } }] }`,
    found: [
      "error capacity-block-idle: cloud.pools[0].minNodes keeps 1 node up, and a Capacity Block ends; remove minNodes, or put another capacity first",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
