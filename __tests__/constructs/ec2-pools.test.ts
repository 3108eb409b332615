import type { Ec2Pool } from "../../constructs/ec2-pool";
import { Ec2Pools } from "../../constructs/ec2-pools";
import { helmValues, type Resource, resource, synthKubernetes } from "../kubernetes-synth";

const POOL: Ec2Pool = {
  name: "h100",
  instanceType: "p5.48xlarge",
  vCpus: 192,
  maxPods: 32,
  gpusPerNode: 8,
  zones: ["eu-north-1a"],
  capacity: [{ kind: "onDemand" }],
  minNodes: 0,
  maxNodes: 4,
  labels: { "gpu.platform/pool": "h100" },
  tags: { "gpu.platform/pool": "h100" },
  taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
  subnets: [{ tags: { Name: "acme-nodes-eu-north-1a" } }],
  securityGroups: [{ tags: { "karpenter.sh/discovery": "acme-burst" } }],
  localDisks: true,
};
const RESERVED = { kind: "reservation", id: "cr-0123456789abcdef0" } as const;
const BLOCK = { kind: "capacityBlock", id: "cr-0fedcba9876543210" } as const;
const EFA = { interfaces: 32, networkCards: 32 };

function values(...pools: Partial<Ec2Pool>[]): Resource {
  const all = synthKubernetes(
    (stack) =>
      new Ec2Pools(stack, "pools", {
        namespace: "acme-system",
        annotations: {},
        instanceProfile: "acme-pool-node",
        keyArn: "arn:aws:kms:eu-north-1:111122223333:alias/acme-cluster",
        tags: { "gpu.platform/name": "acme" },
        pools: pools.map((pool) => ({ ...POOL, ...pool })),
        dependsOn: [],
      }),
  );
  return helmValues(resource(all, "helm_release"));
}

function requirement(nodePool: Resource, key: string): unknown {
  return nodePool.template.spec.requirements.find((one: Resource) => one.key === key)?.values;
}

