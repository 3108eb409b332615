import { sentences } from "../base-file";

interface Case {
  readonly title: string;
  /** Laid over the base file. */
  readonly fragment: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a type that is offered nowhere in the region",
    fragment: `cloud: { pools: [{ name: l4, instanceType: g5g.xlarge, zone: eu-north-1a, maxNodes: 1 }, { name: a100, instanceType: p4de.24xlarge, zone: eu-north-1a, maxNodes: 1 }] }`,
    found: [
      'error unknown-instance-type: cloud.pools[1].instanceType "g5g.xlarge" is not an instance type of the catalog; did you mean "g5.xlarge"?',
      "error not-offered: cloud.pools[2].instanceType p4de.24xlarge is not offered in cloud.region eu-north-1; use another type, or a region that offers it: ap-northeast-1, ap-southeast-1, eu-central-1, il-central-1, us-east-1 and us-west-2",
    ],
  },
  {
    title: "a type of one card over zones",
    fragment: `cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zones: [eu-north-1a, eu-north-1b], maxNodes: 1 }] }`,
    found: [],
  },
  {
    title: "a type of several cards in a list of one zone",
    fragment: `cloud: { pools: [{ name: h100, zone: ~, zones: [eu-north-1a] }] }`,
    found: [
      "error one-zone: cloud.pools[0].zones spans zones, and p5.48xlarge has 32 network cards, whose EFA works within one zone; write zone: eu-north-1a",
    ],
  },
  {
    title: "zones that may not offer the type",
    fragment: `cloud: { pools: [{ name: l4, instanceType: g6.xlarge, zones: [eu-north-1a, eu-north-1b, eu-north-1c], maxNodes: 1 }] }`,
    found: [
      "warning zone-not-offered: cloud.pools[1].zones[2] eu-north-1c may not offer g6.xlarge, which eu-north-1 has in eun1-az1 and eun1-az2; compare with the ids that your account gives its zones (aws ec2 describe-availability-zones)",
    ],
  },
  {
    title: "a CPU pool with everything of a GPU pool",
    fragment: `onPrem: { pools: [{ name: edge, gpusPerNode: 1, sharing: { timeSlices: 2 }, usdPerGpuHour: 1 }] }`,
    found: [
      "error pool-hardware: onPrem.pools[1].gpusPerNode stands in a pool without GPU; remove it, or name a gpu",
      "error pool-hardware: onPrem.pools[1].sharing stands in a pool without GPU; remove it, or name a gpu",
      "error pool-hardware: onPrem.pools[1].usdPerGpuHour stands in a pool without GPU; remove it, or name a gpu",
    ],
  },
  {
    title: "a GPU pool that does not say how many",
    fragment: `onPrem: { pools: [{ name: lab, gpusPerNode: ~ }] }`,
    found: [
      "error pool-hardware: onPrem.pools[0] has gpu a100-80gb and no gpusPerNode; say how many GPUs each node has",
    ],
  },
  {
    title: "rows whose GPU is unknown, uncounted or none",
    fragment: `instanceTypes: [{ name: p9.2xlarge, vCpus: 8, memoryGiB: 64, gpu: b300-288g, gpus: 1, zoneIds: {} }, { name: p9.4xlarge, vCpus: 8, memoryGiB: 64, gpu: b300-288gb, zoneIds: {} }, { name: p9.8xlarge, vCpus: 8, memoryGiB: 64, gpus: 1, zoneIds: {} }, { name: m9.large, vCpus: 2, memoryGiB: 8, zoneIds: { mars-1: [] } }]`,
    found: [
      'error unknown-gpu: instanceTypes[0].gpu "b300-288g" is not a GPU of the catalog; did you mean "b300-288gb"?',
      "error instance-type-gpu: instanceTypes[1].gpu is b300-288gb, and gpus is 0; say how many GPUs it has",
      "error instance-type-gpu: instanceTypes[2].gpus is 1, and gpu is missing; say which GPU it has",
      'error unknown-region: instanceTypes[3].zoneIds.mars-1 "mars-1" is not a region of AWS; write a region such as eu-north-1',
    ],
  },
];

test.each(CASES)("$title", ({ fragment, found }) => {
  expect(sentences(fragment)).toEqual(found);
});
