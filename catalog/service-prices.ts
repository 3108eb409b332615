import { parsePrices, regionOfPrefix } from "./by-region";
import type { SourceKey } from "./source";

/** What AWS bills besides instances, and the unit of its price. */
export const SERVICE_ITEMS = {
  "eks-cluster": "cluster-hour",
  "eks-extended-support": "cluster-hour, instead of eks-cluster",
  "nat-gateway": "gateway-hour",
  "nat-gateway-data": "GB processed",
  "interface-endpoint": "hour of one endpoint in one zone",
  "interface-endpoint-data": "GB processed",
  "public-ipv4": "address-hour",
  "vpn-connection": "connection-hour",
  "transit-gateway": "attachment-hour",
  "transit-gateway-data": "GB processed",
  "direct-connect-1g": "hour of a dedicated port",
  "direct-connect-10g": "hour of a dedicated port",
  "direct-connect-100g": "hour of a dedicated port",
  "direct-connect-egress": "GB out over the link",
  "internet-egress": "GB out to the internet",
  "zone-transfer": "GB between zones, each direction",
  "region-transfer": "GB to another region",
  "s3-standard": "GB-month",
  "s3-put": "1,000 PUT, COPY, POST or LIST requests",
  "s3-get": "1,000 GET requests",
  "s3-express": "GB-month",
  "s3-express-put": "1,000 PUT requests",
  "s3-express-get": "1,000 GET requests",
  "s3-express-upload": "GB uploaded",
  "s3-express-retrieval": "GB retrieved",
  "lustre-125": "GB-month",
  "lustre-250": "GB-month",
  "lustre-500": "GB-month",
  "lustre-1000": "GB-month",
  "ebs-gp3": "GB-month",
  "kms-key": "key-month",
  "kms-requests": "10,000 requests",
  "logs-ingestion": "GB ingested",
  "logs-storage": "GB-month, compressed",
  "ecr-storage": "GB-month",
  secret: "secret-month",
} as const;

/** Something that AWS bills besides instances. */
export type ServiceItem = keyof typeof SERVICE_ITEMS;

/** A step of a price that falls with quantity. */
export interface PriceTier {
  /**
   * Quantity up to which the price holds, counted from the first unit of the month.
   *
   * @default - no end
   */
  readonly upTo?: number;
  /** USD for one unit. */
  readonly usd: number;
}

/** Price of an item in one region. */
export interface ServiceListPrice {
  readonly item: ServiceItem;
  readonly region: string;
  /** Lowest quantities first; most prices have one tier. */
  readonly tiers: readonly PriceTier[];
  readonly source: SourceKey;
}

