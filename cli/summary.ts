import pc from "picocolors";
import { platformCosts } from "../placement/costs";
import { placeBatch } from "../placement/place-batch";
import { placeRun } from "../placement/place-run";
import { rolloutOf } from "../placement/rollout";
import { restrictedTeams, runHandling } from "../spec/lineage";
import { BUCKETS, bucketName, clusterName, onPremBucketName, type StackName } from "../spec/names";
import type { Capacity, Cloud, CloudPool, OnPrem, OnPremPool, Platform, Side } from "../spec/platform";
import { queuesOf } from "../spec/queues";
import { SIDE_LABELS } from "../spec/side-words";
import { columns } from "./columns";
import { hourly, idleLines, monthLine, unpricedWords } from "./cost-text";
import { notDeployedYet } from "./not-deployed";

const SIDES: readonly Side[] = ["onPrem", "cloud"];

/** What one synthesized state holds. */
export interface StateCount {
  readonly stack: StackName;
  readonly resources: number;
  /** States that are deployed before it. */
  readonly after: readonly string[];
}

/** The platform as a person likes to read it: what it is, where things go, and which states were written. */
export function summary(platform: Platform, states: readonly StateCount[]): string {
  const { onPrem, cloud } = platform;
  return [
    `${pc.bold(platform.name)}  ${pc.dim(`owner ${platform.owner}`)}`,
    ...(onPrem
      ? section(
          `on-prem  ${onPrem.site} (${onPrem.jurisdiction}), Kubernetes ${onPrem.kubernetes.version}, context ${onPrem.kubernetes.context}`,
          onPremPools(onPrem),
        )
      : []),
    ...(cloud ? section(cloudTitle(platform, cloud), cloudPools(cloud)) : []),
    ...section("buckets", buckets(platform)),
    ...section("queues", queues(platform)),
    ...section("runs", runs(platform)),
    ...section("served models", deployments(platform)),
    ...section("batch inference", batches(platform)),
    ...section("costs (npm run cost has the rest)", costs(platform)),
    ...section("states, in deploy order", stateRows(states)),
    ...section(
      "not deployed yet",
      notDeployedYet(platform).map((line) => `  ${line}`),
    ),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", pc.bold(title), ...lines];
}

function onPremPools({ pools }: OnPrem): string[] {
  return columns([["pool", "machine", "nodes", "GPUs", "units for the queue"], ...pools.map(onPremRow)]);
}

function onPremRow({ name, gpus, cpu, nodes }: OnPremPool): string[] {
  if (gpus) {
    const { gpu, perNode, unit, units } = gpus;
    return [
      name,
      `${perNode} × ${gpu.model}`,
      String(nodes.length),
      String(perNode * nodes.length),
      `${units} × ${unit.resource} (${Math.floor(unit.memoryGiB)} GiB each)`,
    ];
  }
  return [
    name,
    `${cpu?.vCpus ?? 0} vCPU, ${cpu?.memoryGiB ?? 0} GiB`,
    String(nodes.length),
    "0",
    "shared by all teams",
  ];
}

function cloudTitle(platform: Platform, cloud: Cloud): string {
  const { region, account, kubernetes, link } = cloud;
  const reach =
    kubernetes.publicAccessCidrs.length === 0
      ? "private API"
      : `API open to ${kubernetes.publicAccessCidrs.join(", ")}`;
  const linked = { none: "no link", vpn: "VPN link", directConnect: "Direct Connect link" }[link.kind];
  return `cloud  ${region.name} (${region.jurisdiction}), account ${account}, EKS ${clusterName(platform)} ${kubernetes.version}, ${reach}, ${linked}`;
}

function cloudPools({ pools }: Cloud): string[] {
  return columns([["pool", "machine", "nodes", "GPUs", "zones", "capacity"], ...pools.map(cloudRow)]);
}

function cloudRow({ name, instanceType, gpus, minNodes, maxNodes, zones, efa, capacity }: CloudPool): string[] {
  const machine = gpus
    ? `${instanceType.name} (${gpus.perNode} × ${gpus.gpu.model})`
    : `${instanceType.name} (${instanceType.vCpus} vCPU)`;
  const most = gpus ? `${minNodes * gpus.perNode} to ${gpus.units}` : "0";
  return [
    name,
    machine,
    `${minNodes} to ${maxNodes}`,
    most,
    `${zones.join(", ")}${efa ? ", EFA" : ""}`,
    capacity.map(capacityWords).join(", then "),
  ];
}

function capacityWords(capacity: Capacity): string {
  if (capacity.kind === "onDemand") return "on demand";
  if (capacity.kind === "capacityBlock") return `Capacity Block ${capacity.id} until ${capacity.endsAt}`;
  return capacity.kind === "reservation" ? `reservation ${capacity.id}` : "spot";
}

function buckets(platform: Platform): string[] {
  const { cloud, onPrem } = platform;
  const inCloud = cloud
    ? BUCKETS.map((purpose) => ["cloud", bucketName(platform, purpose, cloud.account, cloud.region.name)])
    : [];
  const inRoom = onPrem?.objectStore
    ? (["datasets", "checkpoints", "models", "restricted"] as const).map((purpose) => [
        "on-prem",
        onPremBucketName(platform, purpose),
      ])
    : [];
  const rows = [...inRoom, ...inCloud];
  return rows.length === 0 ? [] : columns([["side", "bucket"], ...rows]);
}

/** Queues by the namespace that people work in. */
function queues(platform: Platform): string[] {
  if (platform.teams.length === 0) return [];
  const facts = { restrictedTeams: restrictedTeams(platform) };
  const rows = SIDES.filter((side) => platform[side]).flatMap((side) => {
    const { localQueues } = queuesOf(platform, side, facts);
    const namespaces = [...new Set(localQueues.map(({ namespace }) => namespace))].sort();
    return namespaces.map((namespace) => {
      const names = localQueues.filter((queue) => queue.namespace === namespace).map(({ name }) => name);
      return [SIDE_LABELS[side], namespace, names.sort().join(", ")];
    });
  });
  return columns([["cluster", "namespace", "queues"], ...rows]);
}

function runs(platform: Platform): string[] {
  if (platform.runs.length === 0) return [];
  const rows = platform.runs.map((run) => {
    const { place } = placeRun(platform, run);
    const size = run.gpusPerWorker === 0 ? `${run.workers} × CPU` : `${run.workers} × ${run.gpusPerWorker} GPUs`;
    return [
      run.name,
      run.team,
      run.framework,
      size,
      runHandling(platform, run).classification,
      place ? `${SIDE_LABELS[place.side]}: ${place.pools.join(", ")}` : "nowhere",
    ];
  });
  return columns([["run", "team", "framework", "size", "data", "goes to"], ...rows]);
}

function deployments(platform: Platform): string[] {
  if (platform.deployments.length === 0) return [];
  const rows = platform.deployments.map((deployment) => {
    const { name, model, version, canary, side, pool, replicas, host } = deployment;
    return [
      name,
      `${model} ${version}${canary ? ` (canary ${canary.version}: ${canary.percent} %)` : ""}`,
      `${SIDE_LABELS[side]}: ${pool}`,
      `${replicas.min} to ${replicas.max}`,
      host ?? "inside the cluster",
      updateWords(platform, deployment),
    ];
  });
  return columns([["deployment", "model", "where", "replicas", "reached at", "a new version"], ...rows]);
}

function updateWords(platform: Platform, deployment: Platform["deployments"][number]): string {
  const { surge, startMin } = rolloutOf(platform, deployment);
  const zero = deployment.replicas.min === 0 ? `; from zero ${startMin} min at most` : "";
  return `${surge ? "one starts, then one ends" : "one ends, then one starts"}${zero}`;
}

function batches(platform: Platform): string[] {
  if (platform.batches.length === 0) return [];
  const rows = platform.batches.map((batch) => {
    const { place } = placeBatch(platform, batch);
    const { name, model, version, over, team, schedule } = batch;
    return [
      name,
      `${model} ${version}`,
      over.prefix === undefined ? over.dataset : `${over.dataset}/${over.prefix}`,
      team,
      schedule,
      place ? `${SIDE_LABELS[place.side]}: ${place.pool}` : "nowhere",
    ];
  });
  return columns([["deployment", "model", "over", "team", "when (UTC)", "goes to"], ...rows]);
}

function costs(platform: Platform): string[] {
  const { total, bySide, lines, unpricedPools } = platformCosts(platform);
  const idle = idleLines("cloud", lines);
  return [
    `  ${monthLine(total)}${unpricedWords({ unpricedPools })}`,
    ...(bySide.cloud && idle.length > 0
      ? [`  of that the cloud, with no run at all: ${hourly(bySide.cloud.idleUsd)} USD an hour`, ...columns(idle)]
      : []),
  ];
}

function stateRows(states: readonly StateCount[]): string[] {
  const rows = states.map(({ stack, resources, after }) => [
    stack,
    String(resources),
    after.length === 0 ? "nothing" : after.join(", "),
  ]);
  const total = states.reduce((sum, { resources }) => sum + resources, 0);
  return [
    ...columns([["state", "resources", "after"], ...rows]),
    `  ${total} resources in ${states.length} ${states.length === 1 ? "state" : "states"}, in cdktf.out/stacks`,
  ];
}
