import { type AddonName, EKS_ADDONS, type KubernetesVersion } from "../catalog/eks";
import type { EksAddonSettings } from "../constructs/eks-addons";
import { roleName, SYSTEM_NODE_LABELS } from "../spec/names";
import type { Cloud, Platform } from "../spec/platform";
import { CNI_ADDRESSES } from "../spec/subnets";

function pinned(name: AddonName, { kubernetes }: Cloud): EksAddonSettings {
  return { name, version: EKS_ADDONS[name][kubernetes.version as KubernetesVersion].version };
}

/** Add-ons without which a node does not become ready. */
export function nodeAddons(platform: Platform, cloud: Cloud): readonly EksAddonSettings[] {
  return [
    {
      ...pinned("vpc-cni", cloud),
      configuration: {
        // without it the cluster takes network policies and heeds none.
        enableNetworkPolicy: "true",
        env: {
          WARM_IP_TARGET: String(CNI_ADDRESSES.warm),
          MINIMUM_IP_TARGET: String(CNI_ADDRESSES.minimum),
        },
      },
      identity: {
        serviceAccount: "aws-node",
        roleName: roleName(platform, "cni"),
        managedPolicy: "AmazonEKS_CNI_Policy",
      },
    },
    pinned("kube-proxy", cloud),
    pinned("eks-pod-identity-agent", cloud),
  ];
}

/** Add-ons that run on the system nodes. */
export function systemAddons(cloud: Cloud): readonly EksAddonSettings[] {
  const onSystemNodes = { nodeSelector: SYSTEM_NODE_LABELS };
  return [
    { ...pinned("coredns", cloud), configuration: onSystemNodes },
    { ...pinned("metrics-server", cloud), configuration: onSystemNodes },
    pinned("eks-node-monitoring-agent", cloud),
    ...(cloud.storage.lustre ? [pinned("aws-fsx-csi-driver", cloud)] : []),
  ];
}
