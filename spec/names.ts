import type { Platform } from "./platform";

type Named = Pick<Platform, "name">;

/** Longest names that AWS and Kubernetes take. */
export const NAME_LIMITS = {
  bucket: 63,
  namespace: 63,
  eksCluster: 100,
  iamRole: 64,
  helmRelease: 53,
  label: 63,
  queue: 80,
  rule: 64,
} as const;

/** Purposes of the buckets beside the cluster. */
export const BUCKETS = ["datasets", "checkpoints", "models", "logs"] as const;
export type BucketPurpose = (typeof BUCKETS)[number];

/** `<name>-<thing>`: the name of anything in AWS or Kubernetes that needs no more than the platform's prefix. */
export function physicalName(platform: Named, thing: string): string {
  return `${platform.name}-${thing}`;
}

/** The EKS cluster of the cloud side. */
export function clusterName(platform: Named): string {
  return physicalName(platform, "burst");
}

/** A bucket on AWS: global names, so account and region are part of them. */
export function bucketName(platform: Named, purpose: BucketPurpose, account: string, region: string): string {
  return `${platform.name}-${purpose}-${account}-${region}`;
}

/** A bucket of the on-prem object store. */
export function onPremBucketName(
  platform: Named,
  purpose: "datasets" | "checkpoints" | "models" | "restricted",
): string {
  return physicalName(platform, purpose);
}

/** A team's namespace, the same on both sides. */
export function teamNamespace(platform: Named, team: string): string {
  return physicalName(platform, team);
}

/** The namespace of a team's runs on restricted data: on-prem only. */
export function restrictedNamespace(platform: Named, team: string): string {
  return physicalName(platform, `${team}-restricted`);
}

/** Where the platform's own workloads and administrators' Secrets are. */
export function systemNamespace(platform: Named): string {
  return physicalName(platform, "system");
}

/** Where served models are. */
export function inferenceNamespace(platform: Named): string {
  return physicalName(platform, "inference");
}

/** The IAM roles of the cloud side that belong to no team. `pool-node` is the nodes that Karpenter starts. */
export const ROLES = [
  "cluster",
  "cni",
  "system-node",
  "pool-node",
  "karpenter",
  "load-balancer",
  "inference",
  "flow-logs",
  "image-caches",
] as const;
export type RoleName = (typeof ROLES)[number];

/** An IAM role of the cloud side. */
export function roleName(platform: Named, role: RoleName): string {
  return physicalName(platform, role);
}

/** Something that may have had another name. AWS renames neither roles nor placement groups, so theirs is made of the first. */
interface Renameable {
  readonly name: string;
  readonly formerly?: string;
}

/** The role of a team's runs in the cloud. */
export function teamRoleName(platform: Named, { name, formerly = name }: Renameable): string {
  return physicalName(platform, `team-${formerly}`);
}

/** The instance profile of the nodes that Karpenter starts: what `EC2NodeClass.spec.instanceProfile` names. */
export function poolInstanceProfileName(platform: Named): string {
  return roleName(platform, "pool-node");
}

/** Interruption events for Karpenter. */
export function interruptionQueueName(platform: Named): string {
  return physicalName(platform, "karpenter");
}

/** Service accounts that hold an AWS identity by Pod Identity. A team's and the models' are in their own namespaces. */
export const SERVICE_ACCOUNTS = {
  karpenter: { namespace: "kube-system", name: "karpenter" },
  loadBalancer: { namespace: "kube-system", name: "aws-load-balancer-controller" },
  runs: { name: "runs" },
  inference: { name: "inference" },
} as const;

/** Kubernetes group of a team's `roleArns` in the cloud cluster, beside the team's own groups. */
export function teamGroup(platform: Named, team: string): string {
  return `${platform.name}:${team}`;
}

/** Upstream registries that ECR caches without a login where the cloud has no way out, by the last part of the cache's prefix. */
export const CACHED_REGISTRIES = { k8s: "registry.k8s.io", quay: "quay.io", public: "public.ecr.aws" } as const;

