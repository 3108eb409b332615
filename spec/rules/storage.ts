import type { Catalog } from "../../catalog/catalog";
import { isLustreCapacity, LUSTRE, nearestLustreGiB, smallestLustreGiB } from "../../catalog/lustre";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { CloudFile } from "../schema/platform-file";

type Lustre = NonNullable<NonNullable<CloudFile["storage"]>["lustre"]>;

const PATH: Path = ["cloud", "storage", "lustre"];

/** File systems beside the GPUs, and the on-prem object store. */
export const STORAGE_RULES: readonly Rule[] = [
  {
    id: "lustre-capacity",
    severity: "error",
    needs: [],
    check: lustreRule(({ capacityGiB }) => {
      if (isLustreCapacity(capacityGiB)) return [];
      const [below, above] = nearestLustreGiB(capacityGiB);
      return [
        {
          path: [...PATH, "capacityGiB"],
          found: `${capacityGiB} is neither ${LUSTRE.smallestGiB} nor a multiple of ${LUSTRE.stepGiB}`,
          fix: `use ${below} or ${above}`,
        },
      ];
    }),
  },
  {
    id: "lustre-throughput",
    severity: "error",
    needs: [],
    check: lustreRule(({ mbpsPerTiB }) =>
      (LUSTRE.mbpsPerTiB as readonly number[]).includes(mbpsPerTiB)
        ? []
        : [
            {
              path: [...PATH, "mbpsPerTiB"],
              found: `${mbpsPerTiB} is none of ${LUSTRE.mbpsPerTiB.join(", ")}`,
              fix: "use one of them",
            },
          ],
    ),
  },
  {
    id: "lustre-zone",
    severity: "error",
    needs: ["cloud.pools"],
    check: lustreRule((lustre, { pools, region }, catalog) => {
      const { zone } = lustre;
      const ofPools = [...new Set(pools.flatMap((pool) => pool.zone ?? []))].sort();
      const isKnown = (one: string) => catalog.region(region)?.zones.includes(one) ?? false;
      // a zone of another region has a problem of its own.
      if (!isKnown(zone) || ofPools.includes(zone)) return [];
      // what is offered must hold: neither a zone of another region nor one where the file system is too small.
      const zones = ofPools.filter((one) => isKnown(one) && !tooSmallBeside(lustre, poolWithEfa(pools, one, catalog)));
      return [
        {
          path: [...PATH, "zone"],
          found: `${zone} is the zone of no single-zone pool: nothing would be near the file system`,
          fix: zones.length > 0 ? `use ${zones.join(" or ")}` : "give a pool one zone, or remove lustre",
        },
      ];
    }),
  },
  { id: "lustre-efa", severity: "error", needs: ["cloud.pools", "instanceTypes"], check: lustreBesideEfa },
  {
    id: "object-store-missing",
    severity: "error",
    needs: ["onPrem.objectStore", "datasets", "deployments"],
    check: objectStore,
  },
];

function lustreRule(check: (lustre: Lustre, cloud: CloudFile, catalog: Catalog) => readonly Finding[]): Rule["check"] {
  return ({ file: { cloud }, catalog }) => (cloud?.storage?.lustre ? check(cloud.storage.lustre, cloud, catalog) : []);
}

function lustreBesideEfa({ file: { cloud }, catalog, isLater }: Facts): readonly Finding[] {
  const lustre = cloud?.storage?.lustre;
  if (!cloud || !lustre) return [];
  const { zone, capacityGiB, mbpsPerTiB } = lustre;
  const beside = poolWithEfa(cloud.pools, zone, catalog);
  const known = (LUSTRE.mbpsPerTiB as readonly number[]).includes(mbpsPerTiB) && isLustreCapacity(capacityGiB);
  if (!beside || !known || !tooSmallBeside(lustre, beside)) return [];
  const product = capacityGiB * mbpsPerTiB;
  const keys: [Path, Path] = [
    [...PATH, "capacityGiB"],
    [...PATH, "mbpsPerTiB"],
  ];
  return [
    {
      path: isLater(...keys) ? keys[0] : keys[1],
      found: `is too small beside pool ${beside.name}, which has EFA: ${capacityGiB} GiB x ${mbpsPerTiB} MB/s per TiB = ${product}, less than ${LUSTRE.efaCapacityTimesThroughput}`,
      fix: `use capacityGiB of at least ${smallestLustreGiB(mbpsPerTiB, true)} at ${mbpsPerTiB}`,
    },
  ];
}

type PoolFile = CloudFile["pools"][number];

/** The first pool with EFA that keeps to a zone. */
function poolWithEfa(pools: readonly PoolFile[], zone: string, catalog: Catalog): PoolFile | undefined {
  return pools.find((pool) => pool.zone === zone && catalog.instanceType(pool.instanceType)?.efaInterfaces);
}

function tooSmallBeside({ capacityGiB, mbpsPerTiB }: Lustre, efaPool: PoolFile | undefined): boolean {
  return efaPool !== undefined && capacityGiB * mbpsPerTiB < LUSTRE.efaCapacityTimesThroughput;
}

/** Data and models on-prem are in the object store. */
function objectStore({ file: { onPrem, datasets, deployments } }: Facts): readonly Finding[] {
  if (!onPrem || onPrem.objectStore) return [];
  const data = datasets.flatMap(({ home, cachedOn }, index) => [
    ...(home === "onPrem" ? [`datasets[${index}].home`] : []),
    ...(cachedOn.includes("onPrem") ? [`datasets[${index}].cachedOn`] : []),
  ]);
  const served = deployments.flatMap(({ side }, index) => (side === "onPrem" ? [`deployments[${index}].side`] : []));
  const [user] = [...data, ...served];
  if (user === undefined) return [];
  return [
    {
      path: ["onPrem"],
      found: `has no objectStore, and ${user} is onPrem`,
      fix: "add objectStore: { external } or { provision }",
    },
  ];
}
