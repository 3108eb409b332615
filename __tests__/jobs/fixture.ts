import type { Gpu } from "../../catalog/gpus";
import type { InstanceType } from "../../catalog/instance-types";
import type { Place } from "../../placement/placement";
import { DEFAULTS } from "../../spec/defaults";
import type { CloudPool, OnPremPool, Platform, Run, Side } from "../../spec/platform";

const DIGEST = "a".repeat(64);

function gpu(name: string, memoryGiB: number, precisions: Gpu["precisions"]): Gpu {
  return {
    name,
    model: name,
    memoryGiB,
    precisions,
    mig: [],
    migSlices: 0,
    productLabels: [],
    source: "platform file",
  };
}

function instanceType(name: string, rest: Partial<InstanceType>): InstanceType {
  return {
    name,
    vCpus: 16,
    memoryGiB: 64,
    gpus: 0,
    efaInterfaces: 0,
    networkCards: 1,
    maxInterfaces: 4,
    ipv4PerInterface: 10,
    architecture: "x86_64",
    bareMetal: false,
    capacityBlock: false,
    zoneIds: new Map(),
    source: "platform file",
    ...rest,
  };
}

const A100 = gpu("a100-80gb", 80, ["fp32", "bf16", "fp16"]);
const H100 = gpu("h100-80gb", 80, ["fp32", "bf16", "fp16", "fp8"]);
const WHOLE = { resource: "nvidia.com/gpu", perGpu: 1, memoryGiB: 80, shared: false };

export const BENCH: OnPremPool = {
  side: "onPrem",
  name: "bench",
  nodes: ["gpu-01", "gpu-02"],
  sharing: { kind: "none" },
  gpus: { gpu: A100, perNode: 8, unit: WHOLE, units: 16 },
};

export const LAB: OnPremPool = {
  side: "onPrem",
  name: "lab",
  nodes: ["gpu-03"],
  sharing: { kind: "mig", config: "all-1g.10gb" },
  gpus: {
    gpu: A100,
    perNode: 8,
    unit: { resource: "nvidia.com/mig-1g.10gb", perGpu: 7, memoryGiB: 10, shared: true },
    units: 56,
  },
};

export const EDGE: OnPremPool = {
  side: "onPrem",
  name: "edge",
  nodes: ["cpu-01"],
  sharing: { kind: "none" },
  cpu: { vCpus: 32, memoryGiB: 128 },
};

export const P5: CloudPool = {
  side: "cloud",
  name: "h100",
  instanceType: instanceType("p5.48xlarge", {
    vCpus: 192,
    memoryGiB: 2048,
    gpu: "h100-80gb",
    gpus: 8,
    efaInterfaces: 32,
  }),
  gpus: { gpu: H100, perNode: 8, unit: WHOLE, units: 32 },
  zones: ["eu-north-1a"],
  efa: true,
  minNodes: 0,
  maxNodes: 4,
  capacity: [{ kind: "onDemand" }],
};

export const PREP: CloudPool = {
  side: "cloud",
  name: "prep",
  instanceType: instanceType("m7i.4xlarge", {}),
  zones: ["eu-north-1a", "eu-north-1b"],
  efa: false,
  minNodes: 0,
  maxNodes: 10,
  capacity: [{ kind: "onDemand" }],
};

export const DETECTOR: Run = {
  name: "road-detector",
  team: "vision",
  framework: "pytorch",
  image: `registry.acme.example/train/road@sha256:${DIGEST}`,
  command: ["python", "-m", "road.train"],
  workers: 4,
  gpusPerWorker: 8,
  needs: { gpuMemoryGiB: 80, precision: "bf16" },
  datasets: ["road-scenes"],
  produces: "road-detector",
  hours: 60,
  timesPerMonth: 2,
  side: "auto",
};

export const PLATFORM: Platform = {
  name: "acme",
  owner: "ml-platform@acme.example",
  tags: {},
  allowDestroy: false,
  state: { main: { kind: "local", path: "state" }, onPremInKubernetes: false },
  onPrem: {
    site: "fra1",
    jurisdiction: "DE",
    kubernetes: { context: "acme-fra1", version: "1.34" },
    network: { nodes: "10.20.0.0/16", pods: "10.244.0.0/16", services: "10.96.0.0/16" },
    existing: [],
    certificateIssuer: "acme-ca",
    pools: [BENCH, EDGE, LAB],
    objectStore: {
      kind: "external",
      endpoint: "https://s3.fra1.acme.example",
      region: "fra1",
      credentialsSecret: "object-store",
      iam: false,
    },
  },
  cloud: {
    account: "111122223333",
    region: {
      name: "eu-north-1",
      jurisdiction: "SE",
      partition: "aws",
      zonePrefix: "eun1",
      zones: ["eu-north-1a", "eu-north-1b"],
      zoneIds: ["eun1-az1", "eun1-az2"],
      source: "unsourced",
    },
    zones: ["eu-north-1a", "eu-north-1b"],
    controlPlaneZones: ["eu-north-1a", "eu-north-1b"],
    natZones: ["eu-north-1a"],
    kubernetes: { version: "1.35", admins: [], publicAccessCidrs: [] },
    network: { vpc: "10.60.0.0/16", services: "172.20.0.0/16", egress: "nat" },
    link: { kind: "none" },
    pools: [P5, PREP],
    storage: {},
  },
  observability: { ...DEFAULTS.observability, labels: {} },
  teams: [],
  datasets: [],
  runs: [DETECTOR],
  models: [],
  deployments: [],
  batches: [],
};

/** The run with some fields changed. */
export function detector(changes: Partial<Run>): Run {
  return { ...DETECTOR, ...changes };
}

/** The platform with other cloud pools. */
export function withCloudPools(pools: readonly CloudPool[]): Platform {
  return PLATFORM.cloud ? { ...PLATFORM, cloud: { ...PLATFORM.cloud, pools } } : PLATFORM;
}

/** The platform with other on-prem pools. */
export function withOnPremPools(pools: readonly OnPremPool[]): Platform {
  return PLATFORM.onPrem ? { ...PLATFORM, onPrem: { ...PLATFORM.onPrem, pools } } : PLATFORM;
}

/** Pools of a side that take the run, without asking what fits: whole GPUs, or CPU nodes. */
export function placeOn(platform: Platform, run: Run, side: Side): Place {
  const pools = (side === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const wanted = pools.filter(({ gpus }) => (run.gpusPerWorker > 0 ? gpus && !gpus.unit.shared : !gpus));
  return { side, pools: wanted.map(({ name }) => name) };
}

/** The platform with a Lustre file system and an S3 Express bucket in the zone of P5. */
export function withStorage(platform: Platform): Platform {
  const { cloud } = platform;
  if (!cloud) throw new Error("the platform has no cloud side");
  const lustre = { zone: "eu-north-1a", capacityGiB: 4800, mbpsPerTiB: 1000 };
  return { ...platform, cloud: { ...cloud, storage: { lustre, expressZone: "eun1-az1" } } };
}
