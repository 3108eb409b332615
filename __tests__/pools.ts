import { CATALOG } from "../catalog/catalog";
import type { Gpu } from "../catalog/gpus";
import type { CloudPool, OnPrem, OnPremPool, Platform, Team } from "../spec/platform";
import { examplePlatform } from "./platforms";

function known<T>(fact: T | undefined): T {
  if (!fact) throw new Error("not in the catalog");
  return fact;
}

function gpuOf(name: string): Gpu {
  return known(CATALOG.gpu(name));
}

/** A cloud pool of an instance type of the catalog, in one zone unless told otherwise. */
export function cloudPool(name: string, instanceType: string, overrides: Partial<CloudPool> = {}): CloudPool {
  const type = known(CATALOG.instanceType(instanceType));
  const gpu = type.gpu === undefined ? undefined : gpuOf(type.gpu);
  const { maxNodes = 4, zones = ["eu-north-1a"] } = overrides;
  const unit = { resource: "nvidia.com/gpu", perGpu: 1, memoryGiB: gpu?.memoryGiB ?? 0, shared: false };
  return {
    side: "cloud",
    name,
    instanceType: type,
    ...(gpu && { gpus: { gpu, perNode: type.gpus, unit, units: maxNodes * type.gpus } }),
    zones,
    efa: zones.length === 1 && type.efaInterfaces > 0,
    minNodes: 0,
    maxNodes,
    capacity: [{ kind: "onDemand" }],
    ...overrides,
  };
}

/** Two nodes of eight A100, whole. */
export function wholeGpuPool(name: string, overrides: Partial<OnPremPool> = {}): OnPremPool {
  const unit = { resource: "nvidia.com/gpu", perGpu: 1, memoryGiB: 80, shared: false };
  return {
    side: "onPrem",
    name,
    gpus: { gpu: gpuOf("a100-80gb"), perNode: 8, unit, units: 16 },
    nodes: [`fra1-${name}-01`, `fra1-${name}-02`],
    sharing: { kind: "none" },
    usdPerGpuHour: 1.1,
    ...overrides,
  };
}

/** Two nodes of eight A100, each GPU in seven slices. */
export function migPool(name: string, overrides: Partial<OnPremPool> = {}): OnPremPool {
  const unit = { resource: "nvidia.com/mig-1g.10gb", perGpu: 7, memoryGiB: 10, shared: true };
  return wholeGpuPool(name, {
    gpus: { gpu: gpuOf("a100-80gb"), perNode: 8, unit, units: 112 },
    sharing: { kind: "mig", config: "all-1g.10gb" },
    ...overrides,
  });
}

/** Two nodes without GPU. */
export function cpuPool(name: string, overrides: Partial<OnPremPool> = {}): OnPremPool {
  return {
    side: "onPrem",
    name,
    cpu: { vCpus: 32, memoryGiB: 128 },
    nodes: [`fra1-${name}-01`, `fra1-${name}-02`],
    sharing: { kind: "none" },
    ...overrides,
  };
}

/** A team without quota. */
export function team(name: string, overrides: Partial<Team> = {}): Team {
  return {
    name,
    groups: [`oidc:${name}`],
    roleArns: [],
    experiment: new Map(),
    burst: new Map(),
    borrow: true,
    ...overrides,
  };
}

/** A platform that has both sides. */
export type Hybrid = Platform & Required<Pick<Platform, "onPrem" | "cloud">>;

/**
 * Both sides with one pool of each sort: bench (16 GPUs), lab (112 slices) and edge (CPU) on-prem; h100 (32 GPUs), l4 (4 GPUs, spot, two
 * zones) and prep (CPU) in the cloud. Team vision has most of it, speech has 4 GPUs and may not borrow; nothing is served.
 */
export function hybrid(overrides: Partial<Platform> = {}): Hybrid {
  const { onPrem, cloud, ...platform } = examplePlatform();
  const zones = ["eu-north-1a", "eu-north-1b"];
  const pools = [
    cloudPool("h100", "p5.48xlarge"),
    cloudPool("l4", "g6.xlarge", { zones, capacity: [{ kind: "spot" }] }),
    cloudPool("prep", "m7i.4xlarge", { zones }),
  ];
  return {
    ...platform,
    teams: [
      team("speech", { experiment: new Map([["bench", 4]]), borrow: false }),
      team("vision", {
        experiment: new Map([
          ["bench", 8],
          ["lab", 100],
        ]),
        burst: new Map([["h100", 16]]),
      }),
    ],
    deployments: [],
    onPrem: { ...known(onPrem), pools: [wholeGpuPool("bench"), cpuPool("edge"), migPool("lab")] },
    cloud: { ...known(cloud), pools },
    ...definedOnly(overrides),
  };
}

/** {@link hybrid} without its cloud. */
export function onPremAlone(overrides: Partial<Platform> = {}): Platform & { readonly onPrem: OnPrem } {
  const { cloud: _, ...platform } = hybrid(overrides);
  return platform;
}

function definedOnly({ onPrem, cloud, ...rest }: Partial<Platform>) {
  return { ...rest, ...(onPrem && { onPrem }), ...(cloud && { cloud }) };
}
