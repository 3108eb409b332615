import { flavorOrder } from "./flavors";
import {
  anyNodeFlavorName,
  clusterQueueName,
  cohortName,
  cpuClusterQueueName,
  flavorName,
  GPU_TAINT,
  LOCAL_QUEUES,
  multiKueueName,
  type QueueName,
  RUN_PRIORITIES,
  restrictedNamespace,
  runPriorityName,
  teamNamespace,
} from "./names";
import type { Platform, Pool, Side, Team } from "./platform";
import { poolLabels } from "./pool-labels";
import { cpuRoom, spareUnits } from "./pool-room";

/** What a resource of a flavor may take. Quantities are strings, as Kubernetes writes them. */
export interface ResourceQuota {
  readonly name: string;
  readonly nominalQuota: string;
  /**
   * Most that may be borrowed beyond the nominal quota.
   *
   * @default - all that the cohort leaves idle
   */
  readonly borrowingLimit?: string;
}

/** Alike resources and the flavors that offer them, in order of preference. */
export interface ResourceGroup {
  readonly coveredResources: readonly string[];
  readonly flavors: readonly { readonly name: string; readonly resources: readonly ResourceQuota[] }[];
}

/** Nodes that Kueue gives a workload when it admits it. */
export interface Flavor {
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly tolerations: readonly {
    readonly key: string;
    readonly operator: "Equal";
    readonly value: string;
    readonly effect: "NoSchedule";
  }[];
}

/** Quota that belongs to no team: its ClusterQueues borrow it. */
export interface Cohort {
  readonly resourceGroups: readonly ResourceGroup[];
}

/** One team's quota at one place. */
export interface ClusterQueue {
  readonly cohort: string;
  /** Names of the namespaces whose local queues may use it. */
  readonly namespaces: readonly string[];
  readonly resourceGroups: readonly ResourceGroup[];
  /** When a workload stops another: see {@link PREEMPTION}. */
  readonly preemption: typeof PREEMPTION;
  /** When a workload looks at the next flavor: see {@link FLAVOR_FUNGIBILITY}. */
  readonly flavorFungibility: typeof FLAVOR_FUNGIBILITY;
  /**
   * The check that sends every workload to another cluster.
   *
   * @default - workloads run in this cluster
   */
  readonly admissionCheck?: string;
}

/**
 * Lent quota comes back when its owner asks; within a team the higher priority goes first. Between teams that borrow, fair sharing decides,
 * whatever the priorities: a run of the one that has borrowed more may be stopped for one of another that has borrowed less, and CPU pools,
 * whose quota is nobody's, are all borrowed. `borrowWithinCohort` has a say only where fair sharing is off.
 *
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/flavorassigner/flavorassigner.go canPreemptWhileBorrowing
 */
const PREEMPTION = {
  reclaimWithinCohort: "Any",
  withinClusterQueue: "LowerPriority",
  borrowWithinCohort: { policy: "Never" },
} as const;

/** A free dearer pool is better than a cheaper one that must be borrowed, or whose runs must be stopped. */
const FLAVOR_FUNGIBILITY = { whenCanBorrow: "TryNextFlavor", whenCanPreempt: "TryNextFlavor" } as const;

/** What a user names. */
export interface LocalQueue {
  readonly name: string;
  readonly namespace: string;
  readonly clusterQueue: string;
}

/** Everything that Kueue is told in one cluster; mappings are by name, and names are cluster-wide but for local queues. */
export interface Queues {
  readonly flavors: Readonly<Record<string, Flavor>>;
  readonly cohorts: Readonly<Record<string, Cohort>>;
  readonly clusterQueues: Readonly<Record<string, ClusterQueue>>;
  /** Names of checks that send workloads to other clusters, and of their MultiKueueConfigs. They are here as their ClusterQueues are: Kueue keeps one that is referred to. */
  readonly multiKueueChecks: readonly string[];
  readonly localQueues: readonly LocalQueue[];
  readonly priorities: Readonly<Record<string, number>>;
}

/** What {@link queuesOf} needs to know beside the platform file. */
export interface QueueFacts {
  /** Teams with a run on restricted data: their restricted namespace has the experiment queues, too. */
  readonly restrictedTeams: ReadonlySet<string>;
}

/**
 * The side that sends runs to the other; undefined where there is one side only.
 *
 * This is the one place that says which cluster manages the burst.
 */
export function burstManager({ onPrem, cloud }: Pick<Platform, "onPrem" | "cloud">): Side | undefined {
  return onPrem && cloud ? "onPrem" : undefined;
}

/** The queues of one cluster. Each queue runs at one side; the manager holds a copy of the other side's, and sends what it admits there. */
export function queuesOf(platform: Platform, place: Side, facts: QueueFacts): Queues {
  const manages = burstManager(platform) === place;
  const parts = (["experiment", "burst"] as const).flatMap((queue) => {
    const runsAt = SIDE_OF[queue];
    const pools = flavorOrder(platform, runsAt);
    if (runsAt !== place && !manages) return [];
    const sent = runsAt !== place;
    return [
      part(platform, queue, "gpu", pools.filter(hasGpu), sent, facts),
      part(
        platform,
        queue,
        "cpu",
        pools.filter((pool) => !hasGpu(pool)),
        sent,
        facts,
      ),
    ];
  });
  const clusterQueues: Queues["clusterQueues"] = Object.assign({}, ...parts.map((one) => one.clusterQueues));
  return {
    flavors: Object.assign({}, ...parts.map(({ flavors }) => flavors)),
    cohorts: Object.assign({}, ...parts.map(({ cohorts }) => cohorts)),
    clusterQueues,
    multiKueueChecks: [...new Set(Object.values(clusterQueues).flatMap(({ admissionCheck }) => admissionCheck ?? []))],
    localQueues: parts.flatMap(({ localQueues }) => localQueues),
    priorities: Object.fromEntries(
      (Object.keys(RUN_PRIORITIES) as (keyof typeof RUN_PRIORITIES)[]).map((priority) => [
        runPriorityName(platform, priority),
        RUN_PRIORITIES[priority],
      ]),
    ),
  };
}

