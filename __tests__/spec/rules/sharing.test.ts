import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "as many units as a node has GPUs",
    fragment: `
      models: [{ name: road-detector, server: vllm }]
      teams: [{ name: vision, experiment: { lab: 8 } }]
      deployments: [{ name: road-fra1, unitsPerReplica: 8, replicas: { max: 1 } }]
    `,
    found: [],
  },
  {
    title: "one unit more",
    fragment: `
      models: [{ name: road-detector, server: vllm }]
      teams: [{ name: vision, experiment: { lab: 7 } }]
      deployments: [{ name: road-fra1, unitsPerReplica: 9, replicas: { max: 1 } }]
    `,
    found: [
      "error units-per-node: deployments[0].unitsPerReplica is 9, and a node of pool lab has 8 GPUs; use at most 8: a replica is one pod, on one node",
    ],
  },
  {
    title: "two units of a pool that is cut in slices",
    fragment: `
      onPrem: { pools: [{ name: lab, sharing: { mig: all-2g.20gb } }] }
      models: [{ name: road-detector, server: vllm }]
      deployments: [{ name: road-fra1, unitsPerReplica: 2 }]
    `,
    found: [
      "error shared-unit: deployments[0].unitsPerReplica is 2, and pool lab shares its GPUs: a replica takes exactly one unit there; write 1, or use a pool of whole GPUs",
    ],
  },
  {
    title: "slices of another GPU, far from all that it has",
    fragment: `onPrem: { pools: [{ name: lab, gpu: a30-24gb, sharing: { mig: all-7g.141gb } }] }`,
    found: [
      'error mig-unknown: onPrem.pools[0].sharing.mig "all-7g.141gb" is none of the configurations of a30-24gb: all-1g.6gb, all-1g.6gb.me, all-2g.12gb, all-2g.12gb.me and all-4g.24gb; did you mean "all-2g.12gb"?',
    ],
  },
  {
    title: "slices of a GPU of the file's own",
    fragment: `
      gpus: [{ name: r100-512gb, memoryGiB: 512, precisions: [bf16, fp16], mig: [{ profile: 1g.64gb, count: 7, memoryGiB: 64 }] }]
      onPrem: { pools: [{ name: lab, gpu: r100-512gb, sharing: { mig: all-1g.64gb } }] }
    `,
    found: [],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
