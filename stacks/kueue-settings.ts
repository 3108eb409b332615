import type { KueueSettings } from "../constructs/kueue-configuration";
import { LABELS } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import { PODS_READY_MIN } from "../spec/pods-ready";
import { burstManager } from "../spec/queues";

/** The cloud's run goes on while the link is away; a second copy would start from its last checkpoint. Longer than a failover of the link. */
const WORKER_LOST_TIMEOUT_HOURS = 4;

/** How Kueue is set in one cluster. The manager waits at least as long as the worker whose pods it waits for. */
export function kueueSettings(platform: Platform, place: Side): KueueSettings {
  const manages = burstManager(platform) === place;
  return {
    podsReadyTimeoutMin: PODS_READY_MIN[place === "cloud" || manages ? "cloud" : "onPrem"],
    namespaceLabel: LABELS.team,
    ...(manages && { multiKueue: { origin: platform.name, workerLostTimeoutHours: WORKER_LOST_TIMEOUT_HOURS } }),
  };
}
