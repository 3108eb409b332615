import { clusterOf, simulatedNode } from "../../../sandbox/aws/simulated-node";
import { fleetInstance } from "./instance-fixture";

const UNREGISTERED = { key: "karpenter.sh/unregistered", effect: "NoExecute" };

describe("the node that a fleet instance becomes", () => {
  const node = simulatedNode(fleetInstance(), "v1.35.4");

  test("is known to the cloud's controllers by its instance", () => {
    expect(node.spec.providerID).toBe("aws:///eu-north-1a/i-0a1b2c3d4e5f60718");
  });

  test("has the labels of its user data beside those of every node", () => {
    expect(node.metadata.labels).toEqual({
      "gpu.platform/pool": "h100",
      "karpenter.sh/capacity-type": "on-demand",
      "karpenter.sh/nodepool": "h100",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": "ip-10-60-0-4.eu-north-1.compute.internal",
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": "p5.48xlarge",
      "topology.kubernetes.io/region": "eu-north-1",
      "topology.kubernetes.io/zone": "eu-north-1a",
    });
  });

  test("has its GPUs, its EFA interfaces and the huge pages that go with them", () => {
    expect(node.status.capacity).toEqual({
      cpu: "192",
      memory: "1939865Mi",
      pods: "100",
      "ephemeral-storage": "30400G",
      "nvidia.com/gpu": "8",
      "vpc.amazonaws.com/efa": "31",
      "hugepages-2Mi": "10256Mi",
    });
  });

  test("gives pods no memory that is kept as huge pages", () => {
    expect(node.status.allocatable.memory).toBe("1929609Mi");
  });

  test("is registered with the taint that Karpenter waits for, once", () => {
    expect(node.spec.taints).toEqual([UNREGISTERED, { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" }]);
    const silent = simulatedNode(fleetInstance({ userData: null }), "v1.35.4");
    expect(silent.spec.taints).toEqual([UNREGISTERED]);
  });

  test("has no EFA, huge pages or GPU where the machine has none", () => {
    const plain = fleetInstance({
      interfaces: [{ type: "interface", networkCard: 0, device: 0 }],
      hardware: { ...fleetInstance().hardware, gpus: [], localStorageGB: 0 },
    });
    const { capacity, allocatable } = simulatedNode(plain, "v1.35.4").status;
    expect(Object.keys(capacity).sort()).toEqual(["cpu", "ephemeral-storage", "memory", "pods"]);
    expect(capacity["ephemeral-storage"]).toBe("200Gi");
    expect(allocatable).toEqual(capacity);
  });

  test("counts no GPU of another maker as NVIDIA's", () => {
    const other = { name: "Radeon Pro V520", maker: "AMD", count: 4, memoryMiB: 8192 };
    const node = simulatedNode(fleetInstance({ hardware: { ...fleetInstance().hardware, gpus: [other] } }), "v1.35.4");
    expect(node.status.capacity).not.toHaveProperty("nvidia.com/gpu");
  });
});

describe("the node of a node group", () => {
  const instance = fleetInstance({
    tags: {},
    userData: null,
    interfaces: [{ type: "interface", networkCard: 0, device: 0 }],
    nodeGroup: {
      cluster: "acme-burst",
      name: "acme-system",
      capacityType: "ON_DEMAND",
      labels: { "gpu.platform/pool": "system" },
      taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }],
    },
    hardware: { ...fleetInstance().hardware, gpus: [], maxInterfaces: 4, addressesPerInterface: 15 },
  });

  test("has the group's labels, and its taints in Kubernetes' words", () => {
    const node = simulatedNode(instance, "v1.35.4");
    expect(node.metadata.labels).toMatchObject({
      "eks.amazonaws.com/capacityType": "ON_DEMAND",
      "eks.amazonaws.com/nodegroup": "acme-system",
      "gpu.platform/pool": "system",
    });
    expect(node.spec.taints).toEqual([{ key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" }]);
  });

  test("takes as many pods as it has addresses", () => {
    expect(simulatedNode(instance, "v1.35.4").status.capacity.pods).toBe("58");
  });

  test("takes 110 pods at most", () => {
    const many = { ...instance, hardware: { ...instance.hardware, maxInterfaces: 15, addressesPerInterface: 50 } };
    expect(simulatedNode(many, "v1.35.4").status.capacity.pods).toBe("110");
  });
});

describe("the cluster of an instance", () => {
  test("is its node group's, its tag's or its user data's", () => {
    const group = { cluster: "a", name: "g", capacityType: "SPOT", labels: {}, taints: [] };
    expect(clusterOf(fleetInstance({ nodeGroup: group }))).toBe("a");
    expect(clusterOf(fleetInstance({ tags: { "eks:eks-cluster-name": "b" } }))).toBe("b");
    expect(clusterOf(fleetInstance({ tags: { "kubernetes.io/cluster/c": "owned" } }))).toBe("c");
    expect(clusterOf(fleetInstance({ tags: {} }))).toBe("acme-burst");
  });

  test("is none where it only shares a network with one", () => {
    const shared = { tags: { "kubernetes.io/cluster/c": "shared" }, userData: null };
    expect(clusterOf(fleetInstance(shared))).toBeUndefined();
  });
});
