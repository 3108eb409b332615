import { GPU_PRECISIONS, type Precision } from "./precisions";
import type { SourceKey } from "./source";

/** A way to cut one GPU into isolated slices. */
export interface MigProfile {
  /** Name as NVIDIA writes it, such as `1g.10gb` or `1g.10gb+me`. */
  readonly profile: string;
  /** Most instances of this profile on one GPU, when it carries no other. */
  readonly count: number;
  /** Memory that the profile's name states, in GiB. */
  readonly memoryGiB: number;
}

/** NVIDIA's names of its architectures, as in the node label `nvidia.com/gpu.family`. */
export type GpuArchitecture = "volta" | "turing" | "ampere" | "ada-lovelace" | "hopper" | "blackwell";

/** What is true of a GPU model, wherever it stands. It says nothing of the machine around it. */
export interface Gpu {
  /** Name in platform files, such as `h100-80gb`. */
  readonly name: string;
  /** Name for people, such as `NVIDIA H100 SXM 80 GB`. */
  readonly model: string;
  /** Memory that the name states, in GiB: what `gpuMemoryGiB` of a run is compared with. */
  readonly memoryGiB: number;
  /**
   * Memory that EC2 reports, in MiB.
   *
   * @default - EC2 does not offer this GPU
   */
  readonly ec2MemoryMiB?: number;
  /**
   * Architecture.
   *
   * @default - unknown: a row of a platform file need not say
   */
  readonly architecture?: GpuArchitecture;
  /**
   * CUDA compute capability, such as `9.0`.
   *
   * @default - unknown: a row of a platform file need not say
   */
  readonly computeCapability?: string;
  /** Number formats that it serves; `precisions.ts` says why. */
  readonly precisions: readonly Precision[];
  /** MIG profiles; empty where the GPU has no MIG. */
  readonly mig: readonly MigProfile[];
  /** Compute slices that MIG divides it into; 0 where the GPU has no MIG. */
  readonly migSlices: number;
  /** Values of the node label `nvidia.com/gpu.product`: drivers of several ages, and board variants, write several. */
  readonly productLabels: readonly string[];
  /**
   * NVLink bandwidth to its peers in one machine, in GB/s; 0 without NVLink.
   *
   * @default - unknown: a row of a platform file need not say
   */
  readonly nvlinkGBps?: number;
  /** Source of the row; the comment at `GPUS` names the source of each column. */
  readonly source: SourceKey | "platform file";
}

/**
 * Reads MIG profiles from a row such as `1g.10gb:7 1g.10gb+me:1`. The memory is the one in the name.
 *
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
 */
function mig(row: string): readonly MigProfile[] {
  return row
    .trim()
    .split(/\s+/)
    .map((cell) => {
      const [profile = "", count = ""] = cell.split(":");
      const memory = /^\d+g\.(\d+)gb/.exec(profile)?.[1];
      if (memory === undefined || !/^\d+$/.test(count)) {
        throw new Error(`catalog: expected a MIG profile such as 1g.10gb:7, got "${cell}"`);
      }
      return { profile, count: Number(count), memoryGiB: Number(memory) };
    });
}

const MIG_ON_80GB = mig("1g.10gb:7 1g.10gb+me:1 1g.20gb:4 2g.20gb:3 3g.40gb:2 4g.40gb:1 7g.80gb:1");

type Row = Omit<Gpu, "architecture" | "precisions" | "mig" | "migSlices" | "source"> &
  Partial<Pick<Gpu, "mig" | "migSlices">>;

const model = (architecture: GpuArchitecture, row: Row): Gpu => ({
  mig: [],
  migSlices: 0,
  ...row,
  architecture,
  precisions: GPU_PRECISIONS[architecture],
  source: row.mig ? "mig-parted" : "aws-ec2-types",
});

/**
 * The built-in GPUs, oldest architecture first. Sources by column:
 * - `ec2MemoryMiB`: EC2's own answers (aws-ec2-types).
 * - `mig`, `migSlices`: NVIDIA mig-parted and the MIG user guide, which also says that V100, T4, A10G, L4 and L40S have none.
 * - `computeCapability`: the MIG user guide for A30, A100, H100, H200, B200 and RTX PRO 6000, the device plugin's
 *   documentation for T4, public node labels for B300; not sourced for V100, A10G, L4, L40S.
 * - `productLabels`: seen in public manifests, except the A30's, which follows from the label rule (the device name,
 *   blanks as hyphens). Drivers before R470 wrote no `NVIDIA-`.
 * - `nvlinkGBps`: of the SXM board; a survey of vendor data for A100, H100, H200 and B200 (servnetuk.com, 2026-07-05),
 *   not sourced for V100, A30 and B300. PCIe boards have less or none.
 */
