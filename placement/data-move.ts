import { serviceCost, servicePrice } from "../catalog/prices";
import type { ServiceItem } from "../catalog/service-prices";
import type { Dataset, Platform, Run, Side } from "../spec/platform";
import { storesMeetOverLink } from "../spec/store-endpoint";

/** Megabits a second between the sides' stores where no link carries them: over the internet. */
export const INTERNET_MBPS = 1000;
/** Months over whose starts a copy that is kept (`cachedOn`) is spread. */
export const CACHE_MONTHS = 12;
/** GiB of one object or part of one, which takes one request; the file does not say how many objects a dataset has. */
export const PART_GIB = 64 / 1024;

/** What one start of a run moves to a side. */
export interface DataMove {
  /** GiB, those of kept copies divided by the starts that they serve. */
  readonly gib: number;
  /** Hours at the link's full speed. */
  readonly hours: number;
  /** USD of egress and requests. */
  readonly usd: number;
  /** Datasets that move. */
  readonly datasets: readonly string[];
}

/** Megabits a second between the sides' stores: the link carries what goes to and from S3 by the endpoint that on-prem has there. */
export function linkMbps({ cloud }: Pick<Platform, "cloud">): number {
  return cloud && cloud.link.kind !== "none" ? cloud.link.mbps : INTERNET_MBPS;
}

/** Data that one start of a run moves to a side: datasets whose home is the other. A copy kept there is moved once. */
export function dataMove(platform: Platform, run: Run, side: Side): DataMove {
  const away = platform.datasets.filter(({ name, home }) => run.datasets.includes(name) && home !== side);
  const sizes = away.map((dataset) => gibPerStart(platform, dataset, side));
  const gib = sizes.reduce((sum, each) => sum + each, 0);
  const hours = (gib * 2 ** 30 * 8) / (linkMbps(platform) * 1e6) / 3600;
  return { gib, hours, usd: moveUsd(platform, gib, side), datasets: away.map(({ name }) => name) };
}

function gibPerStart({ runs }: Platform, { name, sizeGiB, cachedOn }: Dataset, side: Side): number {
  if (!cachedOn.includes(side)) return sizeGiB;
  const starts = runs.reduce((sum, run) => sum + (run.datasets.includes(name) ? run.timesPerMonth : 0), 0);
  return sizeGiB / Math.max(1, starts * CACHE_MONTHS);
}

/** What data that moves to a side is billed as: requests first, then each GB. Data into AWS is free; a VPN's data out is billed as the internet's. */
export function moveItems(
  platform: Pick<Platform, "onPrem" | "cloud">,
  side: Side,
): readonly [ServiceItem, ...ServiceItem[]] | readonly [] {
  const { cloud } = platform;
  if (!cloud) return [];
  const endpoint = storesMeetOverLink(platform) ? (["interface-endpoint-data"] as const) : [];
  return side === "cloud"
    ? ["s3-put", ...endpoint]
    : ["s3-get", cloud.link.kind === "directConnect" ? "direct-connect-egress" : "internet-egress", ...endpoint];
}

/** A GiB here is what AWS bills as a GB. */
function moveUsd(platform: Platform, gib: number, side: Side): number {
  const { cloud, prices } = platform;
  if (!cloud || gib === 0) return 0;
  return moveItems(platform, side)
    .map((item, index) =>
      serviceCost(servicePrice(item, cloud.region.name, prices), index === 0 ? gib / PART_GIB / 1000 : gib),
    )
    .reduce((sum, usd) => sum + usd, 0);
}
