import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "prefixes that something outside keeps",
    fragment: `name: kube`,
    found: [
      'error reserved-name: name "kube" cannot be a prefix: Kubernetes keeps namespaces that start with kube-; choose another name',
    ],
  },
  {
    title: "a prefix that is Kueue's",
    fragment: `name: kueue`,
    found: [
      'error reserved-name: name "kueue" makes the namespace kueue-system, which is another\'s; choose another name',
    ],
  },
  {
    title: "a prefix that S3 keeps",
    fragment: `name: xn--acme`,
    found: [
      'error reserved-name: name "xn--acme" cannot be a prefix: S3 keeps bucket names that start so; choose another name',
    ],
  },
  {
    title: "a prefix that EC2 keeps",
    fragment: `name: sg-acme`,
    found: [
      'error reserved-name: name "sg-acme" cannot be a prefix: EC2 keeps names of security groups that start with sg-; choose another name',
    ],
  },
  {
    title: "a prefix that Systems Manager keeps, beside Lustre",
    fragment: `
      name: awsome
      cloud: { storage: { lustre: { zone: eu-north-1a, capacityGiB: 4800, mbpsPerTiB: 1000 } } }
    `,
    found: [
      'error reserved-name: name "awsome" cannot be a prefix: Systems Manager keeps names of parameters that start so, and the Lustre file system has one; choose another name',
    ],
  },
  {
    title: "the same without Lustre",
    fragment: `name: awsome`,
    found: [],
  },
  {
    title: "a whole name that EC2 or EKS keeps",
    fragment: `{ name: sg }`,
    found: [
      'error reserved-name: name "sg" cannot be a prefix: EC2 keeps names of security groups that start with sg-; choose another name',
    ],
  },
  {
    title: "a name that EKS keeps for groups, where a team has one",
    fragment: `{ name: iam, teams: [{ name: vision, roleArns: ["arn:aws:iam::111122223333:role/vision"] }] }`,
    found: [
      'error reserved-name: name "iam" cannot be a prefix: EKS keeps groups of access entries that start so, and each team has one; choose another name',
    ],
  },
  {
    title: "names that only begin alike",
    fragment: `name: kubernetes`,
    found: [],
  },
  {
    title: "a team that makes the namespace of a release",
    fragment: `
      name: gpu
      teams: [{ name: operator, groups: [a] }]
    `,
    found: [
      'error reserved-name: teams[1].name "operator" makes the namespace gpu-operator, which is another\'s; choose another name',
    ],
  },
  {
    title: "teams that make the platform's own namespaces",
    fragment: `teams: [{ name: system, groups: [a] }, { name: inference, groups: [a] }]`,
    found: [
      'error reserved-name: teams[1].name "system" makes the namespace acme-system, which is the platform\'s own; choose another name',
      'error reserved-name: teams[2].name "inference" makes the namespace acme-inference, which is the platform\'s own; choose another name',
    ],
  },
  {
    title: "two deployments of which one is the other's canary by name",
    fragment: `deployments: [{ name: road-fra1-canary, model: road-detector, version: "8", side: onPrem, pool: lab, replicas: { min: 0, max: 1 } }]`,
    found: [
      'error name-collision: deployments[1].name "road-fra1-canary" meets deployments[0].name: an object of road-fra1 is called road-fra1-canary, too; rename one of them',
    ],
  },
  {
    title: "the same on two sides",
    fragment: `
      cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      deployments: [{ name: road-fra1-canary, model: road-detector, version: "8", side: cloud, pool: l4, replicas: { min: 0, max: 1 } }]
    `,
    found: [],
  },
  {
    title: "former names that something has, or two claim",
    fragment: `teams: [{ name: medical, formerly: vision, groups: [a] }, { name: sound, formerly: audio, groups: [a] }, { name: speech, formerly: audio, groups: [a] }]`,
    found: [
      'error formerly-taken: teams[1].formerly "vision" is teams[0].name; remove formerly, or rename the other',
      'error formerly-taken: teams[3].formerly "audio" is also teams[2].formerly; keep it where the resources are to move',
    ],
  },
  {
    title: "a pool that was another side's",
    fragment: `cloud: { pools: [{ name: h100, formerly: lab }] }`,
    found: [
      'error formerly-taken: cloud.pools[0].formerly "lab" is onPrem.pools[0].name; remove formerly, or rename the other',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
