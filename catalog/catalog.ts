import { GPUS, type Gpu } from "./gpus";
import { INSTANCE_TYPES, type InstanceType } from "./instance-types";
import { REGIONS, type Region } from "./regions";

/** Facts by name. A name that it does not know gives `undefined`, `__proto__` and `toString` like any other. */
export interface Catalog {
  gpu(name: string): Gpu | undefined;
  instanceType(name: string): InstanceType | undefined;
  region(name: string): Region | undefined;
  /** All names, sorted: for "did you mean". */
  readonly gpuNames: readonly string[];
  readonly instanceTypeNames: readonly string[];
  readonly regionNames: readonly string[];
}

/** A GPU as a platform file describes it: {@link Gpu} without what a team need not know. */
export type GpuRow = Pick<Gpu, "name" | "memoryGiB" | "precisions"> & Partial<Omit<Gpu, "source">>;

/** An instance type as a platform file describes it; by-region facts are plain mappings there. */
export type InstanceTypeRow = Pick<InstanceType, "name" | "vCpus" | "memoryGiB"> &
  Partial<Omit<InstanceType, "zoneIds" | "usdPerHour" | "source">> & {
    readonly zoneIds: Readonly<Record<string, readonly string[]>>;
    readonly usdPerHour?: Readonly<Record<string, number>>;
  };

/** Rows that a platform file adds. */
export interface CatalogRows {
  readonly gpus?: readonly GpuRow[];
  readonly instanceTypes?: readonly InstanceTypeRow[];
}

/** What the product knows by itself. */
export const CATALOG: Catalog = catalogOf(GPUS, INSTANCE_TYPES, REGIONS);

/** A catalog with a platform file's rows on top; a row with a known name replaces the built-in one. */
export function extendCatalog(catalog: Catalog, rows: CatalogRows): Catalog {
  const gpus = catalog.gpuNames.flatMap((name) => catalog.gpu(name) ?? []);
  const instanceTypes = catalog.instanceTypeNames.flatMap((name) => catalog.instanceType(name) ?? []);
  const regions = catalog.regionNames.flatMap((name) => catalog.region(name) ?? []);
  return catalogOf(
    [...gpus, ...(rows.gpus ?? []).map(gpuOf)],
    [...instanceTypes, ...(rows.instanceTypes ?? []).map(instanceTypeOf)],
    regions,
  );
}

function gpuOf(row: GpuRow): Gpu {
  return {
    ...row,
    model: row.model ?? row.name,
    mig: row.mig ?? [],
    migSlices: row.migSlices ?? 0,
    productLabels: row.productLabels ?? [],
    source: "platform file",
  };
}

function instanceTypeOf({ zoneIds, usdPerHour, ...row }: InstanceTypeRow): InstanceType {
  return {
    ...row,
    gpus: row.gpus ?? 0,
    efaInterfaces: row.efaInterfaces ?? 0,
    networkCards: row.networkCards ?? 1,
    maxInterfaces: row.maxInterfaces ?? 4,
    ipv4PerInterface: row.ipv4PerInterface ?? 10,
    architecture: row.architecture ?? "x86_64",
    bareMetal: row.bareMetal ?? false,
    capacityBlock: row.capacityBlock ?? false,
    zoneIds: new Map(Object.entries(zoneIds)),
    ...(usdPerHour && { usdPerHour: new Map(Object.entries(usdPerHour)) }),
    source: "platform file",
  };
}

function catalogOf(gpus: readonly Gpu[], instanceTypes: readonly InstanceType[], regions: readonly Region[]): Catalog {
  const gpuByName = byName(gpus);
  const instanceTypeByName = byName(instanceTypes);
  const regionByName = byName(regions);
  return {
    gpu: (name) => gpuByName.get(name),
    instanceType: (name) => instanceTypeByName.get(name),
    region: (name) => regionByName.get(name),
    gpuNames: [...gpuByName.keys()].sort(),
    instanceTypeNames: [...instanceTypeByName.keys()].sort(),
    regionNames: [...regionByName.keys()].sort(),
  };
}

/** The last row of a name wins. */
function byName<Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.name, row]));
}
