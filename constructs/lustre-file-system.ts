import { FsxDataRepositoryAssociation } from "@cdktf/provider-aws/lib/fsx-data-repository-association";
import { FsxLustreFileSystem } from "@cdktf/provider-aws/lib/fsx-lustre-file-system";
import { KmsGrant } from "@cdktf/provider-aws/lib/kms-grant";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { type AwsLocation, iamArn } from "./arn";
import { retained } from "./retention";
import { check } from "./validation";

/** A bucket that is a folder of the file system. */
export interface LinkedBucket {
  /** Folder at the root of the file system. */
  readonly folder: string;
  readonly bucketName: string;
  /** Whether files that are written, changed or deleted in the folder are so in the bucket; the other way is always on. */
  readonly exported: boolean;
}

/** Properties for {@link LustreFileSystem}. */
export interface LustreFileSystemProps {
  readonly location: AwsLocation;
  /** Its `Name` tag. */
  readonly name: string;
  readonly vpcId: string;
  /** The one subnet that it is in: that of the pool beside it. */
  readonly subnetId: string;
  readonly securityGroupName: string;
  /** Security group of the machines that mount it. */
  readonly clientSecurityGroupId: string;
  /**
   * Security group of the machines that reach it by EFA.
   *
   * @default - no EFA
   */
  readonly efaSecurityGroupId?: string;
  /** 1200, or a multiple of 2400. */
  readonly capacityGiB: number;
  /** 125, 250, 500 or 1000. */
  readonly mbpsPerTiB: number;
  /** ARN of the KMS key of the file system and of the linked buckets. */
  readonly keyArn: string;
  readonly buckets: readonly LinkedBucket[];
  /** SSM parameter that says where the file system is. */
  readonly parameterName: string;
  readonly allowDestroy: boolean;
}

/** Ports that Lustre servers and clients use. */
const PORTS = [
  { from: 988, to: 988 },
  { from: 1018, to: 1023 },
] as const;

const EVENTS = ["NEW", "CHANGED", "DELETED"];

/**
 * A parallel file system beside a GPU pool, over the buckets.
 *
 * Defines the FSx for Lustre file system (durable: it may hold the only copy of a checkpoint for minutes), its security group, its links to buckets, and an SSM
 * parameter that says where it is: Terraform cannot look one up. It mounts nothing.
 */
export class LustreFileSystem extends Construct {
  public readonly fileSystem: FsxLustreFileSystem;

  constructor(scope: Construct, id: string, props: LustreFileSystemProps) {
    super(scope, id);
    const { name, vpcId, subnetId, capacityGiB, mbpsPerTiB, keyArn, efaSecurityGroupId, allowDestroy } = props;
    check(
      this,
      capacityGiB === 1200 || (capacityGiB > 0 && capacityGiB % 2400 === 0)
        ? undefined
        : `capacityGiB must be 1200 or a multiple of 2400, got ${capacityGiB}`,
      efaSecurityGroupId === undefined || capacityGiB * mbpsPerTiB >= 4_800_000
        ? undefined
        : `capacityGiB x mbpsPerTiB must be at least 4800000 with EFA, got ${capacityGiB * mbpsPerTiB}; raise one of them`,
    );
    const group = this.securityGroup(props.securityGroupName, vpcId, props.clientSecurityGroupId);
    this.fileSystem = new FsxLustreFileSystem(this, "Default", {
      deploymentType: "PERSISTENT_2",
      storageCapacity: capacityGiB,
      perUnitStorageThroughput: mbpsPerTiB,
      subnetIds: [subnetId],
      securityGroupIds: [group.id, ...(efaSecurityGroupId === undefined ? [] : [efaSecurityGroupId])],
      kmsKeyId: keyArn,
      dataCompressionType: "LZ4",
      ...(efaSecurityGroupId !== undefined && { efaEnabled: true, metadataConfiguration: { mode: "AUTOMATIC" } }),
      tags: { Name: name },
      lifecycle: {
        ...retained(allowDestroy).lifecycle,
        // FSx does not tell its security groups back: without this every plan replaces the file system.
        ignoreChanges: ["security_group_ids"],
      },
    });
    this.linkBuckets(props);
    const { id: fileSystemId, dnsName, mountName } = this.fileSystem;
    new SsmParameter(this, "where", {
      name: props.parameterName,
      description: "Where the Lustre file system is, for the cluster's volumes",
      type: "String",
      value: JSON.stringify({ id: fileSystemId, dnsName, mountName }),
    });
  }

  private linkBuckets({ location, buckets, keyArn }: LustreFileSystemProps): void {
    const links = buckets.map(
      ({ folder, bucketName, exported }) =>
        new FsxDataRepositoryAssociation(this, folder, {
          fileSystemId: this.fileSystem.id,
          fileSystemPath: `/${folder}`,
          dataRepositoryPath: `s3://${bucketName}`,
          batchImportMetaDataOnCreate: true,
          s3: { autoImportPolicy: { events: EVENTS }, ...(exported && { autoExportPolicy: { events: EVENTS } }) },
        }),
    );
    const linker = `aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_${this.fileSystem.id}`;
    // FSx makes this role with the first link, so no key policy could have named it before.
    new KmsGrant(this, "linker-key", {
      name: "lustre",
      keyId: keyArn,
      granteePrincipal: iamArn(location, `role/${linker}`),
      operations: ["Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey"],
      dependsOn: links,
    });
  }

  private securityGroup(name: string, vpcId: string, clients: string): SecurityGroup {
    const group = new SecurityGroup(this, "servers", {
      name,
      description: "Lustre servers",
      vpcId,
      tags: { Name: name },
    });
    const servers = group.id;
    for (const { from, to } of PORTS) {
      const ports = { ipProtocol: "tcp", fromPort: from, toPort: to };
      const rule = (securityGroupId: string, referencedSecurityGroupId: string, description: string) => ({
        ...ports,
        securityGroupId,
        referencedSecurityGroupId,
        description,
      });
      new VpcSecurityGroupIngressRule(
        this,
        `servers-from-servers-${from}`,
        rule(servers, servers, "Lustre from servers"),
      );
      new VpcSecurityGroupIngressRule(
        this,
        `servers-from-clients-${from}`,
        rule(servers, clients, "Lustre from clients"),
      );
      // servers call clients back about locks.
      new VpcSecurityGroupIngressRule(
        this,
        `clients-from-servers-${from}`,
        rule(clients, servers, "Lustre from servers"),
      );
      new VpcSecurityGroupEgressRule(this, `servers-to-servers-${from}`, rule(servers, servers, "Lustre to servers"));
      new VpcSecurityGroupEgressRule(this, `servers-to-clients-${from}`, rule(servers, clients, "Lustre to clients"));
    }
    return group;
  }
}