/** Prefix of a pull-through cache's repositories in the account's ECR: at most 30 characters. */
export function cachePrefix(platform: Named, registry: keyof typeof CACHED_REGISTRIES): string {
  return `${platform.name}/${registry}`;
}

/** Labels of the nodes that the platform's own controllers run on in the cloud: their node selector. */
export const SYSTEM_NODE_LABELS = { "gpu.platform/nodes": "system" } as const;

/** What the parts of the VPC are for. */
export const SUBNET_PURPOSES = ["nodes", "control-plane", "public"] as const;
export type SubnetPurpose = (typeof SUBNET_PURPOSES)[number];

/** The VPC's `Name` tag. */
export function vpcName(platform: Named): string {
  return physicalName(platform, "vpc");
}

/** A subnet's `Name` tag. */
export function subnetName(platform: Named, purpose: SubnetPurpose, zone: string): string {
  return physicalName(platform, `${purpose}-${zone}`);
}

/** How Karpenter finds the subnet of a zone: one entry of `EC2NodeClass.spec.subnetSelectorTerms`. */
export function nodeSubnetTerm(
  platform: Pick<Platform, "name" | "cloud">,
  zone: string,
): { readonly id: string } | { readonly tags: Readonly<Record<string, string>> } {
  const id = platform.cloud?.network.existing?.privateSubnetIds[zone];
  return id === undefined ? { tags: { Name: subnetName(platform, "nodes", zone) } } : { id };
}

/** Tag of the security group that every node has: `securityGroupSelectorTerms[].tags`. */
export function discoveryTags(platform: Named): Readonly<Record<string, string>> {
  return { "karpenter.sh/discovery": clusterName(platform) };
}

/** Name of the security group that an EFA pool's nodes have besides: `securityGroupSelectorTerms[].name`. */
export function efaSecurityGroupName(platform: Named): string {
  return physicalName(platform, "efa");
}

/** Name of the security group through which on-prem reaches the cluster's API. */
export function apiSecurityGroupName(platform: Named): string {
  return physicalName(platform, "api");
}

/** Name of the security group of the Lustre file system. */
export function lustreSecurityGroupName(platform: Named): string {
  return physicalName(platform, "lustre");
}

/** The placement group of an on-demand EFA pool: `placementGroupSelector.name`. */
export function placementGroupName(platform: Named, { name, formerly = name }: Renameable): string {
  return physicalName(platform, formerly);
}

/** SSM parameter with the Lustre file system's `{ id, dnsName, mountName }` in JSON: Terraform has no data source for one. */
export function lustreParameterName(platform: Named): string {
  return `/${platform.name}/lustre`;
}

/** KMS keys, by what they protect. */
export const KEYS = ["data", "logs", "cluster"] as const;
export type KeyPurpose = (typeof KEYS)[number];

/** A KMS key's alias. */
export function keyAlias(platform: Named, purpose: KeyPurpose): string {
  return `alias/${physicalName(platform, purpose)}`;
}

/** The S3 Express bucket of one zone; AWS fixes the ending. */
export function expressBucketName(platform: Named, zoneId: string): string {
  return `${physicalName(platform, "hot")}--${zoneId}--x-s3`;
}

/** Log group of the EKS control plane: EKS fixes the name. */
export function clusterLogGroupName(platform: Named): string {
  return `/aws/eks/${clusterName(platform)}/cluster`;
}

/** Log groups of the platform's own. */
export function logGroupName(platform: Named, of: "flow-logs" | "vpn"): string {
  return `/${platform.name}/${of}`;
}

/** Kueue's local queues in a team's namespace. */
export const LOCAL_QUEUES = {
  experiment: "experiment",
  burst: "burst",
  experimentCpu: "experiment-cpu",
  burstCpu: "burst-cpu",
} as const;

