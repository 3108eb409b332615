import { JOBSET, KARPENTER, KUEUE, type PinnedModule } from "./table";

/** Its chart alone: the program is not built. */
const SEAWEEDFS: PinnedModule = {
  path: "github.com/seaweedfs/seaweedfs",
  version: "v0.0.0-20261109003541-7506e5f91cd6",
  sum: "h1:LOYZFToHq9F7pSR6lkPGfkM8RmHlVFrzndKdhmNZjrU=",
  goModSum: "h1:FrYUO4mTse+5nRSAWyyd1rDZdMi2N/oEXPhWmvnoWwM=",
};

/** Its charts alone: what it runs is Ceph, which is no module. */
const ROOK: PinnedModule = {
  path: "github.com/rook/rook",
  version: "v1.20.6",
  sum: "h1:2+Qe/CLcZ2WrXf9Vhf21JwZQqN8cVXPQskZzHf3KLjU=",
  goModSum: "h1:O2WeHmEM4Jqd8rYaS/+LBe6DiwDWZi80NIKoHdMssz4=",
};

const CEPH_CSI_OPERATOR: PinnedModule = {
  path: "github.com/ceph/ceph-csi-operator",
  version: "v1.0.4",
  sum: "h1:AA0n6tCCv9oi6yY2UL4EJbiwLqDb76hUcDt5o1ptJf4=",
  goModSum: "h1:bvtaPv95o01s/NxwAy6WWkk0IqIYaAgKngTsEYfxA5o=",
};

/** A chart that travels in its controller's module. */
export interface ModuleChart {
  readonly name: string;
  /** Version that the published chart of this release has. */
  readonly version: string;
  readonly module: PinnedModule;
  /** Folder inside the module. */
  readonly folder: string;
  /**
   * Charts below it that its release process packs into it.
   *
   * @default - none
   */
  readonly parts?: readonly ChartPart[];
}

/** A chart that is packed into another. */
export interface ChartPart {
  readonly name: string;
  /** Version that the other chart's list of dependencies has. */
  readonly version: string;
  readonly module: PinnedModule;
  /** Folder inside the module. */
  readonly folder: string;
}

const ROOK_LIBRARY: ChartPart = { name: "library", version: "0.0.1", module: ROOK, folder: "deploy/charts/library" };

/** The charts that can be had without a chart repository. */
export const MODULE_CHARTS = [
  { name: "kueue", version: "0.19.2", module: KUEUE, folder: "charts/kueue" },
  { name: "jobset", version: "0.12.0", module: JOBSET, folder: "charts/jobset" },
  { name: "karpenter-crd", version: "1.14.1", module: KARPENTER, folder: "charts/karpenter-crd" },
  { name: "karpenter", version: "1.14.1", module: KARPENTER, folder: "charts/karpenter" },
  { name: "seaweedfs", version: "4.53.0", module: SEAWEEDFS, folder: "k8s/charts/seaweedfs" },
  {
    name: "rook-ceph",
    version: "v1.20.6",
    module: ROOK,
    folder: "deploy/charts/rook-ceph",
    parts: [
      ROOK_LIBRARY,
      {
        name: "ceph-csi-operator",
        version: "1.0.4",
        module: CEPH_CSI_OPERATOR,
        folder: "deploy/charts/ceph-csi-operator",
      },
    ],
  },
  {
    name: "rook-ceph-cluster",
    version: "v1.20.6",
    module: ROOK,
    folder: "deploy/charts/rook-ceph-cluster",
    parts: [ROOK_LIBRARY],
  },
] as const satisfies readonly ModuleChart[];

/** Name of a chart that travels in its controller's module. */
export type ModuleChartName = (typeof MODULE_CHARTS)[number]["name"];
