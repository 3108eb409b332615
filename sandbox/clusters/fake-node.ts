import { FAKE_NODE_ANNOTATION } from "./pod-stages";

/** A taint of a node. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** A node that kwok plays: no machine, no kubelet. */
export interface FakeNode {
  readonly name: string;
  /** Beside those of the host's name, system and architecture. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
  /** What it offers to pods, as Kubernetes quantities: `cpu`, `memory`, `nvidia.com/gpu`, `nvidia.com/mig-1g.10gb`, `vpc.amazonaws.com/efa`, `hugepages-2Mi`. */
  readonly capacity: Readonly<Record<string, string>>;
  /**
   * @default amd64
   */
  readonly architecture?: "amd64" | "arm64";
}

/** Pods that a node takes where its capacity does not say: the limit that Kubernetes is tested for. */
const USUAL_PODS = "110";

/** The manifest of a fake node: all of it ready for its pods from the start. */
export function fakeNodeManifest(
  { name, labels, taints, capacity, architecture = "amd64" }: FakeNode,
  kubeletVersion: string,
): object {
  const offered = { pods: USUAL_PODS, "ephemeral-storage": "1Ti", ...capacity };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { [FAKE_NODE_ANNOTATION]: "fake" },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        ...labels,
      },
    },
    spec: { taints },
    status: {
      capacity: offered,
      allocatable: offered,
      addresses: [{ type: "Hostname", address: name }],
      nodeInfo: {
        architecture,
        bootID: "",
        containerRuntimeVersion: "",
        kernelVersion: "",
        kubeProxyVersion: "",
        kubeletVersion,
        machineID: "",
        operatingSystem: "linux",
        osImage: "simulated",
        systemUUID: "",
      },
    },
  };
}
