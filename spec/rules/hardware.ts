import type { Path } from "../problem";
import type { Facts, Finding, Rule } from "../rule";
import type { OnPremPoolFile } from "../schema/platform-file";
import { few, knownOr, listed, quoted } from "./wording";

/** Zones of a region and the ids that they usually have: the letter of one is the number of the other. */
const FIRST_LETTER = "a".charCodeAt(0);

/** GPUs and instance types: known, sold there, and whole. */
export const HARDWARE_RULES: readonly Rule[] = [
  { id: "unknown-gpu", severity: "error", needs: ["gpus"], check: unknownGpus },
  {
    id: "unknown-instance-type",
    severity: "error",
    needs: ["instanceTypes"],
    check: ({ file, catalog }) =>
      namedTypes(file).flatMap(([name, path]): Finding[] =>
        catalog.instanceType(name)
          ? []
          : [
              {
                path,
                found: `${quoted(name)} is not an instance type of the catalog`,
                fix: knownOr(name, catalog.instanceTypeNames, "define it under instanceTypes"),
              },
            ],
      ),
  },
  { id: "not-offered", severity: "error", needs: ["instanceTypes", "cloud.region"], check: notOffered },
  { id: "zone-not-offered", severity: "warning", needs: ["instanceTypes", "cloud.region"], check: zoneNotOffered },
  { id: "one-zone", severity: "error", needs: ["instanceTypes"], check: severalZones },
  {
    id: "pool-hardware",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      (file.onPrem?.pools ?? []).flatMap((pool, index) => poolHardware(pool, ["onPrem", "pools", index])),
  },
  {
    id: "instance-type-gpu",
    severity: "error",
    needs: [],
    check: ({ file }) =>
      file.instanceTypes.flatMap(({ gpu, gpus }, index): Finding[] => {
        const path = ["instanceTypes", index];
        if (gpu !== undefined && gpus === 0)
          return [{ path: [...path, "gpu"], found: `is ${gpu}, and gpus is 0`, fix: "say how many GPUs it has" }];
        if (gpu === undefined && gpus > 0)
          return [{ path: [...path, "gpus"], found: `is ${gpus}, and gpu is missing`, fix: "say which GPU it has" }];
        return [];
      }),
  },
];

function namedTypes({ cloud, prices }: Facts["file"]): readonly (readonly [string, Path])[] {
  return [
    ...(cloud?.pools ?? []).map(
      ({ instanceType }, index) => [instanceType, ["cloud", "pools", index, "instanceType"]] as const,
    ),
    ...Object.keys(prices?.instanceTypes ?? {}).map((name) => [name, ["prices", "instanceTypes", name]] as const),
  ];
}

function unknownGpus({ file, catalog }: Facts): readonly Finding[] {
  const named: readonly (readonly [string | undefined, Path])[] = [
    ...(file.onPrem?.pools ?? []).map(({ gpu }, index) => [gpu, ["onPrem", "pools", index, "gpu"]] as const),
    ...file.instanceTypes.map(({ gpu }, index) => [gpu, ["instanceTypes", index, "gpu"]] as const),
  ];
  return named.flatMap(([gpu, path]): Finding[] =>
    gpu === undefined || catalog.gpu(gpu)
      ? []
      : [
          {
            path,
            found: `${quoted(gpu)} is not a GPU of the catalog`,
            fix: knownOr(gpu, catalog.gpuNames, "define it under gpus"),
          },
        ],
  );
}

function notOffered({ file, catalog }: Facts): readonly Finding[] {
  const region = file.cloud && catalog.region(file.cloud.region);
  if (!region) return [];
  return (file.cloud?.pools ?? []).flatMap((pool, index): Finding[] => {
    const type = catalog.instanceType(pool.instanceType);
    if (!type || type.zoneIds.has(region.name)) return [];
    const offered = [...type.zoneIds.keys()].sort();
    return [
      {
        path: ["cloud", "pools", index, "instanceType"],
        found: `${type.name} is not offered in cloud.region ${region.name}`,
        fix: `use another type, or a region that offers it: ${few(offered)}`,
      },
    ];
  });
}

/** Which zone a name means differs between accounts, so a name can only be doubted. */
function zoneNotOffered({ file, catalog }: Facts): readonly Finding[] {
  const region = file.cloud && catalog.region(file.cloud.region);
  if (!region) return [];
  return (file.cloud?.pools ?? []).flatMap(({ instanceType, zone, zones = [] }, index) => {
    const type = catalog.instanceType(instanceType);
    const ids = type?.zoneIds.get(region.name) ?? [];
    if (!type || ids.length === 0) return [];
    const doubt = (name: string, path: Path): Finding[] => {
      const id = `${region.zonePrefix}-az${name.charCodeAt(name.length - 1) - FIRST_LETTER + 1}`;
      if (ids.includes(id) || !region.zones.includes(name)) return [];
      return [
        {
          path,
          found: `${name} may not offer ${type.name}, which ${region.name} has in ${listed(ids)}`,
          fix: "compare with the ids that your account gives its zones (aws ec2 describe-availability-zones)",
        },
      ];
    };
    const path = ["cloud", "pools", index];
    return [
      ...(zone === undefined ? [] : doubt(zone, [...path, "zone"])),
      ...zones.flatMap((one, at) => doubt(one, [...path, "zones", at])),
    ];
  });
}

function severalZones({ file, catalog }: Facts): readonly Finding[] {
  return (file.cloud?.pools ?? []).flatMap(({ instanceType, zones }, index): Finding[] => {
    const cards = catalog.instanceType(instanceType)?.networkCards ?? 1;
    if (zones === undefined || cards === 1) return [];
    return [
      {
        path: ["cloud", "pools", index, "zones"],
        found: `spans zones, and ${instanceType} has ${cards} network cards, whose EFA works within one zone`,
        fix: `write zone: ${zones[0]}`,
      },
    ];
  });
}

function poolHardware(pool: OnPremPoolFile, path: Path): readonly Finding[] {
  const { gpu, cpu, gpusPerNode, sharing, usdPerGpuHour } = pool;
  const onlyWithGpu = (key: keyof OnPremPoolFile, present: boolean): Finding[] =>
    present ? [{ path: [...path, key], found: "stands in a pool without GPU", fix: "remove it, or name a gpu" }] : [];
  if (gpu !== undefined && gpusPerNode === undefined)
    return [{ path, found: `has gpu ${gpu} and no gpusPerNode`, fix: "say how many GPUs each node has" }];
  if (cpu === undefined || gpu !== undefined) return [];
  return [
    ...onlyWithGpu("gpusPerNode", gpusPerNode !== undefined),
    ...onlyWithGpu("sharing", sharing !== "none"),
    ...onlyWithGpu("usdPerGpuHour", usdPerGpuHour !== undefined),
  ];
}
