import type { KueueSettings } from "../constructs/kueue-configuration";
import { LABELS } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import { burstManager } from "../spec/queues";

/** On-prem nodes are there already: pods that are not ready by then will not be. */
const ON_PREM_TIMEOUT_MIN = 10;

/** A cloud node starts, and pulls tens of GiB of image, before its pod is ready. */
const CLOUD_TIMEOUT_MIN = 30;

/** The cloud's run goes on while the link is away; a second copy would start from its last checkpoint. Longer than a failover of the link. */
const WORKER_LOST_TIMEOUT_HOURS = 4;

/** How Kueue is set in one cluster. The manager waits at least as long as the worker whose pods it waits for. */
export function kueueSettings(platform: Platform, place: Side): KueueSettings {
  const manages = burstManager(platform) === place;
  return {
    podsReadyTimeoutMin: place === "cloud" || manages ? CLOUD_TIMEOUT_MIN : ON_PREM_TIMEOUT_MIN,
    namespaceLabel: LABELS.team,
    ...(manages && { multiKueue: { origin: platform.name, workerLostTimeoutHours: WORKER_LOST_TIMEOUT_HOURS } }),
  };
}
