import type { Ec2Pool } from "../constructs/ec2-pool";
import {
  discoveryTags,
  efaSecurityGroupName,
  GPU_TAINT,
  LABELS,
  nodeSubnetTerm,
  placementGroupName,
} from "../spec/names";
import type { CloudPool, Platform } from "../spec/platform";
import { poolLabels } from "../spec/pool-labels";
import { podsPerNode } from "../spec/subnets";
import { NAME_TAG } from "./aws-provider";

/** Tags of what Karpenter starts: the provider's default tags do not reach it. */
export function nodeTags({ name, owner, tags }: Platform): Readonly<Record<string, string>> {
  return { ...tags, [NAME_TAG]: name, "gpu.platform/owner": owner };
}

/** A pool of the platform file, as EC2 nodes. */
export function ec2Pool(platform: Platform, pool: CloudPool): Ec2Pool {
  const { name, instanceType, gpus, zones, capacity, minNodes, maxNodes, efa } = pool;
  return {
    name,
    instanceType: instanceType.name,
    vCpus: instanceType.vCpus,
    maxPods: podsPerNode(instanceType),
    ...(gpus && { gpusPerNode: gpus.perNode }),
    zones,
    capacity,
    minNodes,
    maxNodes,
    labels: poolLabels(pool),
    tags: { [LABELS.pool]: name },
    taints: gpus ? [GPU_TAINT] : [],
    subnets: zones.map((zone) => nodeSubnetTerm(platform, zone)),
    securityGroups: [{ tags: discoveryTags(platform) }, ...(efa ? [{ name: efaSecurityGroupName(platform) }] : [])],
    localDisks: instanceType.localNvmeGB !== undefined,
    ...(efa && {
      efa: { interfaces: instanceType.efaInterfaces, networkCards: instanceType.networkCards },
      placementGroup: placementGroupName(platform, pool),
    }),
  };
}
