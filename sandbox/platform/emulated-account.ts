import type { Cloud, CloudPool, Platform } from "../../spec/platform";
import type { EmulatedConnection, EmulatedNetwork, EmulatedReservation } from "../aws/emulator-control";

/** What a platform file takes for given in AWS, so that it must be there before the first state. */
export interface EmulatedAccount {
  readonly account: string;
  readonly region: string;
  /**
   * Bucket of the Terraform state, which a team makes beforehand.
   *
   * @default - none: state is in files
   */
  readonly stateBucket?: { readonly name: string; readonly region: string };
  /** The only instance types on offer: Karpenter keeps each in memory. */
  readonly instanceTypes: readonly string[];
  readonly reservations: readonly EmulatedReservation[];
  readonly networks: readonly EmulatedNetwork[];
  readonly connections: readonly EmulatedConnection[];
}

/** Types that the platform's own node groups use, and one of each size for what is added by hand. */
const USUAL_TYPES = ["m7i.large", "m7i.xlarge", "m7i.2xlarge"] as const;

/** The account that a platform's cloud side meets; undefined where it has none. */
export function emulatedAccount({ cloud, state }: Platform): EmulatedAccount | undefined {
  if (!cloud) return undefined;
  return {
    account: cloud.account,
    region: cloud.region.name,
    ...(state.main.kind === "s3" && { stateBucket: { name: state.main.bucket, region: state.main.region } }),
    instanceTypes: [...new Set([...USUAL_TYPES, ...cloud.pools.map(({ instanceType }) => instanceType.name)])].sort(),
    reservations: cloud.pools.flatMap(reservationsOf),
    networks: networksOf(cloud),
    connections: cloud.link.kind === "directConnect" ? [{ id: cloud.link.connectionId }] : [],
  };
}

/** As large as the pool may be, in its first zone. */
function reservationsOf({ capacity, instanceType, zones, maxNodes }: CloudPool): readonly EmulatedReservation[] {
  return capacity.flatMap((one) => {
    if (one.kind !== "reservation" && one.kind !== "capacityBlock") return [];
    const reservation = { id: one.id, instanceType: instanceType.name, zone: zones[0] ?? "", count: maxNodes };
    return [one.kind === "capacityBlock" ? { ...reservation, block: true, endsAt: one.endsAt } : reservation];
  });
}

/** The file names an existing VPC by ids alone: its ranges are made up. */
function networksOf({ network: { existing } }: Cloud): readonly EmulatedNetwork[] {
  if (!existing) return [];
  const subnets = Object.entries(existing.privateSubnetIds).map(([zone, id], index) => [
    zone,
    { id, cidr: `10.0.${index * 32}.0/19` },
  ]);
  return [{ vpcId: existing.vpcId, cidr: "10.0.0.0/16", subnets: Object.fromEntries(subnets) }];
}