export const GPUS: readonly Gpu[] = [
  model("volta", {
    name: "v100-16gb",
    model: "NVIDIA V100 SXM2 16 GB",
    memoryGiB: 16,
    ec2MemoryMiB: 16384,
    computeCapability: "7.0",
    productLabels: ["Tesla-V100-SXM2-16GB", "Tesla-V100-PCIE-16GB"],
    nvlinkGBps: 300,
  }),
  model("volta", {
    name: "v100-32gb",
    model: "NVIDIA V100 SXM2 32 GB",
    memoryGiB: 32,
    ec2MemoryMiB: 32768,
    computeCapability: "7.0",
    productLabels: ["Tesla-V100-SXM2-32GB", "Tesla-V100-PCIE-32GB"],
    nvlinkGBps: 300,
  }),
  model("turing", {
    name: "t4-16gb",
    model: "NVIDIA T4",
    memoryGiB: 16,
    ec2MemoryMiB: 16384,
    computeCapability: "7.5",
    productLabels: ["Tesla-T4"],
    nvlinkGBps: 0,
  }),
  model("ampere", {
    name: "a10g-24gb",
    model: "NVIDIA A10G",
    memoryGiB: 24,
    ec2MemoryMiB: 22888,
    computeCapability: "8.6",
    productLabels: ["NVIDIA-A10G"],
    nvlinkGBps: 0,
  }),
  model("ampere", {
    name: "a30-24gb",
    model: "NVIDIA A30",
    memoryGiB: 24,
    computeCapability: "8.0",
    mig: mig("1g.6gb:4 1g.6gb+me:1 2g.12gb:2 2g.12gb+me:1 4g.24gb:1"),
    migSlices: 4,
    productLabels: ["NVIDIA-A30"],
    nvlinkGBps: 200,
  }),
  model("ampere", {
    name: "a100-40gb",
    model: "NVIDIA A100 SXM4 40 GB",
    memoryGiB: 40,
    ec2MemoryMiB: 40960,
    computeCapability: "8.0",
    mig: mig("1g.5gb:7 1g.5gb+me:1 1g.10gb:4 2g.10gb:3 3g.20gb:2 4g.20gb:1 7g.40gb:1"),
    migSlices: 7,
    productLabels: ["NVIDIA-A100-SXM4-40GB", "A100-SXM4-40GB", "NVIDIA-A100-PCIE-40GB", "A100-PCIE-40GB"],
    nvlinkGBps: 600,
  }),
  model("ampere", {
    name: "a100-80gb",
    model: "NVIDIA A100 SXM4 80 GB",
    memoryGiB: 80,
    ec2MemoryMiB: 81920,
    computeCapability: "8.0",
    mig: MIG_ON_80GB,
    migSlices: 7,
    productLabels: ["NVIDIA-A100-SXM4-80GB", "A100-SXM4-80GB", "NVIDIA-A100-80GB-PCIe"],
    nvlinkGBps: 600,
  }),
  model("ada-lovelace", {
    name: "l4-24gb",
    model: "NVIDIA L4",
    memoryGiB: 24,
    ec2MemoryMiB: 22888,
    computeCapability: "8.9",
    productLabels: ["NVIDIA-L4"],
    nvlinkGBps: 0,
  }),
  model("ada-lovelace", {
    name: "l40s-48gb",
    model: "NVIDIA L40S",
    memoryGiB: 48,
    ec2MemoryMiB: 45776,
    computeCapability: "8.9",
    productLabels: ["NVIDIA-L40S"],
    nvlinkGBps: 0,
  }),
  model("hopper", {
    name: "h100-80gb",
    model: "NVIDIA H100 SXM 80 GB",
    memoryGiB: 80,
    ec2MemoryMiB: 81920,
    computeCapability: "9.0",
    mig: MIG_ON_80GB,
    migSlices: 7,
    productLabels: ["NVIDIA-H100-80GB-HBM3", "NVIDIA-H100-PCIe"],
    nvlinkGBps: 900,
  }),
  model("hopper", {
    name: "h200-141gb",
    model: "NVIDIA H200 SXM 141 GB",
    memoryGiB: 141,
    ec2MemoryMiB: 144384,
    computeCapability: "9.0",
    mig: mig("1g.18gb:7 1g.18gb+me:1 1g.35gb:4 2g.35gb:3 3g.71gb:2 4g.71gb:1 7g.141gb:1"),
    migSlices: 7,
    productLabels: ["NVIDIA-H200", "NVIDIA-H200-NVL"],
    nvlinkGBps: 900,
  }),
  model("blackwell", {
    name: "b200-180gb",
    model: "NVIDIA B200 SXM 180 GB",
    memoryGiB: 180,
    ec2MemoryMiB: 183359,
    computeCapability: "10.0",
    mig: mig("1g.23gb:7 1g.23gb+me:1 1g.45gb:4 2g.45gb:3 3g.90gb:2 4g.90gb:1 7g.180gb:1"),
    migSlices: 7,
    productLabels: ["NVIDIA-B200"],
    nvlinkGBps: 1800,
  }),
  model("blackwell", {
    name: "b300-288gb",
    model: "NVIDIA B300 SXM 288 GB",
    memoryGiB: 288,
    ec2MemoryMiB: 275040,
    computeCapability: "10.3",
    mig: mig("1g.34gb:7 1g.34gb+me:1 1g.67gb:4 2g.67gb:3 3g.135gb:2 4g.135gb:1 7g.269gb:1"),
    migSlices: 7,
    productLabels: ["NVIDIA-B300-SXM6-AC", "NVIDIA-B300-SXM6-PC"],
    nvlinkGBps: 1800,
  }),
  model("blackwell", {
    name: "rtx-pro-6000-96gb",
    model: "NVIDIA RTX PRO 6000 Blackwell Server Edition",
    memoryGiB: 96,
    ec2MemoryMiB: 98304,
    computeCapability: "12.0",
    // +gfx can also draw, +me has one, +me.all all, and -me none of the media engines.
    mig: mig(`
      1g.24gb:4 1g.24gb+gfx:4 1g.24gb+me:1 1g.24gb+me.all:1 1g.24gb-me:4
      2g.48gb:2 2g.48gb+gfx:2 2g.48gb+me.all:1 2g.48gb-me:2
      4g.96gb:1 4g.96gb+gfx:1
    `),
    migSlices: 4,
    productLabels: ["NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition"],
    nvlinkGBps: 0,
  }),
];
