import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AdmissionPolicies } from "../constructs/admission-policies";
import { regionalArn } from "../constructs/arn";
import { DevicePlugins } from "../constructs/device-plugins";
import { Ec2Pools } from "../constructs/ec2-pools";
import { GpuExporter } from "../constructs/gpu-exporter";
import { JobSetController } from "../constructs/job-set-controller";
import { Karpenter } from "../constructs/karpenter";
import { Kueue } from "../constructs/kueue";
import { LustreVolumes } from "../constructs/lustre-volumes";
import { Prometheus } from "../constructs/prometheus";
import { QueueObjects } from "../constructs/queue-objects";
import { lustreVolumes } from "../spec/lustre-volumes";
import {
  CACHED_REGISTRIES,
  cachePrefix,
  clusterName,
  GPU_TAINT,
  interruptionQueueName,
  KUEUE_NAMESPACE,
  keyAlias,
  LABELS,
  lustreParameterName,
  poolInstanceProfileName,
  SERVICE_ACCOUNTS,
  SYSTEM_NODE_LABELS,
  systemNamespace,
} from "../spec/names";
import type { Cloud, Platform } from "../spec/platform";
import { queuesOf } from "../spec/queues";
import { awsProvider, locationOf } from "./aws-provider";
import { cloudHelm, cloudKubernetes, cloudLogin } from "./cloud-cluster";
import { ec2Pool, nodeTags } from "./ec2-pools";
import { kueueSettings } from "./kueue-settings";
import { watch } from "./observability";
import { platformSpaces } from "./platform-spaces";
import { PlatformStack } from "./platform-stack";
import { policyFacts } from "./policy-facts";
import { cloudServingControllers } from "./serving-controllers";
import { platformAnnotations } from "./space-labels";
import { teamSpaces } from "./team-spaces";

/** No team has restricted data in the cloud. */
const NOBODY: ReadonlySet<string> = new Set();

/**
 * The cloud side, inside its EKS cluster: nodes from zero, the queue that takes runs from on-prem, and the teams' spaces.
 *
 * It needs the cluster for a plan, and its API server within reach.
 */
