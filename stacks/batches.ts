import { Construct } from "constructs";
import { serverImage } from "../catalog/servers";
import { TOOL_IMAGES } from "../catalog/tool-images";
import { BatchInference, type BatchInferenceProps } from "../constructs/batch-inference";
import { queueOf } from "../jobs/landing";
import { type BatchPlace, placeBatch } from "../placement/place-batch";
import type { Batch } from "../spec/batch";
import { type ImageLocks, type ImageOrigin, imageReference, unlockedReferences } from "../spec/image-reference";
import { isRestrictedBatch } from "../spec/lineage";
import { restrictedNamespace, SERVICE_ACCOUNTS, teamNamespace } from "../spec/names";
import {
  checkpointPath,
  datasetPath,
  modelPath,
  objectStoreEndpoint,
  objectStoreRegion,
  objectStoreSecret,
} from "../spec/object-store";
import type { Platform, Side } from "../spec/platform";
import { burstManager } from "../spec/queues";
import { withinNode } from "../spec/usable-machine";
import type { PlatformStack } from "./platform-stack";
import { modelOf, servedModelOf, servingPool, versionOf } from "./served-model";

/** Whether the cluster of a side holds the schedules: the one that sends jobs to the other, or the only one. */
export function schedulesBatches(platform: Platform, side: Side): boolean {
  const holder = burstManager(platform) ?? (platform.onPrem ? "onPrem" : "cloud");
  return platform.batches.length > 0 && holder === side;
}

/** The schedules of all batches, whichever side they run on. */
export function batchSchedules(stack: PlatformStack, platform: Platform, locks: ImageLocks): void {
  const batches = new Construct(stack, "batches");
  for (const batch of platform.batches) {
    const { place } = placeBatch(platform, batch);
    if (place) new BatchInference(batches, batch.name, batchProps(platform, batch, place, locks));
  }
}

/** A job with a known length that takes three times as long hangs. */
const DEADLINE_FACTOR = 3;

function batchProps(platform: Platform, batch: Batch, place: BatchPlace, locks: ImageLocks): BatchInferenceProps {
  const { side, units } = place;
  const { team, over, hours } = batch;
  const model = modelOf(platform, batch);
  const pool = platform[side]?.pools.find(({ name }) => name === place.pool);
  if (!pool) throw new Error(`batch "${batch.name}" is placed on no pool of ${side}`);
  const { model: restrictedModel, dataset: restrictedDataset } = isRestrictedBatch(platform, batch);
  const restricted = restrictedModel || restrictedDataset;
  const mirror = side === "onPrem" ? platform.onPrem?.registry : undefined;
  const origin: ImageOrigin = { locks, ...(mirror !== undefined && { mirror }) };
  const namespace = restricted ? restrictedNamespace(platform, team) : teamNamespace(platform, team);
  const endpoint = objectStoreEndpoint(platform, side);
  const input = datasetPath(platform, side, over.dataset, restrictedDataset);
  return {
    namespace,
    schedule: batch.schedule,
    queue: queueOf(side, pool.gpus !== undefined),
    model: servedModelOf(platform, model, side, origin),
    version: versionOf(model, batch.version),
    store: {
      ...modelPath(platform, side, model.name, restrictedModel),
      region: objectStoreRegion(platform, side),
      ...(endpoint !== undefined && { endpoint }),
      ...(side === "onPrem" && { credentialsSecret: objectStoreSecret(namespace) }),
    },
    input: over.prefix === undefined ? input : { ...input, prefix: `${input.prefix}/${over.prefix}` },
    output: checkpointPath(platform, side, team, batch.name, restricted),
    fetchImage: imageReference(TOOL_IMAGES.rclone, origin),
    pool: servingPool(pool),
    units,
    ...withinNode(batch, pool),
    serviceAccountName: SERVICE_ACCOUNTS.runs.name,
    requestTimeoutSec: batch.requestTimeoutSec,
    ...(hours !== undefined && { deadlineSec: Math.ceil(hours * DEADLINE_FACTOR * 3600) }),
    owner: platform.owner,
  };
}

/** Images of the servers of all batches, as a team's namespace meets them until they are locked. */
export function batchImages(platform: Platform): readonly string[] {
  const servers = new Set(platform.batches.map((batch) => modelOf(platform, batch).server));
  return [...servers].sort().flatMap((server) => {
    const image = serverImage(server);
    return image ? unlockedReferences(image, platform.onPrem?.registry) : [];
  });
}
