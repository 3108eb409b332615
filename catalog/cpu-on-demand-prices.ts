import type { PriceGrid } from "./instance-prices";

/**
 * On-demand prices of instance types without GPU, in USD an hour: Linux, list price, without tax. A row is a region,
 * a column an instance type; a hyphen says that the source has no price. c7i and r7i are priced in us-east-1 and
 * GovCloud alone.
 */
export const CPU_PRICE_GRIDS: readonly PriceGrid[] = [
  {
    source: "karpenter-prices",
    grid: `
      region  m7i.large  m7i.xlarge  m7i.2xlarge  m7i.4xlarge  m7i.8xlarge  m7i.12xlarge  m7i.16xlarge  m7i.24xlarge
      use1       0.1008      0.2016       0.4032       0.8064       1.6128        2.4192        3.2256        4.8384
      usge1     0.12705      0.2541       0.5082       1.0164       2.0328        3.0492        4.0656        6.0984
      usgw1     0.12705      0.2541       0.5082       1.0164       2.0328        3.0492        4.0656        6.0984
    `,
  },
  {
    source: "karpenter-prices",
    grid: `
      region  m7i.48xlarge  m7i.metal-24xl  m7i.metal-48xl
      use1          9.6768         5.32224          9.6768
      usge1        12.1968         6.70824         12.1968
      usgw1        12.1968         6.70824         12.1968
    `,
  },
  {
    source: "karpenter-prices",
    grid: `
      region  c7i.large  c7i.xlarge  c7i.2xlarge  c7i.4xlarge  c7i.8xlarge  c7i.12xlarge  c7i.16xlarge  c7i.24xlarge
      use1      0.08925      0.1785        0.357        0.714        1.428         2.142         2.856         4.284
      usge1      0.1071      0.2142       0.4284       0.8568       1.7136        2.5704        3.4272        5.1408
      usgw1      0.1071      0.2142       0.4284       0.8568       1.7136        2.5704        3.4272        5.1408
    `,
  },
  {
    source: "karpenter-prices",
    grid: `
      region  c7i.48xlarge  c7i.metal-24xl  c7i.metal-48xl
      use1           8.568          4.7124           8.568
      usge1        10.2816         5.65488         10.2816
      usgw1        10.2816         5.65488         10.2816
    `,
  },
  {
    source: "karpenter-prices",
    grid: `
      region  r7i.large  r7i.xlarge  r7i.2xlarge  r7i.4xlarge  r7i.8xlarge  r7i.12xlarge  r7i.16xlarge  r7i.24xlarge
      use1       0.1323      0.2646       0.5292       1.0584       2.1168        3.1752        4.2336        6.3504
      usge1     0.15855      0.3171       0.6342       1.2684       2.5368        3.8052        5.0736        7.6104
      usgw1     0.15855      0.3171       0.6342       1.2684       2.5368        3.8052        5.0736        7.6104
    `,
  },
  {
    source: "karpenter-prices",
    grid: `
      region  r7i.48xlarge  r7i.metal-24xl  r7i.metal-48xl
      use1         12.7008         6.98544         12.7008
      usge1        15.2208         8.37144         15.2208
      usgw1        15.2208         8.37144         15.2208
    `,
  },
  // the source has m7i.xlarge; other sizes are that price by vCPUs, as they are in us-east-1 to the last digit.
  {
    source: "skypilot",
    grid: `
      region  m7i.large  m7i.xlarge  m7i.2xlarge  m7i.4xlarge  m7i.8xlarge  m7i.12xlarge  m7i.16xlarge  m7i.24xlarge  m7i.48xlarge
      apne1      0.1302      0.2604       0.5208       1.0416       2.0832        3.1248        4.1664        6.2496       12.4992
      euc1      0.12075      0.2415        0.483        0.966        1.932         2.898         3.864         5.796        11.592
      eun1       0.1071      0.2142       0.4284       0.8568       1.7136        2.5704        3.4272        5.1408       10.2816
      euw1      0.11235      0.2247       0.4494       0.8988       1.7976        2.6964        3.5952        5.3928       10.7856
      use2       0.1008      0.2016       0.4032       0.8064       1.6128        2.4192        3.2256        4.8384        9.6768
      usw2       0.1008      0.2016       0.4032       0.8064       1.6128        2.4192        3.2256        4.8384        9.6768
    `,
  },
];
