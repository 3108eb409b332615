import { parseCIDR } from "ipaddr.js";
import type { Destination, DestinationNamespace } from "../constructs/traffic";
import { systemNamespace } from "../spec/names";
import { objectStoreEndpoint, ROOK, STORE_PORTS } from "../spec/object-store";
import type { Cloud, OnPrem, Platform } from "../spec/platform";

/** What runs in a namespace may reach. */
export interface Reach {
  readonly destinations: readonly Destination[];
  readonly namespaces: readonly DestinationNamespace[];
}

const ANYWHERE = "0.0.0.0/0";

/** Addresses that no router of the internet knows (RFC 1918, RFC 6598). */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Where the Pod Identity agent of an EKS node gives a pod its AWS identity. */
const POD_IDENTITY_AGENT: Destination = { cidr: "169.254.170.23/32", ports: [80] };

const HTTPS = 443;

/**
 * In the cloud: S3 and what else answers HTTPS outside the platform's networks, and the node's identity agent. S3's gateway endpoint keeps
 * S3's public addresses, which are no range that a policy could name.
 */
export function cloudReach({ onPrem }: Pick<Platform, "onPrem">, { network }: Cloud): Reach {
  const inside = [...(network.vpc === undefined ? [] : [network.vpc]), network.services, ...onPremRanges(onPrem)];
  return {
    destinations: [{ cidr: ANYWHERE, except: [...inside].sort(), ports: [HTTPS] }, POD_IDENTITY_AGENT],
    namespaces: [],
  };
}

/**
 * On-prem: the object store. Runs on restricted data reach it at private addresses only, and never in the cloud's network: an object store
 * elsewhere could be anybody's.
 */
export function onPremReach(platform: Platform, restricted: boolean): Reach {
  const { onPrem, cloud } = platform;
  const store = onPrem?.objectStore;
  const endpoint = objectStoreEndpoint(platform, "onPrem");
  if (!onPrem || !store || endpoint === undefined) return { destinations: [], namespaces: [] };
  if (store.kind !== "external") {
    const namespace = store.kind === "rook-ceph" ? ROOK.namespace : systemNamespace(platform);
    return { destinations: [], namespaces: [{ namespace, ports: [STORE_PORTS[store.kind]] }] };
  }
  const { hostname, port, protocol } = new URL(endpoint);
  const ports = [port === "" ? (protocol === "https:" ? HTTPS : 80) : Number(port)];
  if (/^\d+(\.\d+){3}$/.test(hostname)) return { destinations: [{ cidr: `${hostname}/32`, ports }], namespaces: [] };
  const { pods, services } = onPrem.network;
  const closed = [pods, services, ...(cloud?.network.vpc === undefined ? [] : [cloud.network.vpc])];
  const ranges = restricted ? PRIVATE : [ANYWHERE];
  return {
    destinations: ranges.map((cidr) => ({ cidr, except: closed.filter((one) => covers(cidr, one)).sort(), ports })),
    namespaces: [],
  };
}

function onPremRanges(onPrem: OnPrem | undefined): readonly string[] {
  return onPrem ? [onPrem.network.nodes, onPrem.network.pods, onPrem.network.services] : [];
}

/** Kubernetes takes an exception only where it is a part of its range. */
function covers(range: string, part: string): boolean {
  const [address, length] = parseCIDR(range);
  const [partAddress, partLength] = parseCIDR(part);
  return address.kind() === partAddress.kind() && partLength >= length && partAddress.match(address, length);
}
