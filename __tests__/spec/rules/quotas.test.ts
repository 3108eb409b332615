import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "quotas of all teams and deployments fill the pool",
    fragment: `teams: [{ name: vision, experiment: { lab: 10 } }, { name: medical, groups: [a], experiment: { lab: 4 } }]`,
    found: [],
  },
  {
    title: "one unit more",
    fragment: `teams: [{ name: vision, experiment: { lab: 10 } }, { name: medical, groups: [a], experiment: { lab: 5 } }]`,
    found: [
      "error quota-exceeds-pool: deployments[0].replicas.max brings what is promised of pool lab to 17 units (team vision 10 + team medical 5 + deployment road-fra1 2 x 1), and it has 16 (2 nodes x 8 GPUs); lower them by 1, or enlarge onPrem.pools[0]",
    ],
  },
  {
    title: "slices of a GPU are the units",
    fragment: `
      onPrem: { pools: [{ name: lab, sharing: { mig: all-1g.10gb } }] }
      teams: [{ name: vision, experiment: { lab: 111 } }]
    `,
    found: [
      "error quota-exceeds-pool: deployments[0].replicas.max brings what is promised of pool lab to 113 units (team vision 111 + deployment road-fra1 2 x 1), and it has 112 (2 nodes x 8 GPUs x 7 MIG slices); lower them by 1, or enlarge onPrem.pools[0]",
    ],
  },
  {
    title: "as many slices as there are",
    fragment: `
      onPrem: { pools: [{ name: lab, sharing: { mig: all-1g.10gb } }] }
      teams: [{ name: vision, experiment: { lab: 110 } }]
    `,
    found: [],
  },
  {
    title: "time slices",
    fragment: `
      onPrem: { pools: [{ name: lab, nodes: [gpu-01], sharing: { timeSlices: 4 } }] }
      teams: [{ name: vision, experiment: { lab: 31 } }]
    `,
    found: [
      "error quota-exceeds-pool: deployments[0].replicas.max brings what is promised of pool lab to 33 units (team vision 31 + deployment road-fra1 2 x 1), and it has 32 (1 node x 8 GPUs x 4 time slices); lower them by 1, or enlarge onPrem.pools[0]",
    ],
  },
  {
    title: "GPUs that the cloud may have",
    fragment: `teams: [{ name: vision, burst: { h100: 33 } }]`,
    found: [
      "error quota-exceeds-pool: teams[0].burst.h100 brings what is promised of pool h100 to 33 units (team vision 33), and it may have 32 (4 nodes x 8 GPUs); lower them by 1, or enlarge cloud.pools[0]",
    ],
  },
  {
    title: "a deployment alone is too large",
    fragment: `deployments: [{ name: road-fra1, unitsPerReplica: 1, replicas: { max: 5 } }]`,
    found: [
      "error quota-exceeds-pool: deployments[0].replicas.max brings what is promised of pool lab to 17 units (team vision 12 + deployment road-fra1 5 x 1), and it has 16 (2 nodes x 8 GPUs); lower them by 1, or enlarge onPrem.pools[0]",
    ],
  },
  {
    title: "memory of a CPU pool",
    fragment: `
      models: [{ name: road-detector, server: openvino }]
      deployments: [{ name: road-fra1, pool: edge, cpus: 1, memoryGiB: 65, replicas: { min: 0, max: 2 } }]
    `,
    found: [
      "error cpu-pool-full: deployments[0].replicas.max brings what is promised of pool edge to 130 GiB of memory (road-fra1 2 x 65), and it has 128; lower replicas.max or memoryGiB, or enlarge onPrem.pools[1]",
    ],
  },
  {
    title: "replicas that take a whole node each",
    fragment: `
      models: [{ name: road-detector, server: openvino }]
      deployments: [{ name: road-fra1, pool: edge, cpus: 32, memoryGiB: 128, replicas: { min: 0, max: 2 } }]
    `,
    found: [
      "error cpu-pool-full: deployments[0].replicas.max brings what is promised of pool edge to 64 vCPUs (road-fra1 2 x 32), and it has 32; lower replicas.max or cpus, or enlarge onPrem.pools[1]",
      "error cpu-pool-full: deployments[0].replicas.max brings what is promised of pool edge to 256 GiB of memory (road-fra1 2 x 128), and it has 128; lower replicas.max or memoryGiB, or enlarge onPrem.pools[1]",
    ],
  },
  {
    title: "as many such replicas as there are nodes",
    fragment: `
      models: [{ name: road-detector, server: openvino }]
      deployments: [{ name: road-fra1, pool: edge, cpus: 32, memoryGiB: 128, replicas: { min: 0, max: 1 } }]
    `,
    found: [],
  },
  {
    title: "a quota on CPU pools of both sides",
    fragment: `
      cloud: { pools: [{ name: prep, instanceType: m7i.4xlarge, zone: eu-north-1a, maxNodes: 1 }] }
      teams: [{ name: vision, experiment: { edge: 0 }, burst: { prep: 8 } }]
    `,
    found: [
      "error quota-without-gpu: teams[0].experiment.edge is a quota of pool edge, which has no GPU; remove it: CPU pools are shared by all teams",
      "error quota-without-gpu: teams[0].burst.prep is a quota of pool prep, which has no GPU; remove it: CPU pools are shared by all teams",
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
