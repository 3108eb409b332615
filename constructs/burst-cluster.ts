import { Ec2Tag } from "@cdktf/provider-aws/lib/ec2-tag";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { type AwsLocation, managedPolicyArn, regionalArn } from "./arn";
import { policyDocument, trustOf } from "./policy-document";
import { PrivateLogGroup } from "./private-log-group";
import { check } from "./validation";

/** Properties for {@link BurstCluster}. */
export interface BurstClusterProps {
  readonly location: AwsLocation;
  readonly name: string;
  /** Kubernetes version, such as `1.35`. */
  readonly version: string;
  readonly roleName: string;
  /** Private subnets of at least two zones, for the control plane's interfaces. */
  readonly subnetIds: readonly string[];
  /** Range of the service addresses. */
  readonly serviceCidr: string;
  /**
   * Ranges that may reach the API from the internet.
   *
   * @default - none: the API is reached from the VPC alone
   */
  readonly publicAccessCidrs?: readonly string[];
  /**
   * Security groups of the control plane's interfaces, beside the one that EKS makes for them and for every node.
   *
   * @default - none
   */
  readonly securityGroupIds?: readonly string[];
  /** ARN of the KMS key of Secrets and of the log group. */
  readonly keyArn: string;
  /** The one name that EKS writes the control plane's log to. */
  readonly logGroupName: string;
  /** Tags of the security group that every node has: how Karpenter finds it. */
  readonly discoveryTags: Readonly<Record<string, string>>;
}

/** All that EKS can log. */
const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * The EKS cluster that bursts run in: private, with access by access entries alone.
 *
 * Defines the cluster, its role and its log. Whoever makes it is no administrator of it; add-ons, nodes and access are constructs of their own.
 */
export class BurstCluster extends Construct {
  public readonly cluster: EksCluster;
  /** Security group that EKS gives to the control plane and to every node. */
  public readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: BurstClusterProps) {
    super(scope, id);
    const { location, name, version, subnetIds, serviceCidr, publicAccessCidrs = [], securityGroupIds = [] } = props;
    const { keyArn, logGroupName, discoveryTags } = props;
    check(
      this,
      publicAccessCidrs.includes("0.0.0.0/0")
        ? "publicAccessCidrs must not open the API to everyone, got 0.0.0.0/0; list your own egress addresses"
        : undefined,
      subnetIds.length >= 2 ? undefined : `subnetIds must be of at least two zones, got ${subnetIds.length}`,
    );
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: "The control plane of the burst cluster",
      assumeRolePolicy: trustOf("eks.amazonaws.com", { StringEquals: { "aws:SourceAccount": location.account } }),
    });
    const permission = new IamRolePolicyAttachment(this, "role-policy", {
      role: role.name,
      policyArn: managedPolicyArn(location, "AmazonEKSClusterPolicy"),
    });
    const useKey = new IamRolePolicy(this, "secrets-key", {
      name: "secrets-key",
      role: role.id,
      policy: policyDocument({
        sid: "EncryptSecrets",
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:ListGrants"],
        resources: [keyArn],
      }),
    });
    const { logGroup } = new PrivateLogGroup(this, "log", { name: logGroupName, keyArn });
    const open = publicAccessCidrs.length > 0;
    this.cluster = new EksCluster(this, "Default", {
      name,
      version,
      roleArn: role.arn,
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      enabledClusterLogTypes: LOGS,
      encryptionConfig: { resources: ["secrets"], provider: { keyArn } },
      kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: serviceCidr },
      upgradePolicy: { supportType: "STANDARD" },
      vpcConfig: {
        subnetIds: [...subnetIds],
        ...(securityGroupIds.length > 0 && { securityGroupIds: [...securityGroupIds] }),
        endpointPrivateAccess: true,
        endpointPublicAccess: open,
        ...(open && { publicAccessCidrs: [...publicAccessCidrs] }),
      },
      zonalShiftConfig: { enabled: true },
      // EKS would make a log group of this name itself, that keeps everything for ever and unencrypted.
      dependsOn: [logGroup, permission, useKey],
    });
    this.securityGroupId = this.cluster.vpcConfig.clusterSecurityGroupId;
    for (const [key, value] of Object.entries(discoveryTags))
      new Ec2Tag(this, key, { resourceId: this.securityGroupId, key, value });
  }

  /** The cluster's name, known once the cluster exists. */
  public get clusterName(): string {
    return this.cluster.name;
  }
}

/** The ARN of a cluster, computed from its name. */
export function clusterArn(location: AwsLocation, name: string): string {
  return regionalArn(location, "eks", `cluster/${name}`);
}
