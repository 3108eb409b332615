import { fakeNodeManifest } from "../../../sandbox/clusters/fake-node";

const node = {
  name: "gpu-0",
  labels: { "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB" },
  taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
  capacity: { cpu: "96", memory: "1Ti", "nvidia.com/gpu": "8" },
} as const;

test("registers with its labels and taints, and offers all that it has", () => {
  const offered = { cpu: "96", memory: "1Ti", "nvidia.com/gpu": "8", pods: "110", "ephemeral-storage": "1Ti" };
  expect(fakeNodeManifest(node, "v1.35.4")).toMatchObject({
    metadata: {
      name: "gpu-0",
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/hostname": "gpu-0",
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB",
      },
    },
    spec: { taints: node.taints },
    status: { capacity: offered, allocatable: offered, nodeInfo: { kubeletVersion: "v1.35.4", architecture: "amd64" } },
  });
});

test("may have another architecture, and take another number of pods", () => {
  const other = { ...node, architecture: "arm64", capacity: { ...node.capacity, pods: "29" } } as const;
  expect(fakeNodeManifest(other, "v1.35.4")).toMatchObject({
    metadata: { labels: { "kubernetes.io/arch": "arm64" } },
    status: { allocatable: { pods: "29" }, nodeInfo: { architecture: "arm64" } },
  });
});
