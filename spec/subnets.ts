import ipaddr from "ipaddr.js";
import type { InstanceType } from "../catalog/instance-types";
import type { SubnetPurpose } from "./names";

/**
 * Zone letters that have a slot. No region has more zones than six.
 *
 * The letter picks the slot, never the order in a file: a zone that is added or removed moves no other's range.
 */
export const ZONE_LETTERS = ["a", "b", "c", "d", "e", "f"] as const;

/** Longest and shortest prefix of a VPC: below /22 the smallest parts would be smaller than the /28 that AWS allows. */
export const VPC_PREFIX = { shortest: 16, longest: 22 } as const;

/** A zone's parts of the VPC, in CIDR form. */
export type ZoneSubnets = Readonly<Record<SubnetPurpose, string>>;

/** Addresses of a subnet that AWS keeps for itself. */
const KEPT_BY_AWS = 5;

/**
 * Addresses of a zone's node subnet that pools cannot have: interface endpoints, half of the system nodes with their pods, and
 * the interfaces of a Lustre file system.
 */
export const RESERVED_ADDRESSES = 64;

/** What the CNI holds ready on each node. Its own default is a whole interface more, up to 50 addresses on the largest types. */
export const CNI_ADDRESSES = { warm: 2, minimum: 10 } as const;

/**
 * The VPC range in fixed parts: eighths 0 to 5 are the node subnets of zones a to f, eighth 6 is cut in eight for the control
 * plane's interfaces and eighth 7 for the NAT gateways.
 *
 * @throws RangeError where the range is not /16 to /22, or a zone's letter has no slot
 */
export function subnetPlan(vpcCidr: string, zones: readonly string[]): ReadonlyMap<string, ZoneSubnets> {
  const [network, prefix] = ipaddr.IPv4.parseCIDR(vpcCidr);
  if (prefix < VPC_PREFIX.shortest || prefix > VPC_PREFIX.longest)
    throw new RangeError(`the VPC range must be /${VPC_PREFIX.shortest} to /${VPC_PREFIX.longest}, got ${vpcCidr}`);
  const part = (slot: number, bits: number) => partOf(network, prefix, slot, bits);
  return new Map(
    zones.map((zone) => {
      const slot = zoneSlot(zone);
      if (slot === undefined)
        throw new RangeError(`a zone must end in a letter from a to f to have a part of the VPC, got "${zone}"`);
      const parts = { nodes: part(slot, 3), "control-plane": part(6 * 8 + slot, 6), public: part(7 * 8 + slot, 6) };
      return [zone, parts];
    }),
  );
}

/** A zone's place among the letters, or undefined where it has none. */
export function zoneSlot(zone: string): number | undefined {
  const slot = ZONE_LETTERS.findIndex((letter) => zone.endsWith(letter));
  return slot === -1 ? undefined : slot;
}

/** Addresses that machines can have in a subnet. */
export function usableAddresses(cidr: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  return Math.max(0, 2 ** (32 - prefix) - KEPT_BY_AWS);
}

/** What a pool's addresses follow from. */
export interface AddressedPool {
  readonly instanceType: Pick<InstanceType, "gpus" | "vCpus" | "maxInterfaces" | "ipv4PerInterface" | "networkCards">;
  readonly maxNodes: number;
}

/**
 * Most pods on one node: `kubelet.maxPods` of its node class.
 *
 * A GPU node runs a few large pods beside the daemons; a CPU node one pod a vCPU. Never more than its interfaces have addresses for.
 */
export function podsPerNode(instanceType: AddressedPool["instanceType"]): number {
  const wanted = instanceType.gpus > 0 ? 32 : Math.min(110, Math.max(32, instanceType.vCpus + 16));
  return Math.min(wanted, podInterfaces(instanceType) * (instanceType.ipv4PerInterface - 1));
}

/**
 * Addresses that a pool takes with every node up and one more beside them, as when a node is replaced.
 *
 * An EFA pool counts like any other: its further interfaces are `efa-only`, which have no address.
 */
export function addressesNeeded(pool: AddressedPool): number {
  const { instanceType, maxNodes } = pool;
  const pods = podsPerNode(instanceType);
  const interfaces = Math.ceil((pods + CNI_ADDRESSES.warm) / (instanceType.ipv4PerInterface - 1));
  return (maxNodes + 1) * (interfaces + pods + CNI_ADDRESSES.warm);
}

/** Interfaces that carry pods: those of the first network card. */
function podInterfaces({ maxInterfaces, networkCards }: AddressedPool["instanceType"]): number {
  return Math.max(1, Math.floor(maxInterfaces / networkCards));
}

function partOf(network: ipaddr.IPv4, prefix: number, slot: number, bits: number): string {
  const size = 2 ** (32 - prefix - bits);
  const start = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0) + slot * size;
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix + bits}`;
}

/**
 * Zones that EKS wants for its control plane. It refuses to change them later, so a cluster is told no more than it must be.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const CONTROL_PLANE_ZONES = 2;

/** Zones of the control plane, sorted: the first of the file, so that a zone added at its end changes none. */
export function controlPlaneZones(zones: readonly string[]): readonly string[] {
  return zones.slice(0, CONTROL_PLANE_ZONES).sort();
}

/** Zones with a NAT gateway, and with it an address that others see, sorted: the first of the file, or each that has nodes. */
export function natZones(
  egress: "nat" | "natPerZone" | "none",
  zones: readonly string[],
  zonesOfNodes: readonly string[],
): readonly string[] {
  return { nat: zones.slice(0, 1), natPerZone: zonesOfNodes, none: [] }[egress];
}

/** Zones that need a part of the VPC for nodes, sorted: the platform's, every pool's and Lustre's. */
export function nodeZones(cloud: {
  readonly zones: readonly string[];
  readonly pools: readonly { readonly zones: readonly string[] }[];
  readonly storage: { readonly lustre?: { readonly zone: string } };
}): readonly string[] {
  const { zones, pools, storage } = cloud;
  const all = [...zones, ...pools.flatMap((pool) => pool.zones), ...(storage.lustre ? [storage.lustre.zone] : [])];
  return [...new Set(all)].sort();
}
