import type { Gpu } from "../catalog/gpus";
import type { InstanceType } from "../catalog/instance-types";
import type { OwnPrices } from "../catalog/prices";
import type { Region } from "../catalog/regions";
import type { Batch } from "./batch";
import type { EXISTING } from "./schema/on-prem";
import type { CLASSIFICATIONS, FRAMEWORKS, PRECISIONS, SERVERS } from "./schema/work";
import type { Attention } from "./serving-memory";
import type { StateBucket } from "./state-bucket";

export type Side = "onPrem" | "cloud";
export type Classification = (typeof CLASSIFICATIONS)[number];
export type Precision = (typeof PRECISIONS)[number];
export type Framework = (typeof FRAMEWORKS)[number];
export type Server = (typeof SERVERS)[number];
export type Existing = (typeof EXISTING)[number];

/** What one worker or replica asks for: a GPU, a MIG slice or a time slice. */
export interface Unit {
  /** Kubernetes resource name, such as `nvidia.com/gpu` or `nvidia.com/mig-1g.10gb`. */
  readonly resource: string;
  /** Units that one GPU makes. */
  readonly perGpu: number;
  /** Memory of one unit, in GiB, as the GPU's name counts it. */
  readonly memoryGiB: number;
  /** True where a worker or replica takes exactly one unit (MIG or time slices). */
  readonly shared: boolean;
}

/** The GPUs of a pool. */
export interface PoolGpus {
  readonly gpu: Gpu;
  readonly perNode: number;
  readonly unit: Unit;
  /** Units that the pool has (on-prem) or may have at most (cloud). */
  readonly units: number;
}

/** Sharing of one GPU. */
export type Sharing =
  | { readonly kind: "none" }
  | { readonly kind: "mig"; readonly config: string }
  | { readonly kind: "timeSlices"; readonly slices: number };

/** What one owned node costs. */
export interface NodeCost {
  readonly purchaseUsd: number;
  readonly lifetimeYears: number;
  readonly powerKw: number;
  readonly usdPerKwh: number;
  readonly operationsUsdPerYear: number;
}

/** Alike nodes of the on-prem cluster. */
export interface OnPremPool {
  readonly side: "onPrem";
  readonly name: string;
  readonly formerly?: string;
  /** Absent on a CPU pool. */
  readonly gpus?: PoolGpus;
  /** Machine of a CPU pool. */
  readonly cpu?: { readonly vCpus: number; readonly memoryGiB: number };
  /** Kubernetes names, sorted. */
  readonly nodes: readonly string[];
  readonly sharing: Sharing;
  readonly usdPerGpuHour?: number;
  readonly cost?: NodeCost;
}

/** Where cloud nodes come from. */
export type Capacity =
  | { readonly kind: "onDemand" }
  | { readonly kind: "spot" }
  | { readonly kind: "reservation"; readonly id: string }
  | { readonly kind: "capacityBlock"; readonly id: string; readonly endsAt: string };

/** Alike EC2 nodes. */
export interface CloudPool {
  readonly side: "cloud";
  readonly name: string;
  readonly formerly?: string;
  readonly instanceType: InstanceType;
  /** Absent on a CPU pool. */
  readonly gpus?: PoolGpus;
  /** Zone names, sorted; one where the file says `zone`. */
  readonly zones: readonly string[];
  /** True where the pool keeps to one zone and its type has EFA. */
  readonly efa: boolean;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** In order of preference. */
  readonly capacity: readonly Capacity[];
}

export type Pool = OnPremPool | CloudPool;

/** The on-prem object store. */
export type ObjectStore =
  | {
      readonly kind: "external";
      readonly endpoint: string;
      readonly region: string;
      readonly credentialsSecret: string;
      /** It answers AWS's IAM at its endpoint. */
      readonly iam: boolean;
    }
  | {
      readonly kind: "seaweedfs" | "rook-ceph";
      /** What can be stored, in TiB: copies come on top. */
      readonly capacityTiB: number;
      readonly storageClass: string;
      /** Machines that share the capacity. */
      readonly servers: number;
    };

export interface OnPrem {
  readonly site: string;
  readonly jurisdiction: string;
  /** `kubeconfig`: relative to the project folder, or `~/…`. */
  readonly kubernetes: { readonly context: string; readonly version: string; readonly kubeconfig?: string };
  readonly network: { readonly nodes: string; readonly pods: string; readonly services: string };
  readonly existing: readonly Existing[];
  /** Public certificate of the site's CA, in PEM. */
  readonly certificateAuthority?: string;
  readonly certificateIssuer: string;
  /** Sorted by name. */
  readonly pools: readonly OnPremPool[];
  readonly objectStore?: ObjectStore;
  readonly registry?: string;
}

/** How the sides reach each other. */
export type Link =
  | { readonly kind: "none" }
  | {
      readonly kind: "vpn";
      readonly peers: readonly { readonly ip: string; readonly asn: number }[];
      readonly mbps: number;
    }
  | {
      readonly kind: "directConnect";
      readonly connectionId: string;
      readonly vlan: number;
      readonly asn: number;
      readonly mbps: number;
    };