/** Flat prices: item, source, and USD by region. */
const FLAT: readonly (readonly [ServiceItem, SourceKey, string])[] = [
  ["eks-cluster", "infracost-eks", "use1=0.10"],
  ["eks-cluster", "unsourced", "euc1=0.10"],
  ["eks-extended-support", "factualminds", "use1=0.60"],
  ["nat-gateway", "infracost", "use1=0.045"],
  ["nat-gateway", "price-list-fixtures", "euc1=0.052"],
  ["nat-gateway-data", "infracost", "use1=0.045"],
  ["nat-gateway-data", "unsourced", "euc1=0.052"],
  ["interface-endpoint", "infracost-endpoints", "use1=0.01"],
  ["interface-endpoint", "price-list-study", "euc1=0.012"],
  ["public-ipv4", "unsourced", "use1=0.005 euc1=0.005"],
  ["vpn-connection", "infracost", "use1=0.05"],
  ["vpn-connection", "unsourced", "euc1=0.05"],
  ["transit-gateway", "infracost", "use1=0.05"],
  ["transit-gateway", "unsourced", "euc1=0.06"],
  ["transit-gateway-data", "infracost", "use1=0.02"],
  ["transit-gateway-data", "unsourced", "euc1=0.02"],
  ["direct-connect-1g", "infracost", "use1=0.30"],
  ["direct-connect-1g", "unsourced", "euc1=0.30 apne1=0.285 apne3=0.285"],
  ["direct-connect-10g", "c3x", "use1=2.25"],
  ["direct-connect-10g", "unsourced", "euc1=2.25 apne1=2.142 apne3=2.142"],
  ["direct-connect-100g", "c3x", "use1=22.50"],
  ["direct-connect-100g", "unsourced", "euc1=22.50"],
  ["direct-connect-egress", "infracost", "use1=0.02"],
  ["direct-connect-egress", "unsourced", "euc1=0.02"],
  ["zone-transfer", "infracost-transfer", "use1=0.01 euc1=0.01"],
  ["region-transfer", "infracost-transfer", "use1=0.02 euc1=0.02 apne1=0.09"],
  ["s3-standard", "infracost", "use1=0.023"],
  ["s3-standard", "price-list-fixtures", "euc1=0.0245"],
  ["s3-put", "infracost", "use1=0.005"],
  ["s3-put", "unsourced", "euc1=0.0054"],
  ["s3-get", "infracost", "use1=0.0004"],
  ["s3-get", "unsourced", "euc1=0.00043"],
  ["s3-express", "s3-faq", "use1=0.11"],
  ["s3-express-put", "s3-faq", "use1=0.00113"],
  ["s3-express-get", "s3-faq", "use1=0.00003"],
  ["s3-express-upload", "s3-faq", "use1=0.0032"],
  ["s3-express-retrieval", "s3-faq", "use1=0.0006"],
  ["lustre-125", "c3x", "use1=0.145"],
  ["lustre-125", "price-list-storage", "apse1=0.177"],
  ["lustre-125", "unsourced", "euc1=0.17"],
  ["lustre-250", "unsourced", "use1=0.21"],
  ["lustre-500", "unsourced", "use1=0.34"],
  ["lustre-1000", "unsourced", "use1=0.60"],
  ["ebs-gp3", "infracost", "use1=0.08"],
  ["ebs-gp3", "price-list-fixtures", "euc1=0.0952"],
  ["kms-key", "infracost", "use1=1.00"],
  ["kms-key", "unsourced", "euc1=1.00"],
  ["kms-requests", "infracost", "use1=0.03"],
  ["kms-requests", "unsourced", "euc1=0.03"],
  ["logs-ingestion", "infracost", "use1=0.50"],
  ["logs-ingestion", "unsourced", "euc1=0.63"],
  ["logs-storage", "infracost", "use1=0.03"],
  ["logs-storage", "unsourced", "euc1=0.0324"],
  ["ecr-storage", "infracost", "use1=0.10"],
  ["ecr-storage", "unsourced", "euc1=0.10"],
  ["secret", "infracost", "use1=0.40"],
  ["secret", "unsourced", "euc1=0.40"],
];

/** Upper ends of the tiers of internet egress, in GB of 1,024 a TB: 10, 50 and 150 TB a month. */
const EGRESS_ENDS = [10_240, 51_200, 153_600];

/** Upper ends of the tiers of interface endpoints, in GB: 1 and 5 PB a month. */
const ENDPOINT_ENDS = [1_048_576, 5_242_880];

/** Prices that fall with quantity: item, source, regions by zone prefix, upper ends, USD of each tier. */
const TIERED: readonly (readonly [ServiceItem, SourceKey, string, readonly number[], readonly number[]])[] = [
  ["interface-endpoint-data", "infracost-endpoints", "use1", ENDPOINT_ENDS, [0.01, 0.006, 0.004]],
  // the source has the second and third tier; the first is not sourced.
  ["interface-endpoint-data", "unsourced", "euc1", ENDPOINT_ENDS, [0.01, 0.006, 0.004]],
  ["internet-egress", "infracost-transfer", "use1 use2 usw2 euw1 eun1", EGRESS_ENDS, [0.09, 0.085, 0.07, 0.05]],
  ["internet-egress", "unsourced", "euc1", EGRESS_ENDS, [0.09, 0.085, 0.07, 0.05]],
  ["internet-egress", "infracost-transfer", "apne1", EGRESS_ENDS, [0.114, 0.089, 0.086, 0.084]],
];

const flat = FLAT.flatMap(([item, source, row]) =>
  [...parsePrices(row)].map(([region, usd]) => ({ item, source, region, tiers: [{ usd }] })),
);

const tiered = TIERED.flatMap(([item, source, prefixes, ends, usd]) =>
  prefixes.split(" ").map((prefix) => ({
    item,
    source,
    region: regionOfPrefix(prefix),
    tiers: usd.map((price, index) => ({ upTo: ends[index], usd: price })),
  })),
);

/** Every price of a service item: list price, without tax, no free allowance. */
export const SERVICE_PRICES: readonly ServiceListPrice[] = [...flat, ...tiered];
