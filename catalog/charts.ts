import type { SourceKey } from "./source";

/** Coordinates of a Helm chart that the platform releases. Values are the business of whoever releases it. */
export interface Chart {
  /** Name of the chart in its repository. */
  readonly chart: string;
  /** `https://…` of a chart repository, or `oci://…` of the folder that holds the chart. */
  readonly repository: string;
  /** Exact version; never a range. */
  readonly version: string;
  /** Source of the coordinates. */
  readonly source: SourceKey;
}

/** The charts, by the name of their release. */
export const CHARTS = {
  "gpu-operator": {
    chart: "gpu-operator",
    repository: "https://helm.ngc.nvidia.com/nvidia",
    version: "v26.7.0",
    source: "unsourced",
  },
  "nvidia-device-plugin": {
    chart: "nvidia-device-plugin",
    repository: "https://nvidia.github.io/k8s-device-plugin",
    version: "0.19.3",
    source: "unsourced",
  },
  "dcgm-exporter": {
    chart: "dcgm-exporter",
    repository: "https://nvidia.github.io/dcgm-exporter/helm-charts",
    version: "4.8.4",
    source: "unsourced",
  },
  "aws-efa-k8s-device-plugin": {
    chart: "aws-efa-k8s-device-plugin",
    repository: "https://aws.github.io/eks-charts",
    version: "v0.5.29",
    source: "unsourced",
  },
  kueue: { chart: "kueue", repository: "oci://registry.k8s.io/kueue/charts", version: "0.19.2", source: "unsourced" },
  jobset: {
    chart: "jobset",
    repository: "oci://registry.k8s.io/jobset/charts",
    version: "0.12.0",
    source: "unsourced",
  },
  karpenter: {
    chart: "karpenter",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
    source: "unsourced",
  },
  "karpenter-crd": {
    chart: "karpenter-crd",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
    source: "unsourced",
  },
  keda: { chart: "keda", repository: "https://kedacore.github.io/charts", version: "2.20.2", source: "unsourced" },
  "kube-prometheus-stack": {
    chart: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "88.3.0",
    source: "unsourced",
  },
  "cert-manager": {
    chart: "cert-manager",
    repository: "https://charts.jetstack.io",
    version: "v1.20.2",
    source: "unsourced",
  },
  "rook-ceph": {
    chart: "rook-ceph",
    repository: "https://charts.rook.io/release",
    version: "v1.20.7",
    source: "unsourced",
  },
  seaweedfs: {
    chart: "seaweedfs",
    repository: "https://seaweedfs.github.io/seaweedfs/helm",
    version: "4.47",
    source: "unsourced",
  },
} as const satisfies Readonly<Record<string, Chart>>;

/** Name of a chart of the catalog. */
export type ChartName = keyof typeof CHARTS;