export interface Cloud {
  readonly account: string;
  readonly region: Region;
  /** Zones of the system nodes and the endpoints, sorted. */
  readonly zones: readonly string[];
  /** Zones of the control plane, sorted: the first two of the file. EKS refuses to change them. */
  readonly controlPlaneZones: readonly string[];
  /** Zones with a NAT gateway, and so with an outgoing address, sorted; none in a VPC that exists. */
  readonly natZones: readonly string[];
  readonly kubernetes: {
    readonly version: string;
    readonly admins: readonly string[];
    readonly publicAccessCidrs: readonly string[];
  };
  readonly network: {
    /** Range of the VPC to make; absent with `existing`. */
    readonly vpc?: string;
    readonly existing?: { readonly vpcId: string; readonly privateSubnetIds: Readonly<Record<string, string>> };
    readonly services: string;
    readonly egress: "nat" | "natPerZone" | "none";
  };
  readonly link: Link;
  /** Sorted by name. */
  readonly pools: readonly CloudPool[];
  readonly storage: {
    readonly lustre?: { readonly zone: string; readonly capacityGiB: number; readonly mbpsPerTiB: number };
    readonly expressZone?: string;
  };
  readonly budget?: {
    readonly monthlyUsd: number;
    readonly alertPercents: readonly number[];
    readonly emails: readonly string[];
  };
}

/** What watches the platform. */
export interface Observability {
  /** Whether the cluster of a side is watched; true for a side that is not there means nothing. */
  readonly onPrem: boolean;
  readonly cloud: boolean;
  /** Labels by which an existing Prometheus selects monitors and rules, and Grafana dashboards. */
  readonly labels: Readonly<Record<string, string>>;
  /** Address of the Prometheus that the on-prem cluster has already. */
  readonly prometheus?: string;
  readonly dashboard: boolean;
  /** How long something lasts before it is reported, in minutes. */
  readonly alerts: {
    readonly gpuIdleMinutes: number;
    readonly queueWaitMinutes: number;
    readonly nodeLostMinutes: number;
    readonly linkDownMinutes: number;
  };
}

export interface Team {
  readonly name: string;
  readonly formerly?: string;
  readonly groups: readonly string[];
  readonly roleArns: readonly string[];
  /** Nominal quota in units, by on-prem GPU pool. */
  readonly experiment: ReadonlyMap<string, number>;
  /** Nominal quota in GPUs, by cloud GPU pool. */
  readonly burst: ReadonlyMap<string, number>;
  readonly borrow: boolean;
}

export interface Dataset {
  readonly name: string;
  readonly formerly?: string;
  readonly sizeGiB: number;
  readonly home: Side;
  readonly classification: Classification;
  /** Country codes and `EU`; absent: anywhere. */
  readonly residency?: readonly string[];
  /** Teams that read it. */
  readonly teams: readonly string[];
  readonly cachedOn: readonly Side[];
}

export interface Run {
  readonly name: string;
  readonly formerly?: string;
  readonly team: string;
  readonly framework: Framework;
  readonly image: string;
  readonly command: readonly string[];
  readonly workers: number;
  readonly gpusPerWorker: number;
  readonly needs: {
    readonly gpuMemoryGiB?: number;
    readonly precision?: Precision;
    readonly cpus?: number;
    readonly memoryGiB?: number;
  };
  readonly datasets: readonly string[];
  readonly produces?: string;
  readonly hours?: number;
  readonly timesPerMonth: number;
  readonly side: "auto" | Side;
}

export interface Model {
  readonly name: string;
  readonly formerly?: string;
  readonly trainedOn: readonly string[];
  readonly released?: {
    readonly classification: Classification;
    readonly by: string;
    readonly on: string;
    readonly reason: string;
  };
  readonly server: Server;
  readonly image?: string;
  readonly port?: number;
  readonly precision: Precision;
  readonly parametersBillions: number;
  readonly attention?: Attention;
  readonly versions: readonly { readonly version: string; readonly sha256: string }[];
}

export interface Deployment {
  readonly name: string;
  readonly formerly?: string;
  readonly model: string;
  readonly version: string;
  readonly canary?: { readonly version: string; readonly percent: number };
  readonly side: Side;
  readonly pool: string;
  /** 0 on a CPU pool. */
  readonly unitsPerReplica: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly replicas: { readonly min: number; readonly max: number };
  readonly requestsPerReplica?: number;
  readonly cache?: { readonly storageClass: string; readonly sizeGiB: number };
  /** Longest time that an answer may take, in seconds. */
  readonly requestTimeoutSec: number;
  readonly host?: string;
  readonly tls?: { readonly kind: "secret" | "issuer"; readonly name: string };
}

/**
 * A platform file that has passed every rule: defaults filled in, hardware looked up in the catalog, named lists sorted by name, so
 * that their order in the file changes nothing.
 */
export interface Platform {
  readonly name: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly allowDestroy: boolean;
  readonly state: {
    readonly main: { readonly kind: "local"; readonly path: string } | ({ readonly kind: "s3" } & StateBucket);
    /** True where `on-prem` and `inference-on-prem` keep state in Secrets of their own cluster. */
    readonly onPremInKubernetes: boolean;
  };
  readonly onPrem?: OnPrem;
  readonly cloud?: Cloud;
  readonly observability: Observability;
  readonly teams: readonly Team[];
  readonly datasets: readonly Dataset[];
  readonly runs: readonly Run[];
  readonly models: readonly Model[];
  readonly deployments: readonly Deployment[];
  readonly batches: readonly Batch[];
  /** Prices of the file; they come before the catalog's. */
  readonly prices?: OwnPrices;
}
