import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { type AwsLocation, bucketArn } from "./arn";
import { policyDocument, type Statement, tlsOnly } from "./policy-document";
import { retained } from "./retention";
import { check } from "./validation";

/** Properties for {@link DataBucket}. */
export interface DataBucketProps {
  readonly location: AwsLocation;
  /** Name of the bucket: 3 to 63 of a-z, 0-9 and "-". */
  readonly name: string;
  /**
   * ARN of the KMS key that encrypts objects.
   *
   * @default - a key of S3's own, the only one that S3 can deliver access logs under
   */
  readonly keyArn?: string;
  /**
   * The bucket that takes this one's access log.
   *
   * @default - no access log
   */
  readonly accessLog?: DataBucket;
  /**
   * Statements of the bucket's policy, beside the refusal of plain HTTP.
   *
   * @default - none: identities' policies alone decide
   */
  readonly statements?: readonly Statement[];
  /** Days until a version that was replaced or deleted is gone. */
  readonly noncurrentDays: number;
  /**
   * Days until an object is deleted.
   *
   * @default - kept
   */
  readonly expireDays?: number;
  readonly allowDestroy: boolean;
}

/** Days after which the parts of an upload that never ended are deleted. */
const ABORT_UPLOAD_DAYS = 7;

/**
 * A private bucket: closed to the public, encrypted, versioned, TLS only, without ACLs.
 *
 * Defines the bucket, its settings and its policy. It gives nobody access: identities' policies do.
 */
export class DataBucket extends Construct {
  public readonly bucketName: string;
  public readonly bucket: S3Bucket;
  /** Exists once the bucket can be written to by those that the statements name. */
  public readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { location, name, keyArn, accessLog, statements = [], noncurrentDays, expireDays, allowDestroy } = props;
    check(
      this,
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)
        ? undefined
        : `name must be 3 to 63 of a-z, 0-9 and "-", got ${JSON.stringify(name)}; shorten the platform's name`,
    );
    const arn = bucketArn(location, name);
    this.bucketName = name;
    this.bucket = new S3Bucket(this, "Default", { bucket: name, ...retained(allowDestroy) });
    const bucket = this.bucket.id;
    const closed = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", { bucket, rule: [encryption(keyArn)] });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument(tlsOnly("s3:*", arn, `${arn}/*`), ...statements),
      // S3 refuses two writes of a bucket's access settings at one time.
      dependsOn: [closed],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: lifecycleRules(noncurrentDays, expireDays),
      dependsOn: [versioning],
    });
    if (accessLog)
      new S3BucketLoggingA(this, "access-log", {
        bucket,
        targetBucket: accessLog.bucket.id,
        targetPrefix: `${name}/`,
        dependsOn: [accessLog.policy],
      });
  }
}

/** S3 delivers the access logs of the account's buckets into a bucket. */
export function takesAccessLogs(location: AwsLocation, bucket: string): Statement {
  return {
    sid: "AccessLogs",
    principal: { service: "logging.s3.amazonaws.com" },
    actions: ["s3:PutObject"],
    resources: [`${bucketArn(location, bucket)}/*`],
    conditions: { StringEquals: { "aws:SourceAccount": location.account } },
  };
}

function encryption(keyArn: string | undefined) {
  return keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        // without it every object costs a KMS call.
        bucketKeyEnabled: true,
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
      };
}

function lifecycleRules(noncurrentDays: number, expireDays: number | undefined): S3BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "tidy",
      status: "Enabled",
      filter: [{}],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOAD_DAYS }],
      noncurrentVersionExpiration: [{ noncurrentDays }],
      ...(expireDays === undefined ? {} : { expiration: [{ days: expireDays }] }),
    },
  ];
}
