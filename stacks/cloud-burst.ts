import { Construct } from "constructs";
import { type KubernetesVersion, nodeImageRelease } from "../catalog/eks";
import { ApiSecurityGroup } from "../constructs/api-security-group";
import type { AwsLocation } from "../constructs/arn";
import { BurstCluster, clusterArn } from "../constructs/burst-cluster";
import { ClusterAccess } from "../constructs/cluster-access";
import { EfaSecurityGroup } from "../constructs/efa-security-group";
import { EksAddons } from "../constructs/eks-addons";
import { EncryptionKey, usedByDisks, usedByLogGroups } from "../constructs/encryption-key";
import { KarpenterAccess } from "../constructs/karpenter-access";
import { KeyLookup } from "../constructs/key-lookup";
import { literal } from "../constructs/literal";
import { LustreFileSystem } from "../constructs/lustre-file-system";
import { LustreRetention } from "../constructs/lustre-retention";
import { NetworkLookup } from "../constructs/network-lookup";
import { NodeRole } from "../constructs/node-role";
import { PoolPlacementGroup } from "../constructs/pool-placement-group";
import { SystemNodeGroup } from "../constructs/system-node-group";
import {
  apiSecurityGroupName,
  bucketName,
  CACHED_REGISTRIES,
  cachePrefix,
  clusterLogGroupName,
  clusterName,
  discoveryTags,
  efaSecurityGroupName,
  interruptionQueueName,
  keyAlias,
  lustreParameterName,
  lustreSecurityGroupName,
  physicalName,
  placementGroupName,
  poolInstanceProfileName,
  roleName,
  SERVICE_ACCOUNTS,
  SYSTEM_NODE_LABELS,
  subnetName,
  teamGroup,
  vpcName,
} from "../spec/names";
import type { Cloud, CloudPool, Platform } from "../spec/platform";
import { awsProvider, cloudOf, locationOf, NAME_TAG, platformTags } from "./aws-provider";
import { nodeAddons, systemAddons } from "./cloud-add-ons";
import { inferenceIdentity, loadBalancerIdentity, teamIdentities } from "./cloud-identities";
import { linkedRanges } from "./linked-ranges";
import { keepLoadBalancers } from "./load-balancers";
import { onPremIdentities } from "./on-prem-identities";
import { PlatformStack } from "./platform-stack";

/** Where the cluster is. */
interface ClusterNetwork {
  readonly vpcId: string;
  readonly controlPlaneSubnetIds: readonly string[];
  readonly nodeSubnetId: (zone: string) => string;
}

/**
 * The cluster that runs burst into, and what of AWS its nodes and pods need.
 *
 * Speaks to AWS alone, never to the cluster's own API; its first plan needs neither a cluster nor the foundation.
 */
export class CloudBurstStack extends PlatformStack {
  private readonly cloud: Cloud;
  private readonly location: AwsLocation;
  private readonly clusterArn: string;

  constructor(scope: Construct, platform: Platform) {
    super(scope, "cloud-burst", platform);
    const cloud = cloudOf(platform);
    this.cloud = cloud;
    this.location = locationOf(cloud);
    this.clusterArn = clusterArn(this.location, clusterName(platform));
    awsProvider(this, platform, cloud);
    const network = this.network();
    const key = this.key();
    const cluster = this.cluster(network, key);
    this.access(cluster);
    this.systemNodes(cluster, network, key);
    this.karpenter(cluster);
    this.placementGroups();
    const efa = this.efa(network);
    if (cloud.storage.lustre) this.lustre(cloud.storage.lustre, network, cluster, efa);
    else this.keepLustre();
    this.identities(cluster);
  }

  private network(): ClusterNetwork {
    const { platform, cloud } = this;
    const { existing } = cloud.network;
    if (existing) {
      const nodeSubnetId = (zone: string) => existingSubnet(existing.privateSubnetIds, zone);
      return { vpcId: existing.vpcId, controlPlaneSubnetIds: cloud.controlPlaneZones.map(nodeSubnetId), nodeSubnetId };
    }
    const lookup = new NetworkLookup(this, "network", { vpcName: vpcName(platform) });
    const subnetId = (purpose: "nodes" | "control-plane") => (zone: string) =>
      lookup.subnetId(subnetName(platform, purpose, zone));
    return {
      vpcId: lookup.vpcId,
      controlPlaneSubnetIds: cloud.controlPlaneZones.map(subnetId("control-plane")),
      nodeSubnetId: subnetId("nodes"),
    };
  }

