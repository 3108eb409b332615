import { instanceTypesOf } from "./instance-family";
import type { InstanceType } from "./instance-types";

/**
 * EC2 instance types without GPU that CPU pools and system nodes may use: general purpose (m7i), compute (c7i)
 * and memory optimized (r7i). Columns are explained at `InstanceFamily.types`. GovCloud is sold by the price
 * source; its zones are unknown.
 */
export const CPU_INSTANCE_TYPES: readonly InstanceType[] = [
  ...instanceTypesOf({
    capacityBlock: false,
    zones: `
      afs1:123 ape1:123 apne1:124 apne2:1234 apne3:123 aps1:123 apse1:123 apse2:123 apse3:123 apse4:123
      apse5:123 cac1:124 euc1:123 euc2:123 eun1:123 eus1:123 eus2:123 euw1:123 euw2:123 euw3:123 ilc1:123
      mec1:123 sae1:123 use1:12456 use2:123 usge1:? usgw1:? usw1:13 usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type            vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      m7i.large          2    8    0    0     1    3    10     0
      m7i.xlarge         4   16    0    0     1    4    15     0
      m7i.2xlarge        8   32    0    0     1    4    15     0
      m7i.4xlarge       16   64    0    0     1    8    30     0
      m7i.8xlarge       32  128    0    0     1    8    30     0
      m7i.12xlarge      48  192    0    0     1    8    30     0
      m7i.16xlarge      64  256    0    0     1   15    50     0
      m7i.24xlarge      96  384    0    0     1   15    50     0
      m7i.48xlarge     192  768    0    1     1   15    50     0
      m7i.metal-24xl    96  384    0    0     1   15    50     0
      m7i.metal-48xl   192  768    0    1     1   15    50     0
    `,
  }),
  ...instanceTypesOf({
    capacityBlock: false,
    zones: `
      afs1:23 ape1:123 apne1:124 apne2:1234 apne3:123 aps1:123 aps2:123 apse1:123 apse2:123 apse3:123
      apse4:123 apse5:123 cac1:124 euc1:123 euc2:123 eun1:123 eus2:123 euw1:123 euw2:123 euw3:123 mec1:123
      sae1:123 use1:12456 use2:123 usge1:? usgw1:? usw1:13 usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type            vCPU  GiB  GPU  EFA  card  ENI  IPv4  NVMe
      c7i.large          2    4    0    0     1    3    10     0
      c7i.xlarge         4    8    0    0     1    4    15     0
      c7i.2xlarge        8   16    0    0     1    4    15     0
      c7i.4xlarge       16   32    0    0     1    8    30     0
      c7i.8xlarge       32   64    0    0     1    8    30     0
      c7i.12xlarge      48   96    0    0     1    8    30     0
      c7i.16xlarge      64  128    0    0     1   15    50     0
      c7i.24xlarge      96  192    0    0     1   15    50     0
      c7i.48xlarge     192  384    0    1     1   15    50     0
      c7i.metal-24xl    96  192    0    0     1   15    50     0
      c7i.metal-48xl   192  384    0    1     1   15    50     0
    `,
  }),
  ...instanceTypesOf({
    capacityBlock: false,
    zones: `
      apne1:124 apne2:1234 apne3:123 aps1:123 aps2:123 apse1:123 apse2:123 apse3:123 apse4:123 apse5:123
      cac1:124 euc1:123 eun1:123 eus1:123 eus2:123 euw1:123 euw2:123 euw3:123 sae1:123 use1:12456 use2:123
      usge1:? usgw1:? usw1:13 usw2:1234
    `,
    source: "aws-ec2-types",
    types: `
      type            vCPU   GiB  GPU  EFA  card  ENI  IPv4  NVMe
      r7i.large          2    16    0    0     1    3    10     0
      r7i.xlarge         4    32    0    0     1    4    15     0
      r7i.2xlarge        8    64    0    0     1    4    15     0
      r7i.4xlarge       16   128    0    0     1    8    30     0
      r7i.8xlarge       32   256    0    0     1    8    30     0
      r7i.12xlarge      48   384    0    0     1    8    30     0
      r7i.16xlarge      64   512    0    0     1   15    50     0
      r7i.24xlarge      96   768    0    0     1   15    50     0
      r7i.48xlarge     192  1536    0    1     1   15    50     0
      r7i.metal-24xl    96   768    0    0     1   15    50     0
      r7i.metal-48xl   192  1536    0    1     1   15    50     0
    `,
  }),
];
