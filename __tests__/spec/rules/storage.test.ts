import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "capacities around the smallest file system",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1b, capacityGiB: 1201, mbpsPerTiB: 125 } }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1 }] }`,
    found: [
      "error lustre-capacity: cloud.storage.lustre.capacityGiB 1201 is neither 1200 nor a multiple of 2400; use 1200 or 2400",
    ],
  },
  {
    title: "the smallest file system, beside a pool without EFA",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1b, capacityGiB: 1200, mbpsPerTiB: 125 } }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1 }] }`,
    found: [],
  },
  {
    title: "twice the step",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1b, capacityGiB: 4800, mbpsPerTiB: 125 } }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1 }] }`,
    found: [],
  },
  {
    title: "below the least beside EFA",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1a, capacityGiB: 36000, mbpsPerTiB: 125 } } }`,
    found: [
      "error lustre-efa: cloud.storage.lustre.mbpsPerTiB is too small beside pool h100, which has EFA: 36000 GiB x 125 MB/s per TiB = 4500000, less than 4800000; use capacityGiB of at least 38400 at 125",
    ],
  },
  {
    title: "the least beside EFA",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1a, capacityGiB: 38400, mbpsPerTiB: 125 } } }`,
    found: [],
  },
  {
    title: "a throughput that is not sold",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1a, capacityGiB: 4800, mbpsPerTiB: 999 } } }`,
    found: [
      "error lustre-throughput: cloud.storage.lustre.mbpsPerTiB 999 is none of 125, 250, 500, 1000; use one of them",
    ],
  },
  {
    title: "no pool that keeps to one zone",
    fragment: `
      cloud: { storage: { lustre: { zone: eu-north-1a, capacityGiB: 4800, mbpsPerTiB: 1000 } }, pools: [{ name: h100, instanceType: g6.xlarge, zone: ~, zones: [eu-north-1a, eu-north-1b] }] }
      teams: [{ name: vision, burst: { h100: 4 } }]
    `,
    found: [
      "error lustre-zone: cloud.storage.lustre.zone eu-north-1a is the zone of no single-zone pool: nothing would be near the file system; give a pool one zone, or remove lustre",
    ],
  },
  {
    title: "of the zones of pools, those where the file system may be",
    fragment: `cloud: { zones: [eu-north-1a, eu-north-1b, eu-north-1c], storage: { lustre: { zone: eu-north-1c, capacityGiB: 4800, mbpsPerTiB: 1000 } }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1 }] }`,
    found: [
      "error lustre-zone: cloud.storage.lustre.zone eu-north-1c is the zone of no single-zone pool: nothing would be near the file system; use eu-north-1a or eu-north-1b",
    ],
  },
  {
    title: "no zone where the file system would be too small",
    fragment: `cloud: { zones: [eu-north-1a, eu-north-1b, eu-north-1c], storage: { lustre: { zone: eu-north-1c, capacityGiB: 2400, mbpsPerTiB: 1000 } }, pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1b, maxNodes: 1 }] }`,
    found: [
      "error lustre-zone: cloud.storage.lustre.zone eu-north-1c is the zone of no single-zone pool: nothing would be near the file system; use eu-north-1b",
    ],
  },
  {
    title: "no zone of another region, which was refused",
    fragment: `cloud: { storage: { lustre: { zone: eu-north-1b, capacityGiB: 4800, mbpsPerTiB: 1000 } }, pools: [{ name: h100, zone: us-east-1a }] }`,
    found: [
      'error unknown-zone: cloud.pools[0].zone "us-east-1a" is not a zone of eu-north-1; use one of eu-north-1a, eu-north-1b, eu-north-1c',
      "error lustre-zone: cloud.storage.lustre.zone eu-north-1b is the zone of no single-zone pool: nothing would be near the file system; give a pool one zone, or remove lustre",
    ],
  },
  {
    title: "served models alone need the object store",
    fragment: `
      onPrem: { objectStore: ~ }
      datasets: [{ name: patient-scans, home: cloud, classification: internal, residency: [EU] }]
    `,
    found: [
      "error object-store-missing: onPrem has no objectStore, and deployments[0].side is onPrem; add objectStore: { external } or { provision }",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
