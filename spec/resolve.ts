import type { Catalog } from "../catalog/catalog";
import type { OwnPrices } from "../catalog/prices";
import { batchTeam } from "./batch";
import { DEFAULTS } from "./defaults";
import { physicalName } from "./names";
import { byCodeUnit } from "./order";
import type { Capacity, Cloud, Link, ObjectStore, OnPrem, Platform, Team } from "./platform";
import type {
  CloudFile,
  CloudPoolFile,
  OnPremFile,
  OnPremPoolFile,
  PlatformFile,
  ServedFile,
  TeamFile,
} from "./schema/platform-file";
import { batchDeployments, servedDeployments } from "./served-deployments";
import { stateKeyAlias } from "./state-bucket";
import { controlPlaneZones, natZones, nodeZones } from "./subnets";
import { cloudGpus, onPremGpus } from "./units";

type BatchFile = ReturnType<typeof batchDeployments>[number][0];

/** What {@link resolve} needs beside the file. */
export interface Surroundings {
  readonly catalog: Catalog;
  /** Folder of the platform file, relative to the project; "" for the project itself. */
  readonly folder: string;
  /** Reads a file named by the platform file. */
  readonly readFile: (path: string) => string | undefined;
}

/** Thrown for a file that names something that does not exist; the rules find it first and say where. */
export class Unresolvable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unresolvable";
  }
}

/**
 * The platform of a file that every rule accepts: defaults that depend on other keys, hardware looked up, lists sorted.
 *
 * @throws Unresolvable where the file names a region, an instance type or a store that does not exist
 */
export function resolve(file: PlatformFile, surroundings: Surroundings): Platform {
  const { name, owner, tags, allowDestroy, state } = file;
  const bothSides = file.onPrem !== undefined && file.cloud !== undefined;
  return {
    name,
    owner,
    tags: Object.fromEntries(Object.entries(tags).sort(([a], [b]) => byCodeUnit(a, b))),
    allowDestroy,
    state: {
      main: state.s3
        ? { kind: "s3", kmsKey: stateKeyAlias(state.s3), ...state.s3 }
        : { kind: "local", path: state.local?.path ?? "state" },
      onPremInKubernetes:
        state.onPrem === undefined ? state.s3 !== undefined && bothSides : state.onPrem === "kubernetes",
    },
    ...(file.onPrem && { onPrem: resolveOnPrem(file, file.onPrem, surroundings) }),
    ...(file.cloud && { cloud: resolveCloud(file.cloud, surroundings.catalog) }),
    observability: { ...file.observability, labels: file.observability.labels ?? {} },
    teams: byName(file.teams).map(resolveTeam),
    datasets: byName(file.datasets).map((dataset) => ({
      ...dataset,
      ...(dataset.residency && { residency: sorted(dataset.residency) }),
      cachedOn: sorted(dataset.cachedOn),
      teams: sorted(
        dataset.teams ?? file.runs.filter((run) => run.datasets.includes(dataset.name)).map((run) => run.team),
      ),
    })),
    runs: byName(file.runs).map((run) => ({ ...run, datasets: sorted(run.datasets) })),
    models: byName(file.models).map((model) => ({
      ...model,
      trainedOn: sorted(model.trainedOn),
      versions: [...model.versions].sort((a, b) => byCodeUnit(a.version, b.version)),
    })),
    deployments: byName(servedDeployments(file).map(([deployment]) => deployment)).map((deployment) =>
      resolveDeployment(deployment, file, surroundings.catalog),
    ),
    batches: byName(batchDeployments(file).map(([deployment]) => deployment)).map((deployment) =>
      resolveBatch(deployment, file),
    ),
    ...(file.prices && { prices: ownPrices(file) }),
  };
}

function resolveOnPrem(file: PlatformFile, onPrem: OnPremFile, { catalog, folder, readFile }: Surroundings): OnPrem {
  const { certificateAuthority, objectStore, kubernetes, ...rest } = onPrem;
  const pem = certificateAuthority === undefined ? undefined : readFile(certificateAuthority);
  const { kubeconfig } = kubernetes;
  return {
    ...rest,
    kubernetes: { ...kubernetes, ...(kubeconfig && { kubeconfig: fromProject(folder, kubeconfig) }) },
    existing: sorted(onPrem.existing),
    certificateIssuer: onPrem.certificateIssuer ?? physicalName(file, "ca"),
    ...(pem && { certificateAuthority: pem }),
    pools: byName(onPrem.pools).map((pool) => resolveOnPremPool(pool, catalog)),
    ...(objectStore && { objectStore: resolveObjectStore(objectStore) }),
  };
}

/** Prices that the file states, ready to be looked up. */
export function ownPrices({ prices }: Pick<PlatformFile, "prices">): OwnPrices | undefined {
  return prices && { ...prices, instanceTypes: new Map(Object.entries(prices.instanceTypes)) };
}

/** A path of the platform file, as seen from the project. */
function fromProject(folder: string, path: string): string {
  return path.startsWith("~/") || folder === "" ? path : `${folder}/${path}`;
}

function resolveOnPremPool(pool: OnPremPoolFile, catalog: Catalog): OnPrem["pools"][number] {
  const { gpu: _gpu, gpusPerNode: _gpusPerNode, sharing, nodes, ...rest } = pool;
  const gpus = onPremGpus(pool, catalog);
  return {
    side: "onPrem",
    ...rest,
    ...(gpus && { gpus }),
    nodes: sorted(nodes),
    sharing:
      sharing === "none"
        ? { kind: "none" }
        : "mig" in sharing
          ? { kind: "mig", config: sharing.mig }
          : { kind: "timeSlices", slices: sharing.timeSlices },
  };
}

