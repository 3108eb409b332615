import { CATALOG } from "../../catalog/catalog";
import { EU_MEMBERS, ISO_COUNTRIES, REGIONS } from "../../catalog/regions";

test.each([
  ["eu-north-1", "SE", "aws", true],
  ["eu-central-1", "DE", "aws", true],
  ["eu-west-1", "IE", "aws", true],
  ["eu-west-3", "FR", "aws", true],
  ["eu-south-1", "IT", "aws", true],
  ["eu-south-2", "ES", "aws", true],
  ["eu-west-2", "GB", "aws", false],
  ["eu-central-2", "CH", "aws", false],
  ["eusc-de-east-1", "DE", "aws-eusc", true],
  ["us-east-1", "US", "aws", false],
  ["us-gov-west-1", "US", "aws-us-gov", false],
  ["ap-east-1", "HK", "aws", false],
  ["cn-north-1", "CN", "aws-cn", false],
])("%s is in %s, partition %s", (name, jurisdiction, partition, inEu) => {
  expect(CATALOG.region(name)).toMatchObject({ jurisdiction, partition });
  expect(EU_MEMBERS.has(jurisdiction)).toBe(inEu);
});

test("regions are in countries that ISO 3166-1 lists", () => {
  expect(REGIONS.filter(({ jurisdiction }) => !ISO_COUNTRIES.has(jurisdiction))).toEqual([]);
});

test("regions have names, prefixes and zones of their own", () => {
  for (const key of ["name", "zonePrefix"] as const) {
    expect(new Set(REGIONS.map((region) => region[key])).size).toBe(REGIONS.length);
  }
  const zones = REGIONS.flatMap((region) => region.zones);
  const zoneIds = REGIONS.flatMap((region) => region.zoneIds);
  expect(new Set(zones).size).toBe(zones.length);
  expect(new Set(zoneIds).size).toBe(zoneIds.length);
  expect(REGIONS.filter(({ zones: names }) => names.length < 3)).toEqual([]);
});

test("zones are written as AWS writes them", () => {
  expect(CATALOG.region("ca-central-1")).toMatchObject({
    zones: ["ca-central-1a", "ca-central-1b", "ca-central-1d"],
    zoneIds: ["cac1-az1", "cac1-az2", "cac1-az4"],
  });
  // accounts see two of the three, and three of the four.
  expect(CATALOG.region("us-west-1")?.zones).toEqual(["us-west-1a", "us-west-1b", "us-west-1c"]);
  expect(CATALOG.region("ap-northeast-1")?.zones).toHaveLength(4);
});

test("the European Union has its 27 members, by ISO code", () => {
  expect(EU_MEMBERS.size).toBe(27);
  expect([...EU_MEMBERS].filter((code) => !ISO_COUNTRIES.has(code))).toEqual([]);
  expect(["GB", "CH", "NO", "EL", "EU"].filter((code) => EU_MEMBERS.has(code))).toEqual([]);
});

test("countries are the codes that the runtime's own list names, 249 of them", () => {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  expect(ISO_COUNTRIES.size).toBe(249);
  expect([...ISO_COUNTRIES].filter((code) => !/^[A-Z]{2}$/.test(code) || names.of(code) === undefined)).toEqual([]);
  expect(["UK", "EU", "XK", "de", "ZZ"].filter((code) => ISO_COUNTRIES.has(code))).toEqual([]);
});