const SIDE_OF: Readonly<Record<QueueName, Side>> = { experiment: "onPrem", burst: "cloud" };

function hasGpu(pool: Pool): boolean {
  return pool.gpus !== undefined;
}

/** One queue for one kind of hardware: its flavors, its cohort, and a ClusterQueue with its local queues for each team. */
function part(
  platform: Platform,
  queue: QueueName,
  hardware: "gpu" | "cpu",
  pools: readonly Pool[],
  sent: boolean,
  { restrictedTeams }: QueueFacts,
): Omit<Queues, "multiKueueChecks" | "priorities"> {
  if (pools.length === 0) return { flavors: {}, cohorts: {}, clusterQueues: {}, localQueues: [] };
  const cohort = cohortName(platform, queue, hardware);
  const clusterQueueOf = hardware === "gpu" ? clusterQueueName : cpuClusterQueueName;
  const localQueue = hardware === "gpu" ? LOCAL_QUEUES[queue] : LOCAL_QUEUES[`${queue}Cpu`];
  const namespacesOf = (team: Team) => [
    teamNamespace(platform, team.name),
    // data that may not leave has no queue that leaves.
    ...(queue === "experiment" && restrictedTeams.has(team.name) ? [restrictedNamespace(platform, team.name)] : []),
  ];
  const anywhere = hardware === "gpu" ? { [anyNodeFlavorName(platform)]: { nodeLabels: {}, tolerations: [] } } : {};
  return {
    flavors: { ...Object.fromEntries(pools.map((pool) => [flavorName(platform, pool), flavorOf(pool)])), ...anywhere },
    cohorts: { [cohort]: { resourceGroups: groups(platform, pools, (pool) => restOf(platform, pool)) } },
    clusterQueues: Object.fromEntries(
      platform.teams.map((team) => [
        clusterQueueOf(platform, team.name, queue),
        {
          cohort,
          namespaces: namespacesOf(team),
          resourceGroups: [
            ...groups(platform, pools, (pool) => quotaOf(team, queue, pool)),
            ...(hardware === "gpu" ? [podGroup(platform)] : []),
          ],
          preemption: PREEMPTION,
          flavorFungibility: FLAVOR_FUNGIBILITY,
          ...(sent && { admissionCheck: multiKueueName(platform) }),
        },
      ]),
    ),
    localQueues: platform.teams.flatMap((team) =>
      namespacesOf(team).map((namespace) => ({
        name: localQueue,
        namespace,
        clusterQueue: clusterQueueOf(platform, team.name, queue),
      })),
    ),
  };
}

/** As many pods as the team's namespace takes. */
const MOST_PODS = "5000";

/**
 * Counts pods beside GPUs. Kueue gives a part of a workload that asks for nothing it counts no assignment, and then does not admit the
 * workload: a Ray head or a Spark driver asks for no GPU.
 *
 * WORKAROUND https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/flavorassigner/flavorassigner.go
 */
function podGroup(platform: Platform): ResourceGroup {
  const resources = [{ name: "pods", nominalQuota: MOST_PODS }];
  return { coveredResources: ["pods"], flavors: [{ name: anyNodeFlavorName(platform), resources }] };
}

function flavorOf(pool: Pool): Flavor {
  return {
    nodeLabels: poolLabels(pool),
    tolerations: pool.gpus ? [{ ...GPU_TAINT, operator: "Equal" }] : [],
  };
}

/** Kueue takes each resource in one group only, so pools of one resource name are one group. */
function groups(
  platform: Platform,
  pools: readonly Pool[],
  quotasOf: (pool: Pool) => readonly ResourceQuota[],
): readonly ResourceGroup[] {
  const resources = [...new Set(pools.map(resourceKey))].sort();
  return resources.map((key) => {
    const alike = pools.filter((pool) => resourceKey(pool) === key);
    return {
      coveredResources: key === CPU_RESOURCES ? ["cpu", "memory"] : [key],
      flavors: alike.map((pool) => ({ name: flavorName(platform, pool), resources: quotasOf(pool) })),
    };
  });
}

const CPU_RESOURCES = "cpu,memory";

function resourceKey(pool: Pool): string {
  return pool.gpus?.unit.resource ?? CPU_RESOURCES;
}

/** A team's own quota; pools that the file does not give it are there with 0, to be borrowed. */
function quotaOf(team: Team, queue: QueueName, pool: Pool): readonly ResourceQuota[] {
  // nobody owns the CPU pools: all teams borrow them.
  if (!pool.gpus) return ["cpu", "memory"].map((name) => ({ name, nominalQuota: "0" }));
  const nominal = team[queue].get(pool.name) ?? 0;
  return [
    {
      name: pool.gpus.unit.resource,
      nominalQuota: String(nominal),
      ...(!team.borrow && { borrowingLimit: "0" }),
    },
  ];
}

/** What a pool has beyond the models served on it and the teams' quotas. */
function restOf(platform: Platform, pool: Pool): readonly ResourceQuota[] {
  if (pool.gpus)
    return [{ name: pool.gpus.unit.resource, nominalQuota: String(Math.max(0, spareUnits(platform, pool))) }];
  const { vCpus, memoryGiB } = cpuRoom(platform, pool);
  return [
    { name: "cpu", nominalQuota: String(Math.max(0, vCpus)) },
    { name: "memory", nominalQuota: `${Math.max(0, memoryGiB)}Gi` },
  ];
}
