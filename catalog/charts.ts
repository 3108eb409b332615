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
  /**
   * Values that say where the images of the parts that the platform turns on come from, by their path: a registry, or a repository in one.
   *
   * @default - none: its images come from where the chart says
   */
  readonly images?: Readonly<Record<string, string>>;
}

/** Parts of the GPU operator that run, as of its values in v26.7.0. */
const GPU_OPERATOR_IMAGES = {
  "operator.repository": "nvcr.io/nvidia",
  "validator.repository": "nvcr.io/nvidia",
  "driver.repository": "nvcr.io/nvidia",
  "driver.manager.repository": "nvcr.io/nvidia/cloud-native",
  "toolkit.repository": "nvcr.io/nvidia/k8s",
  "devicePlugin.repository": "nvcr.io/nvidia",
  "gfd.repository": "nvcr.io/nvidia",
  "dcgmExporter.repository": "nvcr.io/nvidia/k8s",
  "migManager.repository": "nvcr.io/nvidia/cloud-native",
  "node-feature-discovery.image.repository": "registry.k8s.io/nfd/node-feature-discovery",
};

/** Values of the chart 88.3.0 and of those below it. One registry for all of them would lose where each image is from. */
const PROMETHEUS_IMAGES = {
  "alertmanager.alertmanagerSpec.image.registry": "quay.io",
  "grafana.downloadDashboardsImage.registry": "docker.io",
  "grafana.image.registry": "docker.io",
  "grafana.initChownData.image.registry": "docker.io",
  "grafana.sidecar.image.registry": "quay.io",
  "grafana.testFramework.image.registry": "docker.io",
  "kube-state-metrics.image.registry": "registry.k8s.io",
  "prometheus-node-exporter.image.registry": "quay.io",
  "prometheus.prometheusSpec.image.registry": "quay.io",
  "prometheusOperator.admissionWebhooks.patch.image.registry": "ghcr.io",
  "prometheusOperator.image.registry": "quay.io",
  "prometheusOperator.prometheusConfigReloader.image.registry": "quay.io",
  "prometheusOperator.thanosImage.registry": "quay.io",
};

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
    images: GPU_OPERATOR_IMAGES,
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
    images: { "controllerManager.manager.image.repository": "registry.k8s.io/kueue/kueue" },
  },
  jobset: {
    chart: "jobset",
    repository: "oci://registry.k8s.io/jobset/charts",
    version: "0.12.0",
    source: "kueue",
    images: { "image.repository": "registry.k8s.io/jobset/jobset" },
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
    images: { "global.imageRegistry": "docker.io" },
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
    images: { "global.image.registry": "ghcr.io" },
  },
  "keda-add-ons-http": {
    chart: "keda-add-ons-http",
    repository: "https://kedacore.github.io/charts",
    version: "0.15.0",
    source: "keda-http-chart",
    images: {
      "images.operator": "ghcr.io/kedacore/http-add-on-operator",
      "images.interceptor": "ghcr.io/kedacore/http-add-on-interceptor",
      "images.scaler": "ghcr.io/kedacore/http-add-on-scaler",
    },
  },
  "metrics-server": {
    chart: "metrics-server",
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    version: "3.13.0",
    source: "metrics-server-chart",
    images: { "image.repository": "registry.k8s.io/metrics-server/metrics-server" },
  },
  "kube-prometheus-stack": {
    chart: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "88.3.0",
    source: "release-pages",
    images: PROMETHEUS_IMAGES,
  },
  "cert-manager": {
    chart: "cert-manager",
    repository: "https://charts.jetstack.io",
    version: "v1.20.2",
    source: "aicr",
    images: { imageRegistry: "quay.io" },
  },
  "rook-ceph": {
    chart: "rook-ceph",
    repository: "https://charts.rook.io/release",
    version: "v1.20.6",
    source: "rook",
    images: {
      "image.repository": "docker.io/rook/ceph",
      "ceph-csi-operator.controllerManager.manager.image.repository": "quay.io/cephcsi/ceph-csi-operator",
    },
  },
  "rook-ceph-cluster": {
    chart: "rook-ceph-cluster",
    repository: "https://charts.rook.io/release",
    version: "v1.20.6",
    source: "rook",
    images: { "cephImage.repository": "quay.io/ceph/ceph" },
  },
  seaweedfs: {
    chart: "seaweedfs",
    repository: "https://seaweedfs.github.io/seaweedfs/helm",
    version: "4.53.0",
    source: "seaweedfs",
    images: { "global.imageRegistry": "docker.io" },
  },
} as const satisfies Readonly<Record<string, Chart>>;

/** Name of a chart of the catalog. */
export type ChartName = keyof typeof CHARTS;