export class CloudPlatformStack extends PlatformStack {
  private readonly annotations: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    platform: Platform,
    private readonly cloud: Cloud,
  ) {
    super(scope, "cloud-platform", platform);
    this.annotations = platformAnnotations(platform);
    awsProvider(this, platform, cloud);
    const login = cloudLogin(this, platform, cloud);
    cloudKubernetes(this, login);
    cloudHelm(this, login);
    const { system } = platformSpaces(this, platform);
    this.pools(system);
    this.devicePlugins();
    this.policies(system);
    cloudServingControllers(this, platform, cloud, (registry, repository) => this.cached(registry, repository));
    this.observability(system);
    const queueing = this.queueing();
    const teams = this.teams(queueing);
    this.lustre([system, ...teams]);
    this.queues([...queueing, system, ...teams]);
  }

  private teams(queueing: readonly ITerraformDependable[]): readonly ITerraformDependable[] {
    return teamSpaces(this, this.platform, "cloud", NOBODY, queueing).map(({ namespace }) => namespace.namespace);
  }

  private pools(system: ITerraformDependable): void {
    const { platform, cloud, annotations } = this;
    const pools = cloud.pools.map((pool) => ec2Pool(platform, pool));
    const karpenter = new Karpenter(this, "karpenter", {
      clusterName: clusterName(platform),
      interruptionQueue: interruptionQueueName(platform),
      serviceAccount: SERVICE_ACCOUNTS.karpenter,
      isolated: cloud.network.egress === "none",
      staticPools: pools.some(({ minNodes }) => minNodes > 0),
      overlays: pools.some(({ efa }) => efa),
      nodeSelector: SYSTEM_NODE_LABELS,
      image: this.cached("public", "karpenter/controller"),
    });
    new Ec2Pools(this, "pools", {
      namespace: systemNamespace(platform),
      annotations,
      pools,
      instanceProfile: poolInstanceProfileName(platform),
      keyArn: regionalArn(locationOf(cloud), "kms", keyAlias(platform, "cluster")),
      tags: nodeTags(platform),
      dependsOn: [karpenter.chart.release, system],
    });
  }

  private lustre(dependsOn: readonly ITerraformDependable[]): void {
    const { platform, cloud, annotations } = this;
    const { lustre } = cloud.storage;
    const folders = lustreVolumes(platform).map(({ namespace, claim, bucket, folder, readOnly }) => ({
      namespace,
      claim,
      folder: `${bucket}/${folder}`,
      readOnly,
    }));
    if (!lustre || folders.length === 0) return;
    new LustreVolumes(this, "lustre", {
      parameterName: lustreParameterName(platform),
      zone: lustre.zone,
      namespace: systemNamespace(platform),
      annotations,
      folders,
      dependsOn,
    });
  }

  private devicePlugins(): void {
    const { pools } = this.cloud;
    if (!pools.some(({ gpus }) => gpus)) return;
    new DevicePlugins(this, "device-plugins", {
      gpuLabel: LABELS.gpu,
      gpuTaint: GPU_TAINT,
      efaInstanceTypes: [
        ...new Set(pools.filter(({ efa }) => efa).map(({ instanceType }) => instanceType.name)),
      ].sort(),
    });
  }

  /** A Prometheus and NVIDIA's exporter, and what they are for; on-prem both are there in any case. */
  private observability(system: ITerraformDependable): void {
    const { platform, cloud, annotations } = this;
    if (!platform.observability.cloud) return;
    const prometheus = new Prometheus(this, "prometheus", { annotations, nodeSelector: SYSTEM_NODE_LABELS });
    const dependsOn = [prometheus.addOn.chart.release];
    if (cloud.pools.some(({ gpus }) => gpus))
      new GpuExporter(this, "gpu-exporter", {
        annotations,
        gpuLabel: LABELS.gpu,
        gpuTaint: GPU_TAINT,
        monitorLabels: platform.observability.labels,
        dependsOn,
      });
    watch(this, platform, "cloud", [...dependsOn, system]);
  }

  private queueing(): readonly ITerraformDependable[] {
    const { annotations } = this;
    const jobSet = new JobSetController(this, "jobset", {
      annotations,
      nodeSelector: SYSTEM_NODE_LABELS,
      image: this.cached("k8s", "jobset/jobset"),
    });
    const kueue = new Kueue(this, "kueue", {
      namespace: KUEUE_NAMESPACE,
      annotations,
      nodeSelector: SYSTEM_NODE_LABELS,
      image: this.cached("k8s", "kueue/kueue"),
      dependsOn: [jobSet.chart.release],
      ...kueueSettings(this.platform, "cloud"),
    });
    return [jobSet.chart.release, kueue.chart.release];
  }

  private queues(dependsOn: readonly ITerraformDependable[]): void {
    const { platform, annotations } = this;
    new QueueObjects(this, "queues", {
      namespace: systemNamespace(platform),
      annotations,
      queues: queuesOf(platform, "cloud", { restrictedTeams: NOBODY }),
      dependsOn,
    });
  }

  private policies(system: ITerraformDependable): void {
    const { platform, annotations } = this;
    new AdmissionPolicies(this, "policies", {
      prefix: platform.name,
      namespace: systemNamespace(platform),
      annotations,
      namespaces: { labels: { [LABELS.platform]: platform.name }, keys: [LABELS.team] },
      ...policyFacts(platform, "cloud", NOBODY),
      dependsOn: [system],
    });
  }

  /** An image's repository in the account's own registry, where nodes reach no other. */
  private cached(registry: keyof typeof CACHED_REGISTRIES, repository: string): string | undefined {
    const { account, region, network } = this.cloud;
    if (network.egress !== "none") return undefined;
    return `${account}.dkr.ecr.${region.name}.amazonaws.com/${cachePrefix(this.platform, registry)}/${repository}`;
  }
}
