import type { EmulatedInstance } from "./emulated-instance";
import { nodeConfigOf, type Taint } from "./node-config";

/** A node that no kubelet runs: what one would register, as a manifest of `v1` Node. */
export interface SimulatedNode {
  readonly apiVersion: "v1";
  readonly kind: "Node";
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly providerID: string; readonly taints: readonly Taint[] };
  readonly status: {
    readonly capacity: Readonly<Record<string, string>>;
    readonly allocatable: Readonly<Record<string, string>>;
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo: Readonly<Record<string, string>>;
  };
}

/** Karpenter's own estimate of what the system takes of the memory: `VM_MEMORY_OVERHEAD_PERCENT`, 7.5 by default. */
const MEMORY_FOR_THE_SYSTEM = 0.075;

/** Pages of 2 MiB that the images of EKS keep ready on an instance with EFA: 5,128. */
const EFA_HUGE_PAGES_MIB = 5128 * 2;

/** Pods where neither user data nor the kubelet's own sum says less: the limit that Kubernetes is tested for. */
const MOST_PODS = 110;

const UNREGISTERED: Taint = { key: "karpenter.sh/unregistered", effect: "NoExecute" };

/** EKS's words for effects, and Kubernetes' own. */
const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** The node that an instance becomes; labels, taints and pods as its own user data or its node group says. */
export function simulatedNode(instance: EmulatedInstance, kubeletVersion: string): SimulatedNode {
  const config = nodeConfigOf(instance.userData);
  const { capacity, allocatable } = resourcesOf(instance, config.maxPods, config.localStorage);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: instance.privateDnsName,
      labels: {
        "kubernetes.io/arch": instance.hardware.architecture === "x86_64" ? "amd64" : instance.hardware.architecture,
        "kubernetes.io/hostname": instance.privateDnsName,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": instance.instanceType,
        "topology.kubernetes.io/region": instance.region,
        "topology.kubernetes.io/zone": instance.zone,
        ...nodeGroupLabels(instance),
        ...config.labels,
      },
      annotations: { "kwok.x-k8s.io/node": "fake" },
    },
    spec: { providerID: providerId(instance), taints: taintsOf(instance, config.taints) },
    status: {
      capacity,
      allocatable,
      addresses: [
        { type: "InternalIP", address: instance.privateIp },
        { type: "Hostname", address: instance.privateDnsName },
      ],
      nodeInfo: {
        architecture: instance.hardware.architecture === "x86_64" ? "amd64" : instance.hardware.architecture,
        bootID: "",
        containerRuntimeVersion: "",
        kernelVersion: "",
        kubeProxyVersion: "",
        kubeletVersion,
        machineID: "",
        operatingSystem: "linux",
        osImage: "Amazon Linux 2023 (simulated)",
        systemUUID: instance.id,
      },
    },
  };
}

/** How the cloud's controllers know a node's instance. */
export function providerId(instance: Pick<EmulatedInstance, "id" | "zone">): string {
  return `aws:///${instance.zone}/${instance.id}`;
}

/** The cluster whose node the instance is to become; undefined where nothing says so. */
export function clusterOf(instance: EmulatedInstance): string | undefined {
  const owned = Object.keys(instance.tags).find(
    (key) => key.startsWith("kubernetes.io/cluster/") && instance.tags[key] === "owned",
  );
  return (
    instance.nodeGroup?.cluster ??
    instance.tags["eks:eks-cluster-name"] ??
    owned?.slice("kubernetes.io/cluster/".length) ??
    nodeConfigOf(instance.userData).cluster
  );
}

function nodeGroupLabels({ nodeGroup, imageId }: EmulatedInstance): Readonly<Record<string, string>> {
  if (nodeGroup === null) {
    return {};
  }
  return {
    "eks.amazonaws.com/capacityType": nodeGroup.capacityType,
    "eks.amazonaws.com/nodegroup": nodeGroup.name,
    "eks.amazonaws.com/nodegroup-image": imageId,
    ...nodeGroup.labels,
  };
}

function taintsOf(instance: EmulatedInstance, configured: readonly Taint[]): readonly Taint[] {
  const ofGroup = (instance.nodeGroup?.taints ?? []).map((taint) => ({
    ...taint,
    effect: EFFECTS[taint.effect] ?? taint.effect,
  }));
  const taints = [...ofGroup, ...configured];
  // Karpenter waits for this one, and takes it off when it has met the node
  const karpenters = "karpenter.sh/nodepool" in instance.tags;
  const missing = karpenters && !taints.some((taint) => taint.key === UNREGISTERED.key);
  return missing ? [...taints, UNREGISTERED] : taints;
}

function resourcesOf(
  instance: EmulatedInstance,
  maxPods: number | undefined,
  localStorage: boolean,
): Pick<SimulatedNode["status"], "capacity" | "allocatable"> {
  const { hardware, interfaces } = instance;
  const nvidia = hardware.gpus.filter((gpu) => gpu.maker === "NVIDIA").reduce((sum, gpu) => sum + gpu.count, 0);
  const efa = interfaces.filter((one) => one.type === "efa" || one.type === "efa-only").length;
  const hugePagesMiB = efa > 0 ? EFA_HUGE_PAGES_MIB : 0;
  const storage =
    localStorage && hardware.localStorageGB > 0 ? `${hardware.localStorageGB}G` : `${instance.rootVolumeGiB ?? 20}Gi`;
  const capacity = {
    cpu: String(hardware.vCpus),
    memory: `${Math.floor(hardware.memoryMiB * (1 - MEMORY_FOR_THE_SYSTEM))}Mi`,
    pods: String(maxPods ?? podsByAddresses(instance)),
    "ephemeral-storage": storage,
    ...(nvidia > 0 ? { "nvidia.com/gpu": String(nvidia) } : {}),
    ...(efa > 0 ? { "vpc.amazonaws.com/efa": String(efa), "hugepages-2Mi": `${hugePagesMiB}Mi` } : {}),
  };
  const left = Math.floor(hardware.memoryMiB * (1 - MEMORY_FOR_THE_SYSTEM)) - hugePagesMiB;
  return { capacity, allocatable: { ...capacity, memory: `${left}Mi` } };
}

/** The kubelet's own sum on EKS: an address for each pod but one an interface, and two pods that need none. */
function podsByAddresses({ hardware }: EmulatedInstance): number {
  return Math.min(MOST_PODS, hardware.maxInterfaces * (hardware.addressesPerInterface - 1) + 2);
}