/** Where a platform's runs go, and the local queue that takes them there. */
export type QueueName = "experiment" | "burst";

/** A team's ClusterQueue for GPU work. ClusterQueues, cohorts and flavors are cluster-wide: the platform's name is part of theirs. */
export function clusterQueueName(platform: Named, team: string, queue: QueueName): string {
  return physicalName(platform, `${team}-${queue}`);
}

/** A team's ClusterQueue for work without GPU. */
export function cpuClusterQueueName(platform: Named, team: string, queue: QueueName): string {
  return physicalName(platform, `${team}-${queue}-cpu`);
}

/** The cohort in which teams lend each other what they leave idle. */
export function cohortName(platform: Named, queue: QueueName, hardware: "gpu" | "cpu"): string {
  return physicalName(platform, hardware === "gpu" ? queue : `${queue}-cpu`);
}

/** Kueue's flavor of a pool; pools of both sides have one in the cluster that manages the burst. */
export function flavorName(
  platform: Named,
  pool: { readonly side: "onPrem" | "cloud"; readonly name: string },
): string {
  return physicalName(platform, `${pool.side === "onPrem" ? "on-prem" : "cloud"}-${pool.name}`);
}

/** Kueue's flavor that stands for any node: what is counted by it may be anywhere. Flavors of pools begin with their side. */
export function anyNodeFlavorName(platform: Named): string {
  return physicalName(platform, "any-node");
}

/** Where Kueue runs and reads the kubeconfig of the burst. */
export const KUEUE_NAMESPACE = "kueue-system";

/** The MultiKueue objects of the burst: check, configuration and cluster, one of each. */
export function multiKueueName(platform: Named): string {
  return physicalName(platform, "burst");
}

/** Secret in {@link KUEUE_NAMESPACE} with the key `kubeconfig`: a job renews it, Terraform never sees it. */
export function burstKubeconfigSecretName(platform: Named): string {
  return physicalName(platform, "burst-kubeconfig");
}

/** The identity by which the managing cluster sends runs, in the worker's system namespace. */
export const BURST_SERVICE_ACCOUNT = "multikueue";

/** Kueue's priorities of runs, highest first. A run without one is `batch`'s equal: both are 0. */
export const RUN_PRIORITIES = { interactive: 100, batch: 0, background: -100 } as const;

/** A WorkloadPriorityClass: the label `kueue.x-k8s.io/priority-class` of a run names it. */
export function runPriorityName(platform: Named, priority: keyof typeof RUN_PRIORITIES): string {
  return physicalName(platform, priority);
}

/** The PriorityClass of served models: above all runs, whose pods have none and are 0. */
export function inferencePriorityClassName(platform: Named): string {
  return physicalName(platform, "inference");
}

/** The stacks, in deploy order. */
export const STACKS = [
  "cloud-foundation",
  "cloud-burst",
  "cloud-platform",
  "on-prem",
  "burst-link",
  "inference-on-prem",
  "inference-cloud",
] as const;
export type StackName = (typeof STACKS)[number];

/** Labels on nodes, flavors and pods that the platform owns. */
export const LABELS = {
  pool: "gpu.platform/pool",
  gpu: "gpu.platform/gpu",
  gpuMemoryGiB: "gpu.platform/gpu-memory-gib",
  team: "gpu.platform/team",
  deployment: "gpu.platform/deployment",
  model: "gpu.platform/model",
  version: "gpu.platform/version",
  /** On namespaces: the platform that they belong to. */
  platform: "gpu.platform/name",
  /** On namespaces: `true` where runs on restricted data are. */
  restricted: "gpu.platform/restricted",
} as const;

/** Annotation that names who is asked. */
export const OWNER_ANNOTATION = "gpu.platform/owner";

/** The taint of every GPU node: the kubelet's registration (on-prem) or Karpenter (cloud) writes it, never Terraform. */
export const GPU_TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;
