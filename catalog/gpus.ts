import type { Precision } from "./precisions";
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
  /** Number formats that it serves; the reason stands in `gpus.ts`. */
  readonly precisions: readonly Precision[];
  /** MIG profiles; empty where the GPU has no MIG. */
  readonly mig: readonly MigProfile[];
  /** Compute slices that MIG divides it into; 0 where the GPU has no MIG. */
  readonly migSlices: number;
  /** Values of the node label `nvidia.com/gpu.product`; drivers of several ages write several. */
  readonly productLabels: readonly string[];
  /**
   * NVLink bandwidth to its peers in one machine, in GB/s; 0 without NVLink.
   *
   * @default - unknown: a row of a platform file need not say
   */
  readonly nvlinkGBps?: number;
  /** Source of the row; single facts with another source say so beside them. */
  readonly source: SourceKey | "platform file";
}

/** The built-in GPUs. */
export const GPUS: readonly Gpu[] = [];
