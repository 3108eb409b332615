import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { karpenterMonitor, kueueMonitor, Observability } from "../constructs/observability";
import { alertRules } from "../spec/alert-rules";
import { KUEUE_NAMESPACE, SERVICE_ACCOUNTS, systemNamespace } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import { platformAnnotations } from "./space-labels";

/** What watches one cluster, where the file asks for it. */
export function watch(
  stack: Construct,
  platform: Platform,
  place: Side,
  dependsOn: readonly ITerraformDependable[],
): void {
  const { observability } = platform;
  if (!observability[place]) return;
  new Observability(stack, "observability", {
    name: platform.name,
    namespace: systemNamespace(platform),
    annotations: platformAnnotations(platform),
    labels: observability.labels,
    monitors: {
      kueue: kueueMonitor(KUEUE_NAMESPACE),
      ...(place === "cloud" && { karpenter: karpenterMonitor(SERVICE_ACCOUNTS.karpenter.namespace) }),
    },
    groups: alertRules(platform, place),
    dashboard: observability.dashboard,
    dependsOn,
  });
}
