import { ISO_COUNTRIES, type Region } from "../../catalog/regions";
import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { PlatformFile } from "../schema/platform-file";
import { CONTROL_PLANE_ZONES } from "../subnets";
import { counted, knownOr, quoted } from "./wording";

/** Codes that people write for countries whose ISO code is another. */
const MISTAKEN: ReadonlyMap<string, string> = new Map([
  ["UK", "GB"],
  ["EL", "GR"],
]);

/** Places: regions, zones, countries. */
export const REGION_RULES: readonly Rule[] = [
  {
    id: "unknown-region",
    severity: "error",
    needs: [],
    check: ({ file, catalog }) =>
      regionsNamed(file)
        .filter(({ region }) => !catalog.region(region))
        .map(({ region, path }) => ({
          path,
          found: `${quoted(region)} is not a region of AWS`,
          fix: knownOr(region, catalog.regionNames, "write a region such as eu-north-1"),
        })),
  },
  { id: "unknown-zone", severity: "error", needs: [], check: unknownZones },
  {
    id: "control-plane-zones",
    severity: "error",
    needs: [],
    check: ({ file }) => {
      const zones = new Set(file.cloud?.zones ?? []);
      if (!file.cloud || zones.size >= CONTROL_PLANE_ZONES) return [];
      return [
        {
          path: ["cloud", "zones"],
          found: `has ${counted(zones.size, "zone")}: EKS puts its control plane in at least ${CONTROL_PLANE_ZONES}`,
          fix: "add a zone of the region",
        },
      ];
    },
  },
  { id: "unknown-country", severity: "error", needs: [], check: unknownCountries },
];

function regionsNamed({ state, cloud, instanceTypes }: PlatformFile): readonly { region: string; path: Path }[] {
  return [
    ...(state.s3 ? [{ region: state.s3.region, path: ["state", "s3", "region"] }] : []),
    ...(cloud ? [{ region: cloud.region, path: ["cloud", "region"] }] : []),
    ...instanceTypes.flatMap(({ zoneIds, usdPerHour }, index) =>
      Object.entries({ zoneIds, usdPerHour }).flatMap(([key, byRegion]) =>
        Object.keys(byRegion).map((region) => ({ region, path: ["instanceTypes", index, key, region] })),
      ),
    ),
  ];
}

function unknownZones({ file, catalog }: Facts): readonly Finding[] {
  const { cloud } = file;
  const region = cloud && catalog.region(cloud.region);
  if (!cloud || !region) return [];
  const { storage } = cloud;
  const named: readonly (readonly [string, Path])[] = [
    ...cloud.zones.map((zone, index) => [zone, ["cloud", "zones", index]] as const),
    ...Object.keys(cloud.network.existing?.privateSubnetIds ?? {}).map(
      (zone) => [zone, ["cloud", "network", "existing", "privateSubnetIds", zone]] as const,
    ),
    ...cloud.pools.flatMap(({ zone, zones = [] }, index) => [
      ...(zone === undefined ? [] : [[zone, ["cloud", "pools", index, "zone"]] as const]),
      ...zones.map((one, at) => [one, ["cloud", "pools", index, "zones", at]] as const),
    ]),
    ...(storage?.lustre ? [[storage.lustre.zone, ["cloud", "storage", "lustre", "zone"]] as const] : []),
  ];
  const zoneId = storage?.expressZone;
  return [
    ...named.flatMap(([zone, path]) => notOf(region, zone, region.zones, "a zone", path)),
    ...(zoneId === undefined
      ? []
      : notOf(region, zoneId, region.zoneIds, "a zone id", ["cloud", "storage", "expressZone"])),
  ];
}

function notOf(region: Region, value: string, known: readonly string[], what: string, path: Path): readonly Finding[] {
  if (known.includes(value)) return [];
  return [{ path, found: `${quoted(value)} is not ${what} of ${region.name}`, fix: `use one of ${known.join(", ")}` }];
}

function unknownCountries({ file }: Facts): readonly Finding[] {
  const site = file.onPrem?.jurisdiction;
  return [
    ...(site === undefined ? [] : unknownCountry(site, ["onPrem", "jurisdiction"], false)),
    ...file.datasets.flatMap(({ residency = [] }, index) =>
      residency.flatMap((code, at) => unknownCountry(code, ["datasets", index, "residency", at], true)),
    ),
  ];
}

function unknownCountry(code: string, path: Path, union: boolean): readonly Finding[] {
  if (ISO_COUNTRIES.has(code) || (union && code === "EU")) return [];
  const upper = code.toUpperCase();
  const meant = MISTAKEN.get(upper) ?? (ISO_COUNTRIES.has(upper) || (union && upper === "EU") ? upper : undefined);
  return [
    {
      path,
      found: `${quoted(code)} is not a country${union ? ", nor EU" : ""}`,
      fix:
        meant === undefined ? "write its ISO 3166-1 code of two letters, such as DE" : `did you mean ${quoted(meant)}?`,
    },
  ];
}
