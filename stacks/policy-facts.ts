import { TOOL_IMAGES } from "../catalog/tool-images";
import type { PolicyFacts } from "../constructs/admission-policies";
import { unlockedReferences } from "../spec/image-reference";
import { BUCKETS, bucketName, expressBucketName, LABELS, onPremBucketName } from "../spec/names";
import type { Cloud, Platform, Side, Team } from "../spec/platform";
import { type Queues, queuesOf } from "../spec/queues";
import { batchImages } from "./batches";

/** What the policies of one cluster go by. A cluster of the cloud hears nothing of what is on-prem only. */
export function policyFacts(platform: Platform, place: Side, restrictedTeams: ReadonlySet<string>): PolicyFacts {
  const queues = queuesOf(platform, place, { restrictedTeams });
  const { localQueues } = queues;
  const names = [...new Set(localQueues.map(({ name }) => name))].sort();
  const restrictedQueues = place === "onPrem" ? names.filter((name) => name.startsWith("experiment")) : [];
  return {
    labels: { team: LABELS.team, restricted: LABELS.restricted, pool: LABELS.pool },
    pools: Object.fromEntries(platform.teams.map((team) => [team.name, usablePools(platform, place, team)])),
    queues: { open: names, restricted: restrictedQueues },
    resources: gpuResources(queues),
    // a run's own first step, and the servers of batches.
    images: [...unlockedReferences(TOOL_IMAGES.rclone, platform.onPrem?.registry), ...batchImages(platform)],
    addresses: { open: addresses(platform, place, false), restricted: addresses(platform, place, true) },
  };
}

/** Resources of GPUs that the quotas of a local queue count, whichever team's it is. */
function gpuResources({ localQueues, clusterQueues }: Queues): Readonly<Record<string, readonly string[]>> {
  const counted = new Map<string, Set<string>>();
  for (const { name, clusterQueue } of localQueues) {
    const resources =
      clusterQueues[clusterQueue]?.resourceGroups.flatMap(({ coveredResources }) => coveredResources) ?? [];
    const gpus = resources.filter((resource) => resource.startsWith("nvidia.com/"));
    counted.set(name, new Set([...(counted.get(name) ?? []), ...gpus]));
  }
  return Object.fromEntries([...counted].sort().map(([name, gpus]) => [name, [...gpus].sort()]));
}

/** Pools whose quota a team has, or may borrow. */
function usablePools(platform: Platform, place: Side, team: Team): readonly string[] {
  const pools = (place === "onPrem" ? platform.onPrem?.pools : platform.cloud?.pools) ?? [];
  const quota = place === "onPrem" ? team.experiment : team.burst;
  return pools
    .filter(({ name, gpus }) => gpus !== undefined && (team.borrow || (quota.get(name) ?? 0) > 0))
    .map(({ name }) => name);
}

/** On-prem, runs for the cloud are submitted, too: their addresses are the cloud's. */
function addresses(platform: Platform, place: Side, restricted: boolean): readonly string[] {
  const { cloud } = platform;
  if (place === "cloud") return restricted || !cloud ? [] : cloudAddresses(platform, cloud);
  const onPrem = (["datasets", "checkpoints", "models", "restricted"] as const)
    .filter((purpose) => purpose !== "restricted" || restricted)
    .map((purpose) => `s3://${onPremBucketName(platform, purpose)}/`);
  return [...onPrem, ...(cloud && !restricted ? cloudAddresses(platform, cloud) : [])];
}

function cloudAddresses(platform: Platform, { account, region, storage: { expressZone } }: Cloud): readonly string[] {
  const buckets = BUCKETS.filter((purpose) => purpose !== "logs").map((purpose) =>
    bucketName(platform, purpose, account, region.name),
  );
  const hot = expressZone === undefined ? [] : [expressBucketName(platform, expressZone)];
  return [...buckets, ...hot].map((bucket) => `s3://${bucket}/`);
}
