import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "items twice in lists of every kind",
    fragment: `
      onPrem: { existing: [kueue, kueue] }
      cloud: { zones: [eu-north-1a, eu-north-1b, eu-north-1b], kubernetes: { admins: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/a"], publicAccessCidrs: [198.51.100.0/28, 198.51.100.0/28] }, link: { vpn: { peers: [{ ip: 198.51.100.7, asn: 65010 }, { ip: 198.51.100.7, asn: 65011 }] } }, budget: { monthlyUsd: 1, alertPercents: [50, 50], emails: [a@b.example, a@b.example] }, pools: [{ name: l4, instanceType: g6.xlarge, zones: [eu-north-1a, eu-north-1a], maxNodes: 1 }] }
    `,
    found: [
      'error duplicate-item: onPrem.existing[1] "kueue" is listed twice; remove one of them',
      'error duplicate-item: cloud.zones[2] "eu-north-1b" is listed twice; remove one of them',
      'error duplicate-item: cloud.kubernetes.admins[1] "arn:aws:iam::111122223333:role/a" is listed twice; remove one of them',
      'error duplicate-item: cloud.kubernetes.publicAccessCidrs[1] "198.51.100.0/28" is listed twice; remove one of them',
      'error duplicate-item: cloud.link.vpn.peers[1] "198.51.100.7" is listed twice; remove one of them',
      'error duplicate-item: cloud.pools[1].zones[1] "eu-north-1a" is listed twice; remove one of them',
      "error duplicate-item: cloud.budget.alertPercents[1] 50 is listed twice; remove one of them",
      'error duplicate-item: cloud.budget.emails[1] "a@b.example" is listed twice; remove one of them',
    ],
  },
  {
    title: "items twice in teams, data, runs and models",
    fragment: `
      teams: [{ name: vision, groups: [a, a], roleArns: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/a"] }]
      datasets: [{ name: road-scenes, residency: [EU, EU], teams: [vision, vision], cachedOn: [onPrem, onPrem] }]
      runs: [{ name: road-detector, datasets: [road-scenes, road-scenes] }]
      models: [{ name: road-detector, trainedOn: [road-scenes, road-scenes] }]
    `,
    found: [
      'error duplicate-item: teams[0].groups[1] "a" is listed twice; remove one of them',
      'error duplicate-item: teams[0].roleArns[1] "arn:aws:iam::111122223333:role/a" is listed twice; remove one of them',
      'error duplicate-item: datasets[0].residency[1] "EU" is listed twice; remove one of them',
      'error duplicate-item: datasets[0].teams[1] "vision" is listed twice; remove one of them',
      'error duplicate-item: datasets[0].cachedOn[1] "onPrem" is listed twice; remove one of them',
      'error duplicate-item: runs[0].datasets[1] "road-scenes" is listed twice; remove one of them',
      'error duplicate-item: models[0].trainedOn[1] "road-scenes" is listed twice; remove one of them',
    ],
  },
  {
    title: "items twice in rows of hardware",
    fragment: `
      gpus: [{ name: r100-512gb, memoryGiB: 512, precisions: [bf16, bf16], productLabels: [R100, R100], mig: [{ profile: 1g.64gb, count: 7, memoryGiB: 64 }, { profile: 1g.64gb, count: 7, memoryGiB: 64 }] }]
      instanceTypes: [{ name: p9.48xlarge, vCpus: 192, memoryGiB: 2048, zoneIds: { eu-north-1: [eun1-az1, eun1-az1] } }]
    `,
    found: [
      'error duplicate-item: gpus[0].precisions[1] "bf16" is listed twice; remove one of them',
      'error duplicate-item: gpus[0].productLabels[1] "R100" is listed twice; remove one of them',
      'error duplicate-item: gpus[0].mig[1] "1g.64gb" is listed twice; remove one of them',
      'error duplicate-item: instanceTypes[0].zoneIds.eu-north-1[1] "eun1-az1" is listed twice; remove one of them',
    ],
  },
  {
    title: "versions that are called alike, of one model and of two",
    fragment: `models: [{ name: road-detector, versions: [{ version: "7", sha256: 7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451 }, { version: "7", sha256: 2c624232cdd221771294dfbb310aca000a0df6ac8b66b696d90ef06fdefb64a3 }] }, { name: scan-segmenter, versions: [{ version: "7", sha256: e8bc163c82eee18733288c7d4ac636db3a6deb013ef2d37b68322be20edc45cc }] }]`,
    found: [
      'error duplicate-name: models[0].versions[1].version "7" is also models[0].versions[0].version; give each its own name',
    ],
  },
  {
    title: "a team, a dataset and a model that are called alike",
    fragment: `
      teams: [{ name: road-scenes, groups: [a] }]
      models: [{ name: road-scenes, trainedOn: [road-scenes], server: triton, precision: fp16, parametersBillions: 1, versions: [{ version: "1", sha256: 7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451 }] }]
    `,
    found: [],
  },
  {
    title: "a node twice in one pool",
    fragment: `onPrem: { pools: [{ name: edge, nodes: [cpu-01, cpu-01] }] }`,
    found: [
      'error node-in-two-pools: onPrem.pools[1].nodes[1] "cpu-01" is also onPrem.pools[1].nodes[0]; list a node once, in one pool',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
