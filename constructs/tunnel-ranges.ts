import { createHash } from "node:crypto";

/**
 * Where tunnels have their inside addresses: a part of the link-local range that AWS keeps nothing of.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpnTunnelOptionsSpecification.html
 */
const BASE = { prefix: "169.254", firstThird: 64, slots: 4096 } as const;

/** The inside ranges of a device's two tunnels. */
export type TunnelRanges = readonly [first: string, second: string];

/**
 * A /30 for each tunnel to each device, so that a router can be configured before the connection is there.
 *
 * A device's ranges follow from its address, never from its place in a list; only where two fall on one slot, the later address moves on.
 */
export function tunnelRanges(devices: readonly string[]): ReadonlyMap<string, TunnelRanges> {
  const taken = new Set<number>();
  return new Map(
    [...new Set(devices)]
      .sort()
      .map((device) => [device, [range(free(`${device} first`, taken)), range(free(`${device} second`, taken))]]),
  );
}

function free(tunnel: string, taken: Set<number>): number {
  let slot = createHash("sha256").update(tunnel).digest().readUInt16BE(0) % BASE.slots;
  while (taken.has(slot)) slot = (slot + 1) % BASE.slots;
  taken.add(slot);
  return slot;
}

function range(slot: number): string {
  const last = slot * 4;
  return `${BASE.prefix}.${BASE.firstThird + Math.floor(last / 256)}.${last % 256}/30`;
}