function resolveObjectStore({ external, provision }: NonNullable<OnPremFile["objectStore"]>): ObjectStore {
  if (external) return { kind: "external", ...external };
  if (provision) return provision;
  throw new Unresolvable("onPrem.objectStore is neither external nor provisioned");
}

function resolveCloud(cloud: CloudFile, catalog: Catalog): Cloud {
  const { storage = {}, link, network, kubernetes, budget, ...rest } = cloud;
  const region = catalog.region(cloud.region);
  if (!region) throw new Unresolvable(`cloud.region ${cloud.region} is not in the catalog`);
  const pools = byName(cloud.pools).map((pool) => resolveCloudPool(pool, catalog));
  const zonesOfNodes = nodeZones({ zones: cloud.zones, pools, storage });
  return {
    ...rest,
    region,
    zones: sorted(cloud.zones),
    controlPlaneZones: controlPlaneZones(cloud.zones),
    natZones: network.existing ? [] : natZones(network.egress, cloud.zones, zonesOfNodes),
    kubernetes: {
      version: kubernetes.version,
      admins: sorted(kubernetes.admins),
      publicAccessCidrs: sorted(kubernetes.publicAccessCidrs),
    },
    network,
    link: resolveLink(link),
    pools,
    storage,
    ...(budget && {
      budget: {
        ...budget,
        alertPercents: [...new Set(budget.alertPercents)].sort((a, b) => a - b),
        emails: sorted(budget.emails),
      },
    }),
  };
}

function resolveLink(link: CloudFile["link"]): Link {
  if (link === "none") return { kind: "none" };
  if ("directConnect" in link) return { kind: "directConnect", ...link.directConnect };
  const { peers, mbps } = link.vpn;
  return { kind: "vpn", peers: [...peers].sort((a, b) => byCodeUnit(a.ip, b.ip)), mbps };
}

function resolveCloudPool(pool: CloudPoolFile, catalog: Catalog): Cloud["pools"][number] {
  const instanceType = catalog.instanceType(pool.instanceType);
  if (!instanceType) throw new Unresolvable(`instance type ${pool.instanceType} is not in the catalog`);
  const { zone, zones = [], capacity, acceptInterruption: _accepted, ...rest } = pool;
  const gpus = cloudGpus(pool, catalog);
  return {
    side: "cloud",
    ...rest,
    instanceType,
    ...(gpus && { gpus }),
    zones: zone === undefined ? sorted(zones) : [zone],
    efa: zone !== undefined && instanceType.efaInterfaces > 0,
    capacity: (Array.isArray(capacity) ? capacity : [capacity]).map(resolveCapacity),
  };
}

/** One way to get nodes, with its kind as a word. */
export function resolveCapacity(capacity: Exclude<CloudPoolFile["capacity"], readonly unknown[]>): Capacity {
  if (typeof capacity === "string") return { kind: capacity };
  return "reservation" in capacity
    ? { kind: "reservation", id: capacity.reservation }
    : { kind: "capacityBlock", ...capacity.capacityBlock };
}

function resolveTeam(team: TeamFile): Team {
  return {
    ...team,
    groups: sorted(team.groups),
    roleArns: sorted(team.roleArns),
    experiment: new Map(Object.entries(team.experiment)),
    burst: new Map(Object.entries(team.burst)),
  };
}

function resolveBatch(
  {
    over,
    team: _team,
    replicas: _replicas,
    cache: _cache,
    canary: _canary,
    host: _host,
    tls: _tls,
    ...rest
  }: BatchFile,
  file: PlatformFile,
): Platform["batches"][number] {
  const team = batchTeam({ ...rest, team: _team }, file.runs);
  if (!over || team === undefined) throw new Unresolvable(`deployment ${rest.name} runs over nothing, or for no team`);
  return { ...rest, over, team };
}

function resolveDeployment(
  deployment: ServedFile,
  file: PlatformFile,
  catalog: Catalog,
): Platform["deployments"][number] {
  const { tls, unitsPerReplica, ...rest } = deployment;
  const secret = tls?.secret;
  const issuer = tls?.issuer;
  return {
    ...rest,
    unitsPerReplica: isCpuPool(deployment.pool, file, catalog)
      ? 0
      : (unitsPerReplica ?? DEFAULTS.deployment.unitsPerReplica),
    ...(secret && { tls: { kind: "secret" as const, name: secret } }),
    ...(issuer && { tls: { kind: "issuer" as const, name: issuer } }),
  };
}

/** True where the named pool has no GPU. */
export function isCpuPool(name: string, file: PlatformFile, catalog: Catalog): boolean {
  const cloudPool = file.cloud?.pools.find((pool) => pool.name === name);
  if (cloudPool) return catalog.instanceType(cloudPool.instanceType)?.gpus === 0;
  return file.onPrem?.pools.some((pool) => pool.name === name && pool.cpu !== undefined) ?? false;
}

function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => byCodeUnit(a.name, b.name));
}

function sorted<T extends string>(items: readonly T[]): T[] {
  return [...new Set(items)].sort(byCodeUnit);
}
