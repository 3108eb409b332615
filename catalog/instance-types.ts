import { CPU_INSTANCE_TYPES } from "./cpu-instance-types";
import { GPU_INSTANCE_TYPES } from "./gpu-instance-types";
import type { SourceKey } from "./source";

/** An EC2 instance type. List prices are in `prices.ts`. */
export interface InstanceType {
  /** Name that EC2 gives it, such as `p5.48xlarge`. */
  readonly name: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  /**
   * Its GPU: a name of the catalog.
   *
   * @default - no GPU
   */
  readonly gpu?: string;
  /** GPUs; 0 for a type without GPU. */
  readonly gpus: number;
  /** EFA interfaces at most; 0 without EFA. */
  readonly efaInterfaces: number;
  /** Network cards. */
  readonly networkCards: number;
  /** Network interfaces at most, over all cards; every card takes the same number. */
  readonly maxInterfaces: number;
  /** IPv4 addresses that one interface takes at most. */
  readonly ipv4PerInterface: number;
  readonly architecture: "x86_64" | "arm64";
  /** Whether it has no hypervisor. */
  readonly bareMetal: boolean;
  /**
   * Local NVMe storage, all disks together, in GB.
   *
   * @default - no local storage
   */
  readonly localNvmeGB?: number;
  /** Whether it can be bought as a Capacity Block for ML. */
  readonly capacityBlock: boolean;
  /**
   * Zone ids that offer it, by region. A region with an empty list sells the type, but no source
   * names the zone. A region that is absent does not offer it.
   */
  readonly zoneIds: ReadonlyMap<string, readonly string[]>;
  /**
   * On-demand price by region in USD an hour, where the platform file brings the type.
   *
   * @default - the price table of the catalog
   */
  readonly usdPerHour?: ReadonlyMap<string, number>;
  readonly source: SourceKey | "platform file";
}

/** The built-in instance types. */
export const INSTANCE_TYPES: readonly InstanceType[] = [...GPU_INSTANCE_TYPES, ...CPU_INSTANCE_TYPES];
