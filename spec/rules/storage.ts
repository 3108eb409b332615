import type { Catalog } from "../../catalog/catalog";
import { isLustreCapacity, LUSTRE, nearestLustreGiB, smallestLustreGiB } from "../../catalog/lustre";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { CloudFile } from "../schema/platform-file";
import { listed } from "./wording";

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
    check: lustreRule(({ zone }, { pools, region }, catalog) => {
      const zones = [...new Set(pools.flatMap((pool) => pool.zone ?? []))].sort();
      // a zone of another region has a problem of its own.
      const isKnown = catalog.region(region)?.zones.includes(zone) ?? false;
      if (!isKnown || zones.includes(zone)) return [];
      return [
        {
          path: [...PATH, "zone"],
          found: `${zone} is the zone of no single-zone pool: nothing would be near the file system`,
          fix: zones.length > 0 ? `use ${listed(zones)}` : "give a pool one zone, or remove lustre",
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
  const beside = cloud.pools.find(
    (pool) => pool.zone === zone && catalog.instanceType(pool.instanceType)?.efaInterfaces,
  );
  const product = capacityGiB * mbpsPerTiB;
  const known = (LUSTRE.mbpsPerTiB as readonly number[]).includes(mbpsPerTiB) && isLustreCapacity(capacityGiB);
  if (!beside || !known || product >= LUSTRE.efaCapacityTimesThroughput) return [];
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
