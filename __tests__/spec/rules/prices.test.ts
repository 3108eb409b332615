import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly now?: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "prices of today, for an instance and a service",
    fragment: `prices: { asOf: 2026-11-24, instanceTypes: { p5.48xlarge: { onDemand: 40 } }, services: { s3-standard: 0.02, internet-egress: 0 } }`,
    found: [],
  },
  {
    title: "prices of tomorrow",
    fragment: `prices: { asOf: 2026-11-25 }`,
    found: [
      "warning price-age: prices.asOf 2026-11-25 has not come yet; write the day on which the prices were agreed or read",
    ],
  },
  { title: "prices of 365 days ago", fragment: `prices: { asOf: 2026-11-24 }`, now: "2027-11-24", found: [] },
  {
    title: "prices of 366 days ago",
    fragment: `prices: { asOf: 2026-11-24 }`,
    now: "2027-11-25",
    found: ["warning price-age: prices.asOf 2026-11-24 is 366 days ago; ask for the prices again, and write that day"],
  },
  {
    title: "a price without its day, a negative one, one of nothing, an unknown service",
    fragment: `prices: { instanceTypes: { p5.48xlarge: { onDemand: 0 } }, services: { s3-standard: -1, s3-standart: 1 } }`,
    found: [
      "error missing-key: prices.asOf is missing; add asOf",
      "error out-of-range: prices.instanceTypes.p5.48xlarge.onDemand is 0; use more than 0",
      "error out-of-range: prices.services.s3-standard is -1; use at least 0",
      "error unknown-key: prices.services.s3-standart is not a key of the platform file; did you mean s3-standard?",
    ],
  },
  {
    title: "a price of a type that does not exist",
    fragment: `prices: { asOf: 2026-11-24, instanceTypes: { p5.48xlarg: { onDemand: 40 } } }`,
    found: [
      'error unknown-instance-type: prices.instanceTypes.p5.48xlarg "p5.48xlarg" is not an instance type of the catalog; did you mean "p5.48xlarge"?',
    ],
  },
  {
    title: "a type of the file's own, without a price, with one, and with one under prices",
    fragment: `
      instanceTypes: [{ name: m9.large, vCpus: 2, memoryGiB: 8, zoneIds: { eu-north-1: [eun1-az1] } }, { name: m9.xlarge, vCpus: 4, memoryGiB: 16, zoneIds: { eu-north-1: [eun1-az1] }, usdPerHour: { eu-north-1: 0.2 } }, { name: m9.2xlarge, vCpus: 8, memoryGiB: 32, zoneIds: { eu-north-1: [eun1-az1] } }]
      cloud: { pools: [{ name: prep, instanceType: m9.large, zone: eu-north-1a, maxNodes: 1 }, { name: prep-2, instanceType: m9.xlarge, zone: eu-north-1a, maxNodes: 1 }, { name: prep-3, instanceType: m9.2xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      prices: { asOf: 2026-11-24, instanceTypes: { m9.2xlarge: { onDemand: 0.4 } } }
    `,
    found: [
      "warning price-missing: cloud.pools[1].instanceType m9.large has no known price for onDemand in eu-north-1: its flavor is tried last, and it is left out of the cost; add yours under prices.instanceTypes, or leave it",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, now, found }) => {
  expect(
    sentences(fragment, now === undefined ? undefined : new Date(`${now}T00:00:00Z`)).filter(
      (one) => !one.includes("kubernetes-end"),
    ),
  ).toEqual(found);
});
