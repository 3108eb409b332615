import { formatPath, type Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { CloudFile, CloudPoolFile } from "../schema/platform-file";
import { addressesNeeded, RESERVED_ADDRESSES, subnetPlan, usableAddresses, VPC_PREFIX } from "../subnets";
import { listed } from "./wording";

/** Whether nodes find room in the subnets, and a subnet at all. */
export const SUBNET_RULES: readonly Rule[] = [
  { id: "subnet-too-small", severity: "error", needs: ["cloud.pools", "cloud.network"], check: tooSmall },
  { id: "existing-subnets", severity: "error", needs: [], check: existingSubnets },
];

/** A pool's share of a zone. */
interface Share {
  readonly pool: string;
  readonly path: Path;
  readonly addresses: number;
}

function tooSmall({ file, catalog, isLater }: Facts): readonly Finding[] {
  const { cloud } = file;
  const vpc = cloud?.network.vpc;
  if (!cloud || vpc === undefined) return [];
  const prefix = Number(vpc.split("/")[1]);
  if (prefix < VPC_PREFIX.shortest || prefix > VPC_PREFIX.longest) return [];
  return zonesOf(cloud).flatMap((zone): Finding[] => {
    const subnet = nodeSubnet(vpc, zone);
    if (subnet === undefined) return [];
    const shares = cloud.pools.flatMap((pool, index): Share[] => {
      const instanceType = catalog.instanceType(pool.instanceType);
      const zones = zonesOfPool(pool);
      if (!instanceType || !zones.includes(zone)) return [];
      // nodes of a pool that spans zones are spread over them; the node more that replaces one may have to wait.
      const maxNodes = Math.ceil(pool.maxNodes / zones.length) - 1;
      const path = ["cloud", "pools", index, "maxNodes"];
      return [{ pool: pool.name, path, addresses: addressesNeeded({ instanceType, maxNodes }) }];
    });
    const needed = shares.reduce((sum, { addresses }) => sum + addresses, 0);
    const room = usableAddresses(subnet) - RESERVED_ADDRESSES;
    if (needed <= room) return [];
    const parts = largest(shares);
    const last = [["cloud", "network", "vpc"], ...shares.map(({ path }) => path)].reduce((late, path) =>
      isLater(path, late) ? path : late,
    );
    const other = formatPath(last) === "cloud.network.vpc" ? "" : ` of cloud.network.vpc ${vpc}`;
    return [
      {
        path: last,
        found: `needs more addresses than ${zone} has: pools take ${needed} (${parts}), its part ${subnet}${other} leaves ${Math.max(0, room)}`,
        fix: wideEnough(needed, prefix),
      },
    ];
  });
}

/** The shares that matter most; a platform of hundreds of pools would fill the screen. */
function largest(shares: readonly Share[]): string {
  const most = 6;
  const words = (some: readonly Share[]) => some.map(({ pool, addresses }) => `${pool} ${addresses}`);
  if (shares.length <= most + 1) return listed(words(shares));
  const sorted = [...shares].sort((a, b) => b.addresses - a.addresses);
  return listed([...words(sorted.slice(0, most)), `${shares.length - most} more pools`]);
}

function wideEnough(needed: number, prefix: number): string {
  const wider = Array.from({ length: prefix - VPC_PREFIX.shortest }, (_, index) => prefix - 1 - index).find(
    (candidate) => needed <= usableAddresses(`10.0.0.0/${candidate + 3}`) - RESERVED_ADDRESSES,
  );
  return wider === undefined
    ? "lower maxNodes, or spread the pools over more zones"
    : `use a VPC range of /${wider} or wider, lower maxNodes, or spread the pools over more zones`;
}

function nodeSubnet(vpc: string, zone: string): string | undefined {
  try {
    return subnetPlan(vpc, [zone]).get(zone)?.nodes;
  } catch (error) {
    // a zone without a slot is no zone of any region: another rule says so.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function zonesOfPool({ zone, zones = [] }: CloudPoolFile): readonly string[] {
  return zone === undefined ? zones : [zone];
}

function zonesOf(cloud: CloudFile): readonly string[] {
  return [...new Set(cloud.pools.flatMap(zonesOfPool))].sort();
}

/** A VPC that exists already must have a subnet wherever the file puts something. */
function existingSubnets({ file }: Facts): readonly Finding[] {
  const { cloud } = file;
  const existing = cloud?.network.existing;
  if (!cloud || !existing) return [];
  const path = ["cloud", "network", "existing", "privateSubnetIds"];
  const subnets = Object.entries(existing.privateSubnetIds);
  const users: readonly (readonly [zone: string, user: Path])[] = [
    ...cloud.zones.map((zone, index) => [zone, ["cloud", "zones", index]] as const),
    ...cloud.pools.flatMap((pool, index) =>
      zonesOfPool(pool).map((zone) => [zone, ["cloud", "pools", index]] as const),
    ),
    ...(cloud.storage?.lustre ? [[cloud.storage.lustre.zone, ["cloud", "storage", "lustre", "zone"]] as const] : []),
  ];
  const missing = [...new Set(users.map(([zone]) => zone))].filter((zone) => !(zone in existing.privateSubnetIds));
  return [
    ...missing.map((zone) => ({
      path,
      found: `has no subnet in ${zone}, where ${formatPath(users.find(([one]) => one === zone)?.[1] ?? [])} is`,
      fix: `add ${zone}: subnet-…`,
    })),
    ...subnets.flatMap(([zone, id], index): Finding[] => {
      const first = subnets.findIndex(([, other]) => other === id);
      if (first === index) return [];
      return [
        {
          path: [...path, zone],
          found: `${id} is also the subnet of ${subnets[first]?.[0]}`,
          fix: "name the subnet of that zone: a subnet is in one zone",
        },
      ];
    }),
  ];
}
