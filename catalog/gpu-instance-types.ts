import { instanceTypesOf } from "./instance-family";
import type { InstanceType } from "./instance-types";

/**
 * EC2 instance types with NVIDIA GPUs. Columns are explained at `InstanceFamily.types`.
 *
 * What the source of most rows (EC2's own answers, 2026-05) does not know:
 * - p3 is in no offering list of it, yet priced by newer sources: its regions are those with a price, its zones
 *   are unknown, its vCPUs and memory are those of the price source.
 * - GovCloud regions, and regions in which only a Capacity Block price of 2026-07 shows that the type is sold
 *   (p5e: apne1, aps1, usw1; p5en: euw2; p6-b200: aps1; p6-b300: use1), have an unknown zone.
 * - g7e's GPU is called "RTX PRO Server 6000" there.
 */
export const GPU_INSTANCE_TYPES: readonly InstanceType[] = [
  ...instanceTypesOf({
    gpu: "v100-16gb",
    capacityBlock: false,
    zones: "apne1:? apne2:? apse1:? apse2:? cac1:? euc1:? euw1:? euw2:? use1:? use2:? usgw1:? usw2:?",
    source: "karpenter-limits",
    types: `
      type         vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      p3.2xlarge      8   61    1    0     1    4    15     0
      p3.8xlarge     32  244    4    0     1    8    30     0
      p3.16xlarge    64  488    8    0     1    8    30     0
    `,
  }),
  ...instanceTypesOf({
    gpu: "v100-32gb",
    capacityBlock: false,
    zones: "apne1:4 euw1:12 use1:16 usge1:? usgw1:? usw2:13",
    source: "aws-ec2-types",
    types: `
      type           vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      p3dn.24xlarge    96  768    8    1     1   15    50  1800
    `,
  }),
  ...instanceTypesOf({
    gpu: "a100-40gb",
    capacityBlock: true,
    zones: `
      apne1:14 apne2:24 aps1:123 apse2:12 cac1:12 euc1:123 eun1:3 euw1:2 euw2:23 sae1:13 use1:1246 use2:123
      usgw1:? usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type          vCPU   GiB  GPU  EFA  card  ENI  IPv4  NVMe
      p4d.24xlarge    96  1152    8    4     4   60    50  8000
    `,
  }),
  ...instanceTypesOf({
    gpu: "a100-80gb",
    capacityBlock: true,
    zones: "apne1:14 apse1:23 euc1:12 ilc1:123 use1:46 usw2:123",
    source: "aws-ec2-types",
    types: `
      type           vCPU   GiB  GPU  EFA  card  ENI  IPv4  NVMe
      p4de.24xlarge    96  1152    8    4     4   60    50  8000
    `,
  }),
  ...instanceTypesOf({
    gpu: "h100-80gb",
    capacityBlock: true,
    zones: "apne1:1 aps1:123 apse2:3 apse3:1 euw2:123 sae1:3 use1:123456 use2:123 usgw1:? usw2:1234",
    source: "aws-ec2-types",
    types: `
      type        vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      p5.4xlarge    16  256    1    1     1    4    30  3800
    `,
  }),
  ...instanceTypesOf({
    gpu: "h100-80gb",
    capacityBlock: true,
    zones: `
      apne1:14 apne2:1 aps1:123 apse2:123 apse3:1 cac1:4 eun1:123 euw2:123 sae1:3 use1:123456 use2:123 usgw1:?
      usw1:13 usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type         vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      p5.48xlarge   192  2048    8   32    32   64    50  30400
    `,
  }),
  ...instanceTypesOf({
    gpu: "h200-141gb",
    capacityBlock: true,
    zones: "apne1:? aps1:? apse2:3 apse3:13 eun1:1 euw2:2 sae1:23 use2:123 usw1:? usw2:3",
    source: "aws-ec2-types",
    types: `
      type          vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      p5e.48xlarge   192  2048    8   32    32   64    50  30400
    `,
  }),
  ...instanceTypesOf({
    gpu: "h200-141gb",
    capacityBlock: true,
    zones: `
      apne1:4 apne2:1 aps1:13 apse3:23 eun1:13 eus2:12 euw2:? mec1:13 use1:26 use2:123 usgw1:? usw1:3 usw2:234
    `,
    source: "aws-ec2-types",
    types: `
      type           vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      p5en.48xlarge   192  2048    8   16    16   64    50  30400
    `,
  }),
  ...instanceTypesOf({
    gpu: "b200-180gb",
    capacityBlock: true,
    zones: "aps1:? use1:6 use2:123 usge1:? usgw1:? usw2:124",
    source: "aws-ec2-types",
    types: `
      type              vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      p6-b200.48xlarge   192  2048    8    8     8   32    50  30400
    `,
  }),
  ...instanceTypesOf({
    gpu: "b300-288gb",
    capacityBlock: true,
    zones: "use1:? usge1:? usw2:2",
    source: "aws-ec2-types",
    types: `
      type              vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      p6-b300.48xlarge   192  4096    8   16    17   68    50  30400
    `,
  }),
  ...instanceTypesOf({
    gpu: "t4-16gb",
    capacityBlock: false,
    zones: `
      afs1:23 ape1:123 apne1:124 apne2:123 apne3:12 aps1:123 apse1:123 apse2:123 cac1:12 euc1:123 eun1:123
      eus1:23 euw1:123 euw2:123 euw3:123 mes1:23 sae1:123 use1:12456 use2:123 usge1:? usgw1:? usw1:13 usw2:123
    `,
    source: "aws-ec2-types",
    types: `
      type           vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      g4dn.xlarge       4   16    1    0     1    3    10   125
      g4dn.2xlarge      8   32    1    0     1    3    10   225
      g4dn.4xlarge     16   64    1    0     1    3    10   225
      g4dn.8xlarge     32  128    1    1     1    4    15   900
      g4dn.12xlarge    48  192    4    1     1    8    30   900
      g4dn.16xlarge    64  256    1    1     1    4    15   900
    `,
  }),
  ...instanceTypesOf({
    gpu: "t4-16gb",
    capacityBlock: false,
    zones: `
      afs1:23 ape1:123 apne1:124 apne2:123 apne3:12 aps1:123 apse1:123 apse2:123 cac1:12 euc1:123 eun1:123
      eus1:23 euw1:123 euw2:123 euw3:123 mes1:23 sae1:123 use1:12456 use2:123 usgw1:? usw1:13 usw2:123
    `,
    source: "aws-ec2-types",
    types: `
      type        vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      g4dn.metal    96  384    8    1     1   15    50  1800
    `,
  }),
  ...instanceTypesOf({
    gpu: "a10g-24gb",
    capacityBlock: false,
    zones: `
      ape1:12 apne1:14 apne2:134 aps1:13 apse2:12 apse3:13 cac1:12 euc1:123 eun1:23 euw1:123 euw2:23 ilc1:123
      mec1:12 sae1:12 use1:12456 use2:123 usw2:123
    `,
    source: "aws-ec2-types",
    types: `
      type         vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      g5.xlarge       4   16    1    0     1    4    15   250
      g5.2xlarge      8   32    1    0     1    4    15   450
      g5.4xlarge     16   64    1    0     1    8    30   600
      g5.8xlarge     32  128    1    1     1    8    30   900
      g5.12xlarge    48  192    4    1     1   15    50  3800
      g5.16xlarge    64  256    1    1     1    8    30  1900
      g5.24xlarge    96  384    4    1     1   15    50  3800
      g5.48xlarge   192  768    8    1     1    7    50  7600
    `,
  }),
  ...instanceTypesOf({
    gpu: "l4-24gb",
    capacityBlock: false,
    zones: `
      apne1:14 apne2:134 aps1:13 apse2:123 apse5:12 cac1:124 euc1:123 euc2:23 eun1:12 eus2:123 euw2:123
      euw3:23 mec1:12 sae1:12 use1:12456 use2:123 usge1:? usgw1:? usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type         vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      g6.xlarge       4   16    1    0     1    4    15   250
      g6.2xlarge      8   32    1    0     1    4    15   450
      g6.4xlarge     16   64    1    0     1    8    30   600
      g6.8xlarge     32  128    1    1     1    8    30   900
      g6.12xlarge    48  192    4    1     1    8    30  3760
      g6.16xlarge    64  256    1    1     1   15    50  1880
      g6.24xlarge    96  384    4    1     1   15    50  3760
      g6.48xlarge   192  768    8    1     1   15    50  7520
    `,
  }),
  ...instanceTypesOf({
    gpu: "l40s-48gb",
    capacityBlock: false,
    zones: "apne1:14 apne2:12 apne3:12 aps1:13 euc1:123 eun1:12 eus2:23 mec1:12 use1:1246 use2:123 usw2:1234",
    source: "aws-ec2-types",
    types: `
      type          vCPU   GiB  GPU  EFA  card  ENI  IPv4  NVMe
      g6e.xlarge       4    32    1    0     1    4    15   250
      g6e.2xlarge      8    64    1    0     1    4    15   450
      g6e.4xlarge     16   128    1    0     1    8    30   600
      g6e.8xlarge     32   256    1    1     1    8    30   900
      g6e.12xlarge    48   384    4    1     1   10    30  3800
      g6e.16xlarge    64   512    1    1     1   15    50  1900
      g6e.24xlarge    96   768    4    2     2   20    50  3800
      g6e.48xlarge   192  1536    8    4     4   40    50  7600
    `,
  }),
  ...instanceTypesOf({
    gpu: "rtx-pro-6000-96gb",
    capacityBlock: false,
    zones: "apne1:14 apne2:12 eus2:12 use1:26 use2:12 usw2:1234",
    source: "aws-ec2-types",
    types: `
      type          vCPU   GiB  GPU  EFA  card  ENI  IPv4   NVMe
      g7e.2xlarge      8    64    1    0     1    4    64   1900
      g7e.4xlarge     16   128    1    0     1    8    64   1900
      g7e.8xlarge     32   256    1    1     1    8    64   1900
      g7e.12xlarge    48   512    2    1     1   10    64   3800
      g7e.24xlarge    96  1024    4    2     2   20    64   7600
      g7e.48xlarge   192  2048    8    4     4   40    64  15200
    `,
  }),
];
