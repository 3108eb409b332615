import { REGIONS } from "./regions";
import { numberOf } from "./table";

const REGION_OF_PREFIX: ReadonlyMap<string, string> = new Map(
  REGIONS.map(({ zonePrefix, name }) => [zonePrefix, name]),
);

/** The region whose zone ids begin with a prefix: `eun1` is `eu-north-1`. The tables of this folder are keyed by it. */
export function regionOfPrefix(prefix: string): string {
  const region = REGION_OF_PREFIX.get(prefix);
  if (region === undefined) throw new Error(`catalog: no region has the zone prefix "${prefix}"`);
  return region;
}

/**
 * Reads zone ids by region from a row such as `eun1:123 use1:46 usgw1:?`: eun1-az1, eun1-az2 and eun1-az3 of
 * eu-north-1, and so on. A question mark says: sold in the region, but no source names the zone.
 */
export function parseZoneIds(row: string): ReadonlyMap<string, readonly string[]> {
  return parseCells(row, ":", (digits, prefix) =>
    digits === "?" ? [] : [...digits].map((digit) => `${prefix}-az${numberOf(digit)}`),
  );
}

/** Reads prices by region from a row such as `use1=1.006 euc1=1.258`, in the unit of the table around it. */
export function parsePrices(row: string): ReadonlyMap<string, number> {
  return parseCells(row, "=", numberOf);
}

function parseCells<Value>(
  row: string,
  separator: string,
  read: (text: string, prefix: string) => Value,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const cell of row.trim().split(/\s+/)) {
    const [prefix = "", text = ""] = cell.split(separator);
    const region = regionOfPrefix(prefix);
    if (values.has(region)) throw new Error(`catalog: "${prefix}" is twice in one row`);
    values.set(region, read(text, prefix));
  }
  return values;
}
