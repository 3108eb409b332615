import type { SourceKey } from "./source";

/** A Kubernetes version that EKS runs. */
export interface EksVersion {
  /** Kubernetes version, such as `1.35`. */
  readonly version: string;
  /** First day without standard support, `YYYY-MM-DD`; from then on the cluster costs the extended price. */
  readonly standardSupportEnds: string;
  /** Day on which AWS upgrades the cluster by itself, `YYYY-MM-DD`. */
  readonly extendedSupportEnds: string;
  readonly source: SourceKey;
}

/** Kubernetes versions that a platform may name for either side, oldest first. */
export const KUBERNETES_VERSIONS = ["1.33", "1.34", "1.35", "1.36"] as const;

/** A Kubernetes version that a platform may name. */
export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/**
 * EKS's release calendar for those versions. Extended support lasts 12 months after standard support; for 1.36 the
 * source states the end of the latter alone.
 */
export const EKS_VERSIONS: Readonly<Record<KubernetesVersion, EksVersion>> = {
  "1.33": {
    version: "1.33",
    standardSupportEnds: "2026-07-29",
    extendedSupportEnds: "2027-07-29",
    source: "eks-versions",
  },
  "1.34": {
    version: "1.34",
    standardSupportEnds: "2026-12-02",
    extendedSupportEnds: "2027-12-02",
    source: "eks-versions",
  },
  "1.35": {
    version: "1.35",
    standardSupportEnds: "2027-03-27",
    extendedSupportEnds: "2028-03-27",
    source: "eks-end-of-life",
  },
  "1.36": {
    version: "1.36",
    standardSupportEnds: "2027-08-02",
    extendedSupportEnds: "2028-08-02",
    source: "eks-cluster-1.36",
  },
};

/** What a platform file gets that names no version: standard support lasts, and every chart here knows it. */
export const DEFAULT_KUBERNETES_VERSION: KubernetesVersion = "1.35";

/** A release of the images that EKS publishes for its nodes: all Kubernetes versions and kinds of one day. */
export interface NodeImageRelease {
  /** Day of the release, `YYYYMMDD`. */
  readonly day: string;
  /** Patch release of Kubernetes in it, by version. */
  readonly kubernetes: Readonly<Record<KubernetesVersion, string>>;
  readonly source: SourceKey;
}

/** Amazon Linux 2023 as nodes run it; NVIDIA's driver 580.159.03 in those for GPUs. */
export const NODE_IMAGE: NodeImageRelease = {
  day: "20260714",
  kubernetes: { "1.33": "1.33.13", "1.34": "1.34.9", "1.35": "1.35.6", "1.36": "1.36.2" },
  source: "eks-node-images",
};

/** What EKS calls the image of a Kubernetes version in a managed node group: `1.35.6-20260714`. */
export function nodeImageRelease(version: KubernetesVersion): string {
  return `${NODE_IMAGE.kubernetes[version]}-${NODE_IMAGE.day}`;
}

/** A release of an EKS add-on for one Kubernetes version. */
export interface AddonRelease {
  /** Exact version, such as `v1.35.3-eksbuild.21`. */
  readonly version: string;
  readonly source: SourceKey;
}

const release = (version: string, source: SourceKey): AddonRelease => ({ version, source });

const POD_IDENTITY = release("v1.3.10-eksbuild.3", "eks-addon-pins");
const EBS_CSI = release("v1.63.1-eksbuild.1", "eks-addon-pins");
const VPC_CNI = release("v1.22.4-eksbuild.3", "eks-addon-defaults");
const FSX_CSI = "v1.9.0-eksbuild.1";
const MOUNTPOINT_CSI = "v2.7.0-eksbuild.1";

/**
 * EKS add-ons by name and Kubernetes version. EKS refuses an add-on that was built for another version, so the table
 * names each pair that a source shows; a pair with `unsourced` repeats the version that is shown for 1.35.
 */
export const EKS_ADDONS = {
  "vpc-cni": { "1.33": VPC_CNI, "1.34": VPC_CNI, "1.35": VPC_CNI, "1.36": VPC_CNI },
  "kube-proxy": {
    "1.33": release("v1.33.10-eksbuild.18", "eks-addon-defaults"),
    "1.34": release("v1.34.6-eksbuild.18", "eks-addon-defaults"),
    "1.35": release("v1.35.3-eksbuild.21", "eks-addon-defaults"),
    "1.36": release("v1.36.0-eksbuild.21", "eks-cluster-1.36"),
  },
  coredns: {
    "1.33": release("v1.12.4-eksbuild.18", "eks-addon-defaults"),
    "1.34": release("v1.12.4-eksbuild.18", "eks-addon-defaults"),
    "1.35": release("v1.13.2-eksbuild.21", "eks-addon-defaults"),
    "1.36": release("v1.14.3-eksbuild.16", "eks-cluster-1.36"),
  },
  "eks-pod-identity-agent": { "1.33": POD_IDENTITY, "1.34": POD_IDENTITY, "1.35": POD_IDENTITY, "1.36": POD_IDENTITY },
  "eks-node-monitoring-agent": {
    "1.33": release("v1.4.0-eksbuild.2", "eks-addon-pins"),
    "1.34": release("v1.4.2-eksbuild.1", "eks-addon-pins"),
    "1.35": release("v1.7.0-eksbuild.1", "eks-addon-pins"),
    "1.36": release("v1.7.2-eksbuild.1", "eks-addon-pins"),
  },
  "aws-ebs-csi-driver": {
    "1.33": release("v1.62.0-eksbuild.1", "eks-addon-pins"),
    "1.34": EBS_CSI,
    "1.35": EBS_CSI,
    "1.36": EBS_CSI,
  },
  "metrics-server": {
    "1.33": release("v0.8.1-eksbuild.6", "eks-addon-pins"),
    "1.34": release("v0.9.0-eksbuild.7", "eks-addon-pins"),
    "1.35": release("v0.9.0-eksbuild.5", "eks-addon-pins"),
    "1.36": release("v0.9.0-eksbuild.11", "eks-addon-pins"),
  },
  "aws-fsx-csi-driver": {
    "1.33": release(FSX_CSI, "unsourced"),
    "1.34": release(FSX_CSI, "unsourced"),
    "1.35": release(FSX_CSI, "eks-addon-pins"),
    "1.36": release(FSX_CSI, "unsourced"),
  },
  "aws-mountpoint-s3-csi-driver": {
    "1.33": release(MOUNTPOINT_CSI, "unsourced"),
    "1.34": release(MOUNTPOINT_CSI, "unsourced"),
    "1.35": release(MOUNTPOINT_CSI, "eks-addon-pins"),
    "1.36": release(MOUNTPOINT_CSI, "unsourced"),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<KubernetesVersion, AddonRelease>>>>;

/** Name of an EKS add-on of the catalog. */
export type AddonName = keyof typeof EKS_ADDONS;
