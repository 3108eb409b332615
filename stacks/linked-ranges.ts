import type { Cloud, Platform } from "../spec/platform";

/**
 * On-prem ranges that the link carries to the cloud, by what is there; none without a link. Pods are among them: where the cluster's network routes
 * them instead of hiding them behind their nodes, Kueue's manager and copies come from there.
 */
export function linkedRanges({ onPrem }: Platform, { link }: Cloud): ReadonlyMap<string, string> {
  if (!onPrem || link.kind === "none") return new Map();
  const { nodes, pods } = onPrem.network;
  return new Map([
    ["nodes", nodes],
    ["pods", pods],
  ]);
}
