import type { SourceKey } from "./source";

/** Coordinates of a Helm chart that the platform releases. Its values are the business of whoever releases it. */
export interface Chart {
  /** Name of the chart in its repository. */
  readonly chart: string;
  /** `https://…` of a chart repository, or `oci://…` of the folder that holds the chart. */
  readonly repository: string;
  /** Exact version; never a range. */
  readonly version: string;
  /** Source of the version. */
  readonly source: SourceKey;
}

/**
 * The charts, by the name of their release. Kueue stays at 0.19: 0.20 drops v1beta1. The DCGM exporter
 * stays below 4.9.0, which renames the metrics that dashboards and autoscalers ask for.
 */
export const CHARTS = {
  "gpu-operator": {
    chart: "gpu-operator",
    repository: "https://helm.ngc.nvidia.com/nvidia",
    version: "v26.7.0",
    source: "aicr",
  },
  "nvidia-device-plugin": {
    chart: "nvidia-device-plugin",
    repository: "https://nvidia.github.io/k8s-device-plugin",
    version: "0.19.3",
    source: "release-pages",
  },
  "dcgm-exporter": {
    chart: "dcgm-exporter",
    repository: "https://nvidia.github.io/dcgm-exporter/helm-charts",
    version: "4.8.4",
    source: "dcgm-releases",
  },
  "aws-efa-k8s-device-plugin": {
    chart: "aws-efa-k8s-device-plugin",
    repository: "https://aws.github.io/eks-charts",
    version: "v0.5.29",
    source: "aicr",
  },
  kueue: {
    chart: "kueue",
    repository: "oci://registry.k8s.io/kueue/charts",
    version: "0.19.2",
    source: "kueue",
  },
  jobset: {
    chart: "jobset",
    repository: "oci://registry.k8s.io/jobset/charts",
    version: "0.12.0",
    source: "kueue",
  },
  karpenter: {
    chart: "karpenter",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
    source: "karpenter",
  },
  "karpenter-crd": {
    chart: "karpenter-crd",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
    source: "karpenter",
  },
  "gateway-helm": {
    chart: "gateway-helm",
    repository: "oci://docker.io/envoyproxy",
    version: "v1.9.2",
    source: "envoy-gateway-chart",
  },
  "aws-load-balancer-controller": {
    chart: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    version: "3.5.0",
    source: "eks-charts",
  },
  keda: {
    chart: "keda",
    repository: "https://kedacore.github.io/charts",
    version: "2.20.2",
    source: "keda-releases",
  },
  "keda-add-ons-http": {
    chart: "keda-add-ons-http",
    repository: "https://kedacore.github.io/charts",
    version: "0.15.0",
    source: "keda-http-chart",
  },
  "metrics-server": {
    chart: "metrics-server",
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    version: "3.13.0",
    source: "metrics-server-chart",
  },
  "kube-prometheus-stack": {
    chart: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "88.3.0",
    source: "release-pages",
  },
  "cert-manager": {
    chart: "cert-manager",
    repository: "https://charts.jetstack.io",
    version: "v1.20.2",
    source: "aicr",
  },
  "rook-ceph": {
    chart: "rook-ceph",
    repository: "https://charts.rook.io/release",
    version: "v1.20.7",
    source: "release-pages",
  },
  seaweedfs: {
    chart: "seaweedfs",
    repository: "https://seaweedfs.github.io/seaweedfs/helm",
    version: "4.53.0",
    source: "seaweedfs",
  },
} as const satisfies Readonly<Record<string, Chart>>;

/** Name of a chart of the catalog. */
export type ChartName = keyof typeof CHARTS;
