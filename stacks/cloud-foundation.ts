import type { Construct } from "constructs";
import { AlarmTopic } from "../constructs/alarm-topic";
import type { AwsLocation } from "../constructs/arn";
import { BucketFolders } from "../constructs/bucket-folders";
import { BurstNetwork, type NetworkSubnet } from "../constructs/burst-network";
import { DataBucket, takesAccessLogs } from "../constructs/data-bucket";
import { DirectConnectLink } from "../constructs/direct-connect-link";
import { EncryptionKey, usedByAlarms, usedByLogGroups } from "../constructs/encryption-key";
import { ExpressBucket } from "../constructs/express-bucket";
import { FlowLog } from "../constructs/flow-log";
import { literal } from "../constructs/literal";
import type { Statement } from "../constructs/policy-document";
import { PrivateEndpoints } from "../constructs/private-endpoints";
import { amazonAsn, PrivateGateway } from "../constructs/private-gateway";
import { PullThroughCaches } from "../constructs/pull-through-caches";
import { SpendingBudget } from "../constructs/spending-budget";
import { StoreEndpoint } from "../constructs/store-endpoint";
import { VpnLink } from "../constructs/vpn-link";
import { RUN_USER } from "../jobs/pod-security";
import { alarmRecipients } from "../spec/alarm-recipients";
import { lustreVolumes } from "../spec/lustre-volumes";
import {
  bucketName,
  CACHED_REGISTRIES,
  cachePrefix,
  expressBucketName,
  type KeyPurpose,
  keyAlias,
  logGroupName,
  physicalName,
  roleName,
  subnetName,
  vpcName,
} from "../spec/names";
import type { Cloud, Link, Platform } from "../spec/platform";
import { privateServices } from "../spec/private-services";
import { storeEndpointName, storesMeetOverLink } from "../spec/store-endpoint";
import { nodeZones, subnetPlan } from "../spec/subnets";
import { awsProvider, cloudOf, locationOf, NAME_TAG, platformTags } from "./aws-provider";
import { linkedRanges } from "./linked-ranges";
import { keepLoadBalancers } from "./load-balancers";
import { PlatformStack } from "./platform-stack";

/** Days until an overwritten or deleted object is gone for good. Checkpoints are large and replace each other by the hour. */
const NONCURRENT_DAYS = { datasets: 30, checkpoints: 7, models: 90, logs: 7 } as const;

/** Days that access logs are kept: what audits ask for. */
const ACCESS_LOG_DAYS = 365;

/** The VPC as the link sees it. */
interface LinkedVpc {
  readonly vpcId: string;
  /** Private subnets in the platform's zones. */
  readonly subnetIds: readonly string[];
  /** Route tables that learn the way to on-prem, by zone; none in a VPC that exists already, whose tables are looked up by their subnets. */
  readonly routeTableIds: ReadonlyMap<string, string>;
}

/**
 * What of the cloud side outlives the cluster: keys, buckets, network, link to on-prem, registry caches, budget.
 *
 * Needs nothing but an AWS account.
 */
export class CloudFoundationStack extends PlatformStack {
  private readonly cloud: Cloud;
  private readonly location: AwsLocation;

  constructor(scope: Construct, platform: Platform) {
    super(scope, "cloud-foundation", platform);
    const cloud = cloudOf(platform);
    this.cloud = cloud;
    this.location = locationOf(cloud);
    awsProvider(this, platform, cloud);
    const closed = cloud.network.egress === "none";
    const dataKey = this.key("data", `Datasets, checkpoints${closed ? ", models and cached images" : " and models"}`);
    const logsKey = this.key("logs", "Logs and alarms", ...this.usersOfLogsKey());
    this.buckets(dataKey);
    const vpc = this.network(logsKey);
    this.link(vpc, logsKey);
    this.storeEndpoint(vpc);
    if (closed) this.caches(dataKey);
    this.budget();
  }