  private key(): EncryptionKey {
    const { platform, location } = this;
    return new EncryptionKey(this, "cluster-key", {
      location,
      alias: keyAlias(platform, "cluster"),
      description: `Secrets, logs and disks of the cluster ${clusterName(platform)}`,
      services: [usedByLogGroups(location, clusterLogGroupName(platform)), usedByDisks(location)],
      allowDestroy: platform.allowDestroy,
    });
  }

  private cluster({ vpcId, controlPlaneSubnetIds }: ClusterNetwork, key: EncryptionKey): BurstCluster {
    const { platform, cloud, location } = this;
    const cidrs = linkedRanges(platform, cloud);
    const api =
      cidrs.size > 0 && new ApiSecurityGroup(this, "api", { name: apiSecurityGroupName(platform), vpcId, cidrs });
    return new BurstCluster(this, "cluster", {
      location,
      name: clusterName(platform),
      version: cloud.kubernetes.version,
      roleName: roleName(platform, "cluster"),
      subnetIds: controlPlaneSubnetIds,
      serviceCidr: cloud.network.services,
      publicAccessCidrs: cloud.kubernetes.publicAccessCidrs,
      securityGroupIds: api ? [api.group.id] : [],
      keyArn: key.arn,
      logGroupName: clusterLogGroupName(platform),
      discoveryTags: discoveryTags(platform),
    });
  }

  private access(cluster: BurstCluster): void {
    const { groups, roles } = onPremIdentities(this, this.platform, this.location);
    new ClusterAccess(this, "access", {
      partition: this.location.partition,
      clusterName: cluster.clusterName,
      admins: this.cloud.kubernetes.admins,
      members: new Map([...groupsByRole(this.platform), ...groups]),
      dependsOn: roles,
    });
  }

  /** Add-ons that a node cannot be ready without come first, then the nodes, then the add-ons that need one to run on. */
  private systemNodes(cluster: BurstCluster, network: ClusterNetwork, key: EncryptionKey): void {
    const { platform, cloud, location } = this;
    const common = { location, clusterName: cluster.clusterName, clusterArn: this.clusterArn };
    const early = new EksAddons(this, "node-addons", { ...common, addons: nodeAddons(platform, cloud) });
    const { role, attachments } = new NodeRole(this, "system-node-role", {
      location,
      name: roleName(platform, "system-node"),
      description: "System nodes of the burst cluster",
      cachePrefixes: cachePrefixes(platform, cloud),
    });
    const { nodeGroup } = new SystemNodeGroup(this, "system-nodes", {
      name: physicalName(platform, "system"),
      clusterName: cluster.clusterName,
      version: cloud.kubernetes.version,
      imageRelease: nodeImageRelease(cloud.kubernetes.version as KubernetesVersion),
      roleArn: role.arn,
      subnetIds: cloud.zones.map(network.nodeSubnetId),
      keyArn: key.arn,
      labels: SYSTEM_NODE_LABELS,
      tags: platformTags(platform),
      after: [...attachments, ...early.addons],
    });
    new EksAddons(this, "addons", { ...common, addons: systemAddons(cloud), after: [nodeGroup] });
  }

  private karpenter(cluster: BurstCluster): void {
    const { platform, cloud, location } = this;
    const { namespace, name: serviceAccount } = SERVICE_ACCOUNTS.karpenter;
    new KarpenterAccess(this, "karpenter", {
      location,
      clusterName: cluster.clusterName,
      clusterTag: clusterName(platform),
      clusterArn: this.clusterArn,
      controller: { roleName: roleName(platform, "karpenter"), namespace, serviceAccount },
      nodeRoleName: roleName(platform, "pool-node"),
      instanceProfileName: poolInstanceProfileName(platform),
      queueName: interruptionQueueName(platform),
      spot: cloud.pools.some(({ capacity }) => capacity.some(({ kind }) => kind === "spot")),
      cachePrefixes: cachePrefixes(platform, cloud),
    });
  }

