import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "./validation";

/** Properties for {@link SystemNodeGroup}. */
export interface SystemNodeGroupProps {
  /** Prefix of names. */
  readonly name: string;
  readonly clusterName: string;
  /** Kubernetes version, such as `1.35`. */
  readonly version: string;
  /** Release of the nodes' image, such as `1.35.6-20260714`: Kubernetes and day. */
  readonly imageRelease: string;
  readonly roleArn: string;
  /** Private subnets, one a zone. */
  readonly subnetIds: readonly string[];
  /**
   * EC2 instance type.
   *
   * @default "m7i.xlarge"
   */
  readonly instanceType?: string;
  /** @default 2 */
  readonly minNodes?: number;
  /** @default 4 */
  readonly maxNodes?: number;
  /** @default 100 */
  readonly rootVolumeGiB?: number;
  /** ARN of the KMS key of the disks; its policy must let EC2 use it. */
  readonly keyArn: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of instances and volumes: the provider's default tags do not reach what the group starts. */
  readonly tags: Readonly<Record<string, string>>;
  /** What a node needs to join. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * The nodes that the platform's own controllers run on.
 *
 * Defines one managed node group over the zones and its launch template: metadata by token and for the node alone, an encrypted disk, no SSH.
 * It starts no GPU nodes: Karpenter does, on these nodes.
 */
export class SystemNodeGroup extends Construct {
  public readonly nodeGroup: EksNodeGroup;

  constructor(scope: Construct, id: string, props: SystemNodeGroupProps) {
    super(scope, id);
    const { name, clusterName, version, imageRelease, roleArn, subnetIds, keyArn, labels, tags, after } = props;
    const { instanceType = "m7i.xlarge", minNodes = 2, maxNodes = 4, rootVolumeGiB = 100 } = props;
    check(
      this,
      minNodes >= 1 && minNodes <= maxNodes
        ? undefined
        : `minNodes must be 1 to maxNodes (${maxNodes}), got ${minNodes}; raise maxNodes or lower minNodes`,
    );
    const named = { ...tags, Name: name };
    const template = new LaunchTemplate(this, "template", {
      name,
      description: "System nodes of the burst cluster",
      updateDefaultVersion: true,
      // a hop limit of 1: pods cannot reach the node's own identity, they have theirs by Pod Identity.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: rootVolumeGiB,
            encrypted: "true",
            kmsKeyId: keyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: named,
      })),
    });
    this.nodeGroup = new EksNodeGroup(this, "Default", {
      clusterName,
      // a group of another type or image is made before the old one goes.
      nodeGroupNamePrefix: `${name}-`,
      nodeRoleArn: roleArn,
      subnetIds: [...subnetIds],
      version,
      releaseVersion: imageRelease,
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      instanceTypes: [instanceType],
      launchTemplate: { id: template.id, version: String(template.latestVersion) },
      scalingConfig: { minSize: minNodes, desiredSize: minNodes, maxSize: maxNodes },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      labels: { ...labels },
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ["scaling_config[0].desired_size"] },
      dependsOn: [...after],
    });
  }
}
