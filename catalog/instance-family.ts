import { parseZoneIds } from "./by-region";
import type { InstanceType } from "./instance-types";
import type { SourceKey } from "./source";
import { numberOf, parseTable } from "./table";

/** Instance types that share their GPU, their zones and their source, written as a table. */
export interface InstanceFamily {
  /**
   * GPU of every type in the table.
   *
   * @default - no GPU
   */
  readonly gpu?: string;
  /** Whether the types can be bought as Capacity Blocks. */
  readonly capacityBlock: boolean;
  /** Zones that offer every type in the table, as {@link parseZoneIds} reads them. */
  readonly zones: string;
  readonly source: SourceKey;
  /**
   * Columns: name, vCPUs, memory in GiB, GPUs, EFA interfaces, network cards, network interfaces over all
   * cards, IPv4 addresses of one interface, local NVMe in GB (all disks together).
   */
  readonly types: string;
}

/** The types of a family. All are x86_64; a size that begins with `metal` has no hypervisor. */
export function instanceTypesOf({ gpu, capacityBlock, zones, source, types }: InstanceFamily): readonly InstanceType[] {
  const zoneIds = parseZoneIds(zones);
  return parseTable(types, ["type", "vCPU", "GiB", "GPU", "EFA", "card", "ENI", "IPv4", "NVMe"]).map((row) => ({
    name: row.type,
    vCpus: numberOf(row.vCPU),
    memoryGiB: numberOf(row.GiB),
    ...(gpu !== undefined && { gpu }),
    gpus: numberOf(row.GPU),
    efaInterfaces: numberOf(row.EFA),
    networkCards: numberOf(row.card),
    maxInterfaces: numberOf(row.ENI),
    ipv4PerInterface: numberOf(row.IPv4),
    architecture: "x86_64",
    bareMetal: row.type.includes(".metal"),
    ...(row.NVMe !== "0" && { localNvmeGB: numberOf(row.NVMe) }),
    capacityBlock,
    zoneIds,
    source,
  }));
}