  private key(purpose: KeyPurpose, protects: string, ...services: readonly Statement[]): EncryptionKey {
    const { name, allowDestroy } = this.platform;
    const alias = keyAlias(this.platform, purpose);
    const description = `${protects} of ${name}`;
    return new EncryptionKey(this, `${purpose}-key`, {
      location: this.location,
      alias,
      description,
      services,
      allowDestroy,
    });
  }

  private usersOfLogsKey(): readonly Statement[] {
    const groups = (["flow-logs", "vpn"] as const).map((of) => logGroupName(this.platform, of));
    return [usedByLogGroups(this.location, ...groups), usedByAlarms(this.location)];
  }

  private buckets(dataKey: EncryptionKey): void {
    const { platform, location } = this;
    const { allowDestroy } = platform;
    const common = (purpose: keyof typeof NONCURRENT_DAYS) => ({
      location,
      name: bucketName(platform, purpose, location.account, location.region),
      noncurrentDays: NONCURRENT_DAYS[purpose],
      allowDestroy,
    });
    const logs = common("logs");
    const statements = [takesAccessLogs(location, logs.name)];
    const accessLog = new DataBucket(this, "logs", { ...logs, statements, expireDays: ACCESS_LOG_DAYS });
    const data = (purpose: "datasets" | "checkpoints" | "models") =>
      new DataBucket(this, purpose, { ...common(purpose), keyArn: dataKey.arn, accessLog });
    this.lustreFolders(dataKey, { datasets: data("datasets"), checkpoints: data("checkpoints") });
    data("models");
    const zoneId = this.cloud.storage.expressZone;
    if (zoneId) new ExpressBucket(this, "express", { name: expressBucketName(platform, zoneId), zoneId, allowDestroy });
  }

  /** What Lustre's volumes mount must be there, even while it is empty. */
  private lustreFolders(dataKey: EncryptionKey, buckets: Record<"datasets" | "checkpoints", DataBucket>): void {
    const volumes = lustreVolumes(this.platform);
    for (const [purpose, mode] of [
      ["datasets", "755"],
      ["checkpoints", "770"],
    ] as const) {
      const own = volumes.filter(({ bucket }) => bucket === purpose);
      if (own.length === 0) continue;
      const { bucketName, policy } = buckets[purpose];
      new BucketFolders(this, `${purpose}-folders`, {
        bucket: bucketName,
        keyArn: dataKey.arn,
        folders: [...new Set(own.map(({ folder }) => folder))],
        owner: RUN_USER,
        mode,
        dependsOn: [policy],
      });
    }
  }

  private network(logsKey: EncryptionKey): LinkedVpc {
    const { platform, cloud, location } = this;
    const { vpc: cidr, existing } = cloud.network;
    if (existing) {
      const subnetIds = cloud.zones.flatMap((zone) => existing.privateSubnetIds[zone] ?? []);
      return { vpcId: existing.vpcId, subnetIds, routeTableIds: new Map() };
    }
    if (!cidr) throw new Error("cloud.network has neither vpc nor existing: the platform file's rules refuse this");
    const name = vpcName(platform);
    const network = new BurstNetwork(this, "network", { name, cidr, subnets: networkSubnets(platform, cloud, cidr) });
    const routeTableIds = new Map([...network.privateRouteTables].map(([zone, table]) => [zone, table.id]));
    const subnetIds = cloud.zones.flatMap((zone) => network.nodeSubnets.get(zone)?.id ?? []);
    new PrivateEndpoints(this, "endpoints", {
      location,
      name: platform.name,
      vpcId: network.vpc.id,
      vpcCidr: cidr,
      subnetIds,
      routeTableIds: [...routeTableIds.values()],
      services: privateServices(platform),
      express: cloud.storage.expressZone !== undefined,
    });
    // with no way out, the controller reaches AWS through an endpoint that goes with the last host.
    if (cloud.network.egress === "none") keepLoadBalancers(this, platform);
    new FlowLog(this, "flow-log", {
      location,
      vpcId: network.vpc.id,
      logGroupName: logGroupName(platform, "flow-logs"),
      roleName: roleName(platform, "flow-logs"),
      keyArn: logsKey.arn,
    });
    return { vpcId: network.vpc.id, subnetIds, routeTableIds };
  }

