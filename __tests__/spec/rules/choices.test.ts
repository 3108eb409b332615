import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "two keys for one choice: the later one is the place",
    fragment: `cloud: { network: { existing: { vpcId: vpc-0123456789abcdef0, privateSubnetIds: { eu-north-1a: subnet-0123456789abcdef0, eu-north-1b: subnet-0123456789abcdef1 } } }, pools: [{ name: h100, zones: [eu-north-1a] }] }`,
    found: [
      "error exactly-one-of: cloud.network.existing stands beside vpc; keep one of them",
      "error exactly-one-of: cloud.pools[0].zones stands beside zone; keep one of them",
      "error one-zone: cloud.pools[0].zones spans zones, and p5.48xlarge has 32 network cards, whose EFA works within one zone; write zone: eu-north-1a",
    ],
  },
  {
    title: "neither of two keys",
    fragment: `
      state: { s3: ~ }
      onPrem: { objectStore: { external: ~ } }
      cloud: { network: { vpc: ~ }, pools: [{ name: h100, zone: ~ }] }
    `,
    found: [
      "error exactly-one-of: state has neither local nor s3; add one of them",
      "error exactly-one-of: onPrem.objectStore has neither external nor provision; add one of them",
      "error exactly-one-of: cloud.network has neither vpc nor existing; add one of them",
      "error exactly-one-of: cloud.pools[0] has neither zone nor zones; add one of them",
    ],
  },
  {
    title: "two prices of a pool",
    fragment: `onPrem: { pools: [{ name: lab, cost: { purchaseUsd: 200000, lifetimeYears: 5, powerKw: 6.5, usdPerKwh: 0.25, operationsUsdPerYear: 15000 } }] }`,
    found: ["error exactly-one-of: onPrem.pools[0].cost stands beside usdPerGpuHour; keep one of them"],
  },
  {
    title: "a pool of GPUs and CPUs, and one of nothing",
    fragment: `onPrem: { pools: [{ name: edge, gpu: t4-16gb, gpusPerNode: 1, usdPerGpuHour: 0.2 }, { name: none, nodes: [none-01] }] }`,
    found: [
      "error exactly-one-of: onPrem.pools[1].gpu stands beside cpu; keep one of them",
      "error exactly-one-of: onPrem.pools[2] has neither gpu nor cpu; add one of them",
    ],
  },
  {
    title: "a certificate from a Secret and from an issuer",
    fragment: `deployments: [{ name: road-fra1, host: road.acme.example, tls: { secret: road, issuer: acme-ca } }]`,
    found: ["error exactly-one-of: deployments[0].tls.issuer stands beside secret; keep one of them"],
  },
  {
    title: "an empty tls",
    fragment: `deployments: [{ name: road-fra1, host: road.acme.example, tls: {} }]`,
    found: ["error exactly-one-of: deployments[0].tls has neither secret nor issuer; add one of them"],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