  /** Nodes that are not reserved are started close together; reserved ones lie where they were reserved. */
  private placementGroups(): void {
    const scope = new Construct(this, "placement");
    for (const pool of this.cloud.pools.filter(isPlaced))
      new PoolPlacementGroup(scope, pool.name, {
        name: placementGroupName(this.platform, pool),
        ...(pool.formerly !== undefined && { formerId: pool.formerly }),
      });
  }

  private efa({ vpcId }: ClusterNetwork): EfaSecurityGroup | undefined {
    if (!this.cloud.pools.some(({ efa }) => efa)) return undefined;
    return new EfaSecurityGroup(this, "efa", { name: efaSecurityGroupName(this.platform), vpcId });
  }

  private lustre(
    lustre: NonNullable<Cloud["storage"]["lustre"]>,
    network: ClusterNetwork,
    cluster: BurstCluster,
    efa: EfaSecurityGroup | undefined,
  ): void {
    const { platform, cloud, location } = this;
    const beside = cloud.pools.some((pool) => pool.efa && pool.zones.includes(lustre.zone));
    const bucket = (purpose: "datasets" | "checkpoints") =>
      bucketName(platform, purpose, location.account, location.region);
    new LustreFileSystem(this, "lustre", {
      location,
      name: physicalName(platform, "lustre"),
      vpcId: network.vpcId,
      subnetId: network.nodeSubnetId(lustre.zone),
      securityGroupName: lustreSecurityGroupName(platform),
      clientSecurityGroupId: cluster.securityGroupId,
      efaSecurityGroupId: beside ? efa?.group.id : undefined,
      capacityGiB: lustre.capacityGiB,
      mbpsPerTiB: lustre.mbpsPerTiB,
      keyArn: new KeyLookup(this, "data-key", { alias: keyAlias(platform, "data") }).arn,
      // a run must not be able to delete a dataset from the bucket by deleting a file.
      buckets: [
        { folder: "datasets", bucketName: bucket("datasets"), exported: false },
        { folder: "checkpoints", bucketName: bucket("checkpoints"), exported: true },
      ],
      parameterName: lustreParameterName(platform),
      allowDestroy: platform.allowDestroy,
    });
  }

  /** The file system of an earlier file must not go with the key that declared it. */
  private keepLustre(): void {
    const { platform } = this;
    if (platform.allowDestroy) return;
    new LustreRetention(this, "lustre", {
      name: physicalName(platform, "lustre"),
      platformTag: { key: NAME_TAG, value: platform.name },
      remedy: "put cloud.storage.lustre back, or deploy allowDestroy: true first",
    });
  }

  private identities(cluster: BurstCluster): void {
    const place = { location: this.location, clusterName: cluster.clusterName, clusterArn: this.clusterArn };
    teamIdentities(new Construct(this, "teams"), this.platform, place);
    inferenceIdentity(this, this.platform, place);
    loadBalancerIdentity(this, this.platform, place);
    keepLoadBalancers(this, this.platform);
  }
}

function existingSubnet(subnets: Readonly<Record<string, string>>, zone: string): string {
  const id = subnets[zone];
  if (id === undefined)
    throw new Error(`cloud.network.existing has no subnet in ${zone}: the file's rules refuse this`);
  return id;
}

/** Two teams may have a role in common: it is in the groups of both. */
function groupsByRole(platform: Platform): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const team of platform.teams)
    for (const role of team.roleArns)
      groups.set(role, [
        ...new Set([...(groups.get(role) ?? []), teamGroup(platform, team.name), ...team.groups.map(literal)]),
      ]);
  return groups;
}

function cachePrefixes(platform: Platform, { network }: Cloud): readonly string[] {
  if (network.egress !== "none") return [];
  return (Object.keys(CACHED_REGISTRIES) as (keyof typeof CACHED_REGISTRIES)[]).map((part) =>
    cachePrefix(platform, part),
  );
}

/** Only on-demand nodes take a placement group: a reservation lies where it was made, and spot is taken where it can be had. */
function isPlaced({ efa, capacity }: CloudPool): boolean {
  return efa && capacity.some(({ kind }) => kind === "onDemand");
}