  private link({ vpcId, routeTableIds }: LinkedVpc, logsKey: EncryptionKey): void {
    const { name, owner } = this.platform;
    const { link, budget, network } = this.cloud;
    if (link.kind === "none") return;
    const emails = alarmRecipients(owner, budget?.emails).map(literal);
    const alarms = new AlarmTopic(this, "alarms", {
      name: physicalName(this.platform, "alarms"),
      keyArn: logsKey.arn,
      emails,
    });
    const asn = amazonAsn(...peerAsns(link));
    const { gateway } = new PrivateGateway(this, "gateway", {
      name,
      vpcId,
      asn,
      routeTableIds,
      existingSubnetIds: new Map(Object.entries(network.existing?.privateSubnetIds ?? {})),
    });
    const ends = { name, gatewayId: gateway.id, alarmTopicArn: alarms.topic.arn };
    if (link.kind === "vpn") {
      const vpnLog = { logGroupName: logGroupName(this.platform, "vpn"), keyArn: logsKey.arn };
      new VpnLink(this, "vpn", { ...ends, ...vpnLog, peers: link.peers });
    } else {
      const { connectionId, vlan } = link;
      const dxAsn = amazonAsn(link.asn, asn);
      new DirectConnectLink(this, "direct-connect", { ...ends, connectionId, vlan, asn: link.asn, amazonAsn: dxAsn });
    }
  }

  /** In every zone of the platform: copies go on where one fails, and another zone in the file moves no interface. */
  private storeEndpoint({ vpcId, subnetIds }: LinkedVpc): void {
    const { platform, cloud, location } = this;
    if (!storesMeetOverLink(platform)) return;
    new StoreEndpoint(this, "store-endpoint", {
      location,
      name: storeEndpointName(platform),
      vpcId,
      subnetIds,
      buckets: (["datasets", "models"] as const).map((purpose) =>
        bucketName(platform, purpose, location.account, location.region),
      ),
      onPremCidrs: linkedRanges(platform, cloud),
    });
  }

  /** Where nodes have no way out. */
  private caches(dataKey: EncryptionKey): void {
    const { platform, location } = this;
    const upstream = Object.entries(CACHED_REGISTRIES) as [keyof typeof CACHED_REGISTRIES, string][];
    const registries = new Map(upstream.map(([part, registry]) => [cachePrefix(platform, part), registry]));
    new PullThroughCaches(this, "caches", {
      location,
      registries,
      roleName: roleName(platform, "image-caches"),
      keyArn: dataKey.arn,
      tags: platformTags(platform),
    });
  }

  private budget(): void {
    const { budget } = this.cloud;
    const { name } = this.platform;
    if (!budget) return;
    const emails = budget.emails.map(literal);
    new SpendingBudget(this, "budget", { ...budget, name, emails, tag: { key: NAME_TAG, value: name } });
  }
}

/** The parts of the VPC that the platform uses: nodes wherever a pool may be, the control plane and the NAT gateways where they keep to. */
function networkSubnets(platform: Platform, cloud: Cloud, vpcCidr: string): readonly NetworkSubnet[] {
  const zones = nodeZones(cloud);
  const plan = subnetPlan(vpcCidr, zones);
  const used = {
    nodes: zones,
    "control-plane": cloud.controlPlaneZones,
    public: cloud.natZones,
  };
  return (Object.keys(used) as (keyof typeof used)[]).flatMap((purpose) =>
    used[purpose].flatMap((zone) => {
      const cidr = plan.get(zone)?.[purpose];
      return cidr === undefined ? [] : [{ purpose, zone, cidr, name: subnetName(platform, purpose, zone) }];
    }),
  );
}

function peerAsns(link: Exclude<Link, { readonly kind: "none" }>): readonly number[] {
  return link.kind === "vpn" ? link.peers.map((peer) => peer.asn) : [link.asn];
}
