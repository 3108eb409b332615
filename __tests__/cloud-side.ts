import { CATALOG } from "../catalog/catalog";
import type { InstanceType } from "../catalog/instance-types";
import type { Cloud, CloudPool, Dataset, Platform, Run, Team } from "../spec/platform";

/** A cloud pool of an instance type of the catalog, in one zone unless told otherwise. */
export function cloudPool(name: string, instanceType: string, overrides: Partial<CloudPool> = {}): CloudPool {
  const type = instanceTypeOf(instanceType);
  const gpu = type.gpu === undefined ? undefined : CATALOG.gpu(type.gpu);
  const maxNodes = overrides.maxNodes ?? 4;
  const zones = overrides.zones ?? ["eu-north-1a"];
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

function instanceTypeOf(name: string): InstanceType {
  const type = CATALOG.instanceType(name);
  if (!type) throw new Error(`no instance type ${name}`);
  return type;
}

/** The cloud side of a platform with one of everything. */
export function cloudSide(overrides: Partial<Cloud> = {}): Cloud {
  const region = CATALOG.region("eu-north-1");
  if (!region) throw new Error("no region eu-north-1");
  return {
    account: "111122223333",
    region,
    zones: ["eu-north-1a", "eu-north-1b"],
    kubernetes: { version: "1.35", admins: ["arn:aws:iam::111122223333:role/platform-admin"], publicAccessCidrs: [] },
    network: { vpc: "10.60.0.0/16", services: "172.20.0.0/16", egress: "nat" },
    link: {
      kind: "vpn",
      peers: [
        { ip: "198.51.100.7", asn: 65010 },
        { ip: "198.51.100.8", asn: 65010 },
      ],
      mbps: 1000,
    },
    pools: [
      cloudPool("h100", "p5.48xlarge"),
      cloudPool("l4", "g6.xlarge", { zones: ["eu-north-1a", "eu-north-1b"], capacity: [{ kind: "spot" }] }),
      cloudPool("prep", "m7i.4xlarge", { zones: ["eu-north-1a", "eu-north-1b"] }),
    ],
    storage: { lustre: { zone: "eu-north-1a", capacityGiB: 4800, mbpsPerTiB: 1000 }, expressZone: "eun1-az1" },
    budget: { monthlyUsd: 60000, alertPercents: [50, 80, 100], emails: ["ml-platform@acme.example"] },
    ...overrides,
  };
}

/** A team that bursts. */
export function team(name: string, overrides: Partial<Team> = {}): Team {
  return {
    name,
    groups: [`oidc:${name}`],
    roleArns: [`arn:aws:iam::111122223333:role/${name}`],
    experiment: new Map(),
    burst: new Map([["h100", 16]]),
    borrow: true,
    ...overrides,
  };
}

/** A dataset that one team reads. */
export function dataset(name: string, overrides: Partial<Dataset> = {}): Dataset {
  return {
    name,
    sizeGiB: 100,
    home: "cloud",
    classification: "internal",
    teams: ["vision"],
    cachedOn: [],
    ...overrides,
  };
}

/** A run of one worker. */
export function run(name: string, overrides: Partial<Run> = {}): Run {
  return {
    name,
    team: "vision",
    framework: "pytorch",
    image: `registry.acme.example/train/road@sha256:${"0".repeat(64)}`,
    command: ["python", "-m", "road.train"],
    workers: 1,
    gpusPerWorker: 8,
    needs: {},
    datasets: [],
    timesPerMonth: 1,
    side: "auto",
    ...overrides,
  };
}

/** A platform with a cloud side only. */
export function cloudOnly(overrides: Partial<Platform> = {}): Platform & { readonly cloud: Cloud } {
  const { cloud = cloudSide(), ...rest } = overrides;
  return {
    name: "acme",
    owner: "ml-platform@acme.example",
    tags: { "cost-center": "4711" },
    allowDestroy: false,
    state: { main: { kind: "local", path: "state" }, onPremInKubernetes: false },
    teams: [team("vision")],
    datasets: [dataset("road-scenes")],
    runs: [],
    models: [],
    deployments: [],
    ...rest,
    cloud,
  };
}
