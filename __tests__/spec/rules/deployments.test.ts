import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "as many replicas always run as may",
    fragment: `deployments: [{ name: road-fra1, replicas: { min: 2, max: 2 } }]`,
    found: [],
  },
  {
    title: "the later of min and max is the place",
    fragment: `deployments: [{ name: road-fra2, model: road-detector, version: "7", side: onPrem, pool: lab, replicas: { max: 1, min: 2 } }]`,
    found: ["error replica-range: deployments[1].replicas.min 2 is more than max 1; use at most 1, or raise max"],
  },
  {
    title: "a canary with one replica at most",
    fragment: `deployments: [{ name: road-fra1, replicas: { max: 1 }, canary: { version: "8", percent: 10 } }]`,
    found: [
      "error canary-replicas: deployments[0].canary.percent 10 leaves the stable version no replica: of max 1 the canary takes 1 (10% of min 1, at least one); use replicas.max of at least 2",
    ],
  },
  {
    title: "a canary that takes every replica",
    fragment: `deployments: [{ name: road-fra1, replicas: { min: 2, max: 2 }, canary: { version: "8", percent: 75 } }]`,
    found: [
      "error canary-replicas: deployments[0].canary.percent 75 leaves the stable version no replica: of max 2 the canary takes 2 (75% of min 2, at least one); use replicas.max of at least 3, or a smaller percent",
    ],
  },
  {
    title: "a canary that leaves one replica",
    fragment: `deployments: [{ name: road-fra1, replicas: { min: 2, max: 2 }, canary: { version: "8", percent: 74 } }]`,
    found: [],
  },
  {
    title: "a canary of zero replicas that stands before them",
    fragment: `deployments: [{ name: road-fra2, model: road-detector, version: "7", canary: { version: "8", percent: 10 }, side: onPrem, pool: lab, replicas: { min: 0, max: 2 } }]`,
    found: [
      "error canary-replicas: deployments[1].replicas.min 0 beside a canary: nothing would try it; use replicas.min of at least 1, or remove the canary",
    ],
  },
  {
    title: "a canary of its own version",
    fragment: `deployments: [{ name: road-fra1, canary: { version: "7", percent: 10 } }]`,
    found: [
      'error canary-version: deployments[0].canary.version "7" is the version that is served already; name another version of the model, or remove the canary',
    ],
  },
  {
    title: "a certificate without a host",
    fragment: `deployments: [{ name: road-fra1, tls: { issuer: acme-ca } }]`,
    found: ["error route-tls: deployments[0].tls is a certificate's, and host is missing; add host, or remove tls"],
  },
  {
    title: "a host on both sides",
    fragment: `
      cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 2 }] }
      deployments: [{ name: road-fra1, host: road.acme.example, tls: { issuer: acme-ca } }, { name: road-cloud, model: road-detector, version: "7", side: cloud, pool: l4, replicas: { min: 1, max: 1 }, host: road.acme.example, tls: { secret: road } }]
    `,
    found: [],
  },
  {
    title: "a custom server without image and port",
    fragment: `models: [{ name: road-detector, server: custom }]`,
    found: [
      "error custom-server: models[0].server is custom, and image is missing; add image",
      "error custom-server: models[0].server is custom, and port is missing; add port",
    ],
  },
  {
    title: "a server with a port that it has itself",
    fragment: `models: [{ name: road-detector, port: 8080 }]`,
    found: [
      "error custom-server: models[0].port stands beside server triton, which has its own; remove it, or use server custom",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
