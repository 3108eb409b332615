/**
 * Where a fact of the catalog was read. A row names a source by its key; the date says how old the
 * fact may be, and reports show it.
 */
export interface Source {
  /** Where to read it again. `undefined` for what no page states. */
  readonly url?: string;
  /** What it is, in words. */
  readonly title: string;
  /** Date of the source itself, `YYYY-MM-DD` or `YYYY-MM`. Where the source has none, the day it was read. */
  readonly date: string;
  /** `false` for values that no source confirms: they are shown with a mark. */
  readonly sourced: boolean;
}

/** The day on which the undated sources were read. */
const READ_ON = "2026-11-22";

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
  botocore: published(
    "botocore 1.43.11, data/endpoints.json",
    "https://github.com/boto/botocore/blob/1.43.11/botocore/data/endpoints.json",
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
  "nvidia-mig-guide": published(
    "NVIDIA MIG user guide: supported GPUs, supported profiles",
    "https://docs.nvidia.com/datacenter/tesla/mig-user-guide/",
    READ_ON,
  ),
  "tensorrt-matrix": published(
    "NVIDIA TensorRT-RTX 1.4 support matrix: precisions by compute capability",
    "https://docs.nvidia.com/deeplearning/tensorrt-rtx/latest/getting-started/support-matrix.html",
    READ_ON,
  ),
  unsourced: { title: "no source was at hand: verify before relying on it", date: READ_ON, sourced: false },
} as const satisfies Readonly<Record<string, Source>>;

/** Key of a source. */
export type SourceKey = keyof typeof SOURCES;

/** The source of a row. */
export function sourceOf(row: { readonly source: SourceKey }): Source {
  return SOURCES[row.source];
}
