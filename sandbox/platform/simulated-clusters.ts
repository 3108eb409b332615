import { clusterName } from "../../spec/names";
import type { Cloud, OnPrem, Platform } from "../../spec/platform";
import type { ClusterOptions } from "../clusters/cluster-options";
import type { Engines } from "../engines/engines";
import { onPremNodes } from "./on-prem-nodes";

/** Names of the two clusters inside a sandbox. */
export const ON_PREM_CLUSTER = "on-prem";
export const CLOUD_CLUSTER = "cloud";
/** Name of the forwarder through which on-prem's Kueue reaches the cloud's API server. */
export const LINK = "burst";

/** The keys that every AWS client of a sandbox has. */
const KEYS = { accessKeyId: "emulated", secretAccessKey: "emulated" } as const;

/** The on-prem cluster as a platform file finds it: its context, its ranges, the nodes of the inventory. */
export function onPremCluster(onPrem: OnPrem, engines: Engines): ClusterOptions {
  return {
    name: ON_PREM_CLUSTER,
    context: onPrem.kubernetes.context,
    serviceCidr: onPrem.network.services,
    podCidr: onPrem.network.pods,
    nodes: onPremNodes(onPrem),
    tools: [{ image: "kubectl", entrypoint: "kubectl", files: { kubectl: engines.file("kubectl") } }],
  };
}

/** The control plane behind the EKS cluster: it has no node until EC2 has an instance for it. */
export function cloudCluster(
  platform: Platform,
  cloud: Cloud,
  emulator: { readonly url: string; readonly variables: Readonly<Record<string, string>> },
): ClusterOptions {
  const name = clusterName(platform);
  return {
    name: CLOUD_CLUSTER,
    // an on-prem context of that name must not be mistaken for it.
    context: platform.onPrem?.kubernetes.context === name ? `${name}-eks` : name,
    serviceCidr: cloud.network.services,
    nodes: [],
    controllers: ["kueue", "jobset", "karpenter"],
    environment: emulator.variables,
    tokens: { cluster: name, keys: KEYS, groups: ["system:masters"] },
    instances: { emulator: emulator.url, cluster: name },
  };
}
