import { INSTANCE_TYPES } from "../catalog/instance-types";
import { instancePrice, serviceCost, servicePrice } from "../catalog/prices";
import { SERVICE_ITEMS, type ServiceItem } from "../catalog/service-prices";
import type { Cloud, Platform } from "../spec/platform";
import { privateServices } from "../spec/private-services";
import { storesMeetOverLink } from "../spec/store-endpoint";
import type { CostLine, UsedPrice } from "./cost-line";
import { dataMove, moveItems } from "./data-move";
import { placeRun } from "./place-run";
import { HOURS_A_MONTH } from "./pool-cost";

/** What AWS bills besides pools, with the prices used. */
export interface ServiceCosts {
  readonly lines: readonly CostLine[];
  readonly prices: readonly UsedPrice[];
  readonly notPriced: readonly string[];
}

/** Nodes of the control plane's own group, as `constructs/system-node-group.ts` makes them by default. */
const SYSTEM = { type: "m7i.xlarge", fewest: 2, most: 4, diskGib: 100 } as const;

/** Keys of data, of logs and of the cluster's secrets. */
const KMS_KEYS = 3;

/** The services of the cloud side; nothing without one. */
export function serviceCosts(platform: Platform): ServiceCosts {
  const { cloud } = platform;
  if (!cloud) return { lines: [], prices: [], notPriced: [] };
  const items = quantities(platform, cloud);
  const known = items.map(({ item, quantity }) => ({
    item,
    quantity,
    price: servicePrice(item, cloud.region.name, platform.prices),
  }));
  const system = systemNodes(cloud, platform.prices);
  return {
    lines: [
      ...known.map(({ item, quantity, price }) => line(item, serviceCost(price, quantity))),
      ...system.lines,
      ...moves(platform),
    ],
    prices: [
      ...[...items.map(({ item }) => item), ...movedItems(platform)].map((item) => usedPrice(item, platform, cloud)),
      ...system.prices,
    ],
    notPriced: [
      ...system.notPriced,
      "NAT data, traffic between zones, disks of pools, logs, requests of keys, image caches, load balancers",
      "requests and egress of served models, checkpoints and model versions; Direct Connect's port; taxes, discounts and support",
      ...(cloud.storage.expressZone === undefined
        ? []
        : ["the S3 Express One Zone bucket: its size is not in the file"]),
      "extended support of an EKS version past its end",
    ],
  };
}

function usedPrice(item: ServiceItem, { prices }: Platform, cloud: Cloud): UsedPrice {
  const { tiers, asOf, source, assumed } = servicePrice(item, cloud.region.name, prices);
  return {
    item,
    usd: tiers[0]?.usd ?? 0,
    per: SERVICE_ITEMS[item],
    asOf,
    source,
    ...caveat(assumed, source, cloud, tiers.length),
  };
}

function caveat(assumed: boolean, source: string, { region }: Cloud, tiers: number): Pick<UsedPrice, "caveat"> {
  const said = [
    ...(tiers > 1 ? ["the first tier; it falls with quantity"] : []),
    ...(assumed ? [`no price of ${region.name} here: us-east-1's stands in`] : []),
    ...(source === "unsourced" ? ["not sourced"] : []),
  ];
  return said.length === 0 ? {} : { caveat: said.join("; ") };
}

function quantities(platform: Platform, cloud: Cloud): { item: ServiceItem; quantity: number }[] {
  const { link, storage, zones, natZones } = cloud;
  const stored = platform.datasets
    .filter(({ home, cachedOn }) => home === "cloud" || cachedOn.includes("cloud"))
    .reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const { lustre } = storage;
  const peers = link.kind === "vpn" ? link.peers.length : 0;
  const endpoints = privateServices(platform).length + (storesMeetOverLink(platform) ? 1 : 0);
  const all: { item: ServiceItem; quantity: number }[] = [
    { item: "eks-cluster", quantity: HOURS_A_MONTH },
    { item: "nat-gateway", quantity: natZones.length * HOURS_A_MONTH },
    { item: "public-ipv4", quantity: natZones.length * HOURS_A_MONTH },
    { item: "interface-endpoint", quantity: endpoints * zones.length * HOURS_A_MONTH },
    { item: "vpn-connection", quantity: peers * HOURS_A_MONTH },
    // AWS keeps the keys of a connection's two tunnels in one secret.
    { item: "secret", quantity: peers },
    { item: "kms-key", quantity: KMS_KEYS },
    { item: "ebs-gp3", quantity: SYSTEM.fewest * SYSTEM.diskGib },
    { item: "s3-standard", quantity: stored },
    ...(lustre ? [{ item: `lustre-${lustre.mbpsPerTiB}` as ServiceItem, quantity: lustre.capacityGiB }] : []),
  ];
  return all.filter(({ quantity }) => quantity > 0);
}

function line(what: string, usd: number): CostLine {
  return { side: "cloud", what, idleUsd: usd, expectedUsd: usd, worstUsd: usd };
}

function systemNodes({ region }: Cloud, own: Platform["prices"]): ServiceCosts {
  const type = INSTANCE_TYPES.find(({ name }) => name === SYSTEM.type);
  const price = type && instancePrice(type, region.name, "onDemand", own);
  if (!price)
    return { lines: [], prices: [], notPriced: [`system nodes: no price of ${SYSTEM.type} in ${region.name}`] };
  const usd = (nodes: number) => nodes * price.usdPerHour * HOURS_A_MONTH;
  const { asOf, source } = price;
  return {
    lines: [
      {
        side: "cloud",
        what: "system nodes",
        idleUsd: usd(SYSTEM.fewest),
        expectedUsd: usd(SYSTEM.fewest),
        worstUsd: usd(SYSTEM.most),
      },
    ],
    prices: [{ item: SYSTEM.type, usd: price.usdPerHour, per: "node-hour", asOf, source }],
    notPriced: [],
  };
}

/** What the declared runs move between the sides in a month; each start is counted from the first tier of egress. */
function moves(platform: Platform): CostLine[] {
  const usd = platform.runs.reduce((sum, run) => {
    const side = placeRun(platform, run).place?.side;
    return side === undefined ? sum : sum + dataMove(platform, run, side).usd * run.timesPerMonth;
  }, 0);
  return usd === 0 ? [] : [{ side: "cloud", what: "data moved for runs", idleUsd: 0, expectedUsd: usd, worstUsd: usd }];
}

/** Items that data which moves for runs is billed as. */
function movedItems(platform: Platform): readonly ServiceItem[] {
  const sides = platform.runs.flatMap((run) => {
    const side = placeRun(platform, run).place?.side;
    return side !== undefined && dataMove(platform, run, side).gib > 0 ? [side] : [];
  });
  const items = (["cloud", "onPrem"] as const)
    .filter((side) => sides.includes(side))
    .flatMap((side) => moveItems(platform, side));
  return [...new Set(items)];
}
