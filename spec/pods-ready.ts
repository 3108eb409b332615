import type { Side } from "./platform";

/**
 * Minutes that an admitted run has until all of its pods are ready, before it gives its quota back. On-prem nodes are there already; a cloud node starts,
 * and pulls tens of GiB of image, before its pod is ready.
 */
export const PODS_READY_MIN: Readonly<Record<Side, number>> = { onPrem: 10, cloud: 30 };