describe("Ec2Pools", () => {
  test("makes one NodePool and one EC2NodeClass of a pool with one capacity", () => {
    const { nodePools, nodeClasses, nodeOverlays } = values({});
    expect(Object.keys(nodePools)).toEqual(["h100-on-demand"]);
    expect(Object.keys(nodeClasses)).toEqual(["h100-on-demand"]);
    expect(nodeClasses["h100-on-demand"]).toMatchObject({ amiSelectorTerms: [{ alias: "al2023@v20260714" }] });
    expect(nodeOverlays).toEqual({});
    expect(nodePools["h100-on-demand"].template.spec.nodeClassRef.name).toBe("h100-on-demand");
  });

  test("lets a node take as many pods as its pool says, in each class of the pool", () => {
    const { nodeClasses } = values({ maxPods: 58, capacity: [{ kind: "onDemand" }, { kind: "spot" }] });
    expect(nodeClasses).toMatchObject({
      "h100-on-demand": { kubelet: { maxPods: 58 } },
      "h100-spot": { kubelet: { maxPods: 58 } },
    });
  });

  test("limits a pool to its nodes' GPUs, and one without GPU to their vCPUs", () => {
    expect(values({}).nodePools["h100-on-demand"].limits).toEqual({ "nvidia.com/gpu": "32" });
    const prep = values({ name: "prep", gpusPerNode: undefined, vCpus: 16, maxNodes: 10 });
    expect(prep.nodePools["prep-on-demand"].limits).toEqual({ cpu: "160" });
  });

  test("ends empty nodes after a while, and replaces none for having drifted", () => {
    expect(values({}).nodePools["h100-on-demand"].disruption).toEqual({
      consolidationPolicy: "WhenEmpty",
      consolidateAfter: "5m",
      budgets: [
        { nodes: "0", reasons: ["Drifted"] },
        { nodes: "100%", reasons: ["Empty"] },
      ],
    });
  });

  test("starts nodes of one type in the pool's zones, with its labels and taint", () => {
    const { template } = values({ zones: ["eu-north-1a", "eu-north-1b"] }).nodePools["h100-on-demand"];
    expect(template.metadata.labels).toEqual({ "gpu.platform/pool": "h100" });
    expect(template.spec).toMatchObject({
      taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
      expireAfter: "Never",
      terminationGracePeriod: "10m",
    });
    expect(requirement({ template }, "node.kubernetes.io/instance-type")).toEqual(["p5.48xlarge"]);
    expect(requirement({ template }, "topology.kubernetes.io/zone")).toEqual(["eu-north-1a", "eu-north-1b"]);
  });

  test.each([
    [{ kind: "onDemand" } as const, "h100-on-demand", "on-demand"],
    [{ kind: "spot" } as const, "h100-spot", "spot"],
    [RESERVED, "h100-cr-0123456789abcdef0", "reserved"],
    [BLOCK, "h100-cr-0fedcba9876543210", "reserved"],
  ])("asks for %j in Karpenter's words", (capacity, name, word) => {
    expect(requirement(values({ capacity: [capacity] }).nodePools[name], "karpenter.sh/capacity-type")).toEqual([word]);
  });

  test("tries capacities in the order of the list, by weight", () => {
    const { nodePools } = values({ capacity: [RESERVED, { kind: "onDemand" }] });
    expect(Object.entries<Resource>(nodePools).map(([name, { weight }]) => [name, weight])).toEqual([
      ["h100-cr-0123456789abcdef0", 100],
      ["h100-on-demand", 99],
    ]);
    expect(values({}).nodePools["h100-on-demand"]).not.toHaveProperty("weight");
  });

  test("does not rename a capacity's part when another comes before it", () => {
    const before = values({}).nodeClasses;
    expect(values({ capacity: [RESERVED, { kind: "onDemand" }] }).nodeClasses).toMatchObject(before);
  });

  test("keeps nodes up in a static pool of their own, out of the dynamic one's limit", () => {
    const { nodePools } = values({ minNodes: 1 });
    expect(nodePools["h100-base"]).toMatchObject({ replicas: 1, limits: { nodes: "1" } });
    expect(nodePools["h100-base"]).not.toHaveProperty("weight");
    expect(nodePools["h100-base"].template.spec.nodeClassRef.name).toBe("h100-on-demand");
    expect(nodePools["h100-on-demand"].limits).toEqual({ "nvidia.com/gpu": "24" });
  });

  test("has no dynamic pool where all nodes stay up, and no static one where none does", () => {
    expect(Object.keys(values({ minNodes: 4 }).nodePools)).toEqual(["h100-base"]);
    expect(Object.keys(values({ minNodes: 3 }).nodePools)).toEqual(["h100-base", "h100-on-demand"]);
    expect(Object.keys(values({ minNodes: 0 }).nodePools)).toEqual(["h100-on-demand"]);
  });

  test("launches nodes with tokens for metadata, an encrypted disk, no public address and a profile by name", () => {
    expect(values({}).nodeClasses["h100-on-demand"]).toMatchObject({
      instanceProfile: "acme-pool-node",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      associatePublicIPAddress: false,
      blockDeviceMappings: [
        {
          rootVolume: true,
          ebs: {
            encrypted: true,
            kmsKeyID: "arn:aws:kms:eu-north-1:111122223333:alias/acme-cluster",
            volumeType: "gp3",
            deleteOnTermination: true,
          },
        },
      ],
      tags: { "gpu.platform/name": "acme", "gpu.platform/pool": "h100" },
    });
    expect(values({}).nodeClasses["h100-on-demand"]).not.toHaveProperty("role");
  });

  test("keeps containers on the type's own disks where it has them", () => {
    expect(values({}).nodeClasses["h100-on-demand"].instanceStorePolicy).toBe("RAID0");
    expect(values({ localDisks: false }).nodeClasses["h100-on-demand"]).not.toHaveProperty("instanceStorePolicy");
  });

  test("gives a type whose every card has EFA one interface with an address and one efa-only a card", () => {
    const interfaces = values({ efa: EFA }).nodeClasses["h100-on-demand"].networkInterfaces;
    expect(interfaces).toHaveLength(33);
    expect(interfaces[0]).toEqual({ networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" });
    expect(interfaces.slice(1)).toEqual(
      Array.from({ length: 32 }, (_, networkCardIndex) => ({
        networkCardIndex,
        deviceIndex: 1,
        interfaceType: "efa-only",
      })),
    );
  });

  test("leaves the first card without EFA where the type has a card more than EFA interfaces", () => {
    const { networkInterfaces } = values({ efa: { interfaces: 16, networkCards: 17 } }).nodeClasses["h100-on-demand"];
    expect(networkInterfaces).toHaveLength(17);
    expect(networkInterfaces.slice(0, 2)).toEqual([
      { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" },
      { networkCardIndex: 1, deviceIndex: 1, interfaceType: "efa-only" },
    ]);
  });

  test("asks for no interface without EFA", () => {
    expect(values({}).nodeClasses["h100-on-demand"]).not.toHaveProperty("networkInterfaces");
  });

  test("tells Karpenter of the huge pages that a node with EFA has", () => {
    expect(values({ efa: EFA }).nodeOverlays).toEqual({
      "huge-pages-p5.48xlarge": {
        requirements: [{ key: "node.kubernetes.io/instance-type", operator: "In", values: ["p5.48xlarge"] }],
        capacity: { "hugepages-2Mi": "10256Mi" },
      },
    });
  });

  test("puts on-demand nodes in the placement group, and reserved ones never", () => {
    const capacity = [RESERVED, BLOCK, { kind: "onDemand" }] as const;
    const { nodeClasses } = values({ capacity, placementGroup: "acme-h100" });
    expect(nodeClasses["h100-on-demand"].placementGroupSelector).toEqual({ name: "acme-h100" });
    for (const { id } of [RESERVED, BLOCK]) {
      expect(nodeClasses[`h100-${id}`]).not.toHaveProperty("placementGroupSelector");
      expect(nodeClasses[`h100-${id}`].capacityReservationSelectorTerms).toEqual([{ id }]);
    }
    expect(nodeClasses["h100-on-demand"]).not.toHaveProperty("capacityReservationSelectorTerms");
  });

  test("does not touch a pool when another is added before it", () => {
    expect(values({ name: "a100" }, {})).toMatchObject(values({}));
  });

  test("never gives parts of two pools one name", () => {
    const spot = { capacity: [{ kind: "spot" }] } as const;
    const names = Object.keys(
      values({ name: "l4", ...spot }, { name: "l4-spot" }, { name: "l4-spot-spot", ...spot }).nodePools,
    );
    expect(names).toEqual(["l4-spot", "l4-spot-on-demand", "l4-spot-spot-spot"]);
  });

  test.each<[Partial<Ec2Pool>, string]>([
    [{ capacity: [] }, 'capacity of pool "h100" must have at least one entry, got []'],
    [{ maxNodes: 0 }, 'maxNodes of pool "h100" must be at least 1 and minNodes (0), got 0'],
    [{ minNodes: 5 }, 'maxNodes of pool "h100" must be at least 1 and minNodes (5), got 4'],
    [
      { efa: EFA, zones: ["eu-north-1a", "eu-north-1b"] },
      'zones of pool "h100" must be one zone with EFA, got ["eu-north-1a","eu-north-1b"]',
    ],
    [
      { efa: { interfaces: 2, networkCards: 1 } },
      'efa.interfaces of pool "h100" must be at most its network cards (1), got 2',
    ],
  ])("fails on %j", (pool, message) => {
    expect(() => values(pool)).toThrow(`[test/pools] cannot be built:\n  - ${message}`);
  });
});
