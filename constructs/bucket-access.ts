import { type AwsLocation, bucketArn, regionalArn } from "./arn";
import type { Statement } from "./policy-document";

/** A part of a bucket. */
export interface BucketPrefixes {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefixes: readonly string[];
}

/** Lists and reads what is under some prefixes of a bucket; no statement where there is none. */
export function readsPrefixes(location: AwsLocation, sid: string, { bucket, prefixes }: BucketPrefixes): Statement[] {
  if (prefixes.length === 0) return [];
  const arn = bucketArn(location, bucket);
  return [
    {
      sid: `List${sid}`,
      actions: ["s3:ListBucket"],
      resources: [arn],
      conditions: { StringLike: { "s3:prefix": prefixes.flatMap((prefix) => [prefix, `${prefix}/*`]) } },
    },
    { sid: `Read${sid}`, actions: ["s3:GetObject"], resources: prefixes.map((prefix) => `${arn}/${prefix}/*`) },
  ];
}

/** Lists, reads and writes what is under some prefixes of a bucket, and deletes nothing; no statement where there is none. */
export function addsToPrefixes(location: AwsLocation, sid: string, part: BucketPrefixes): Statement[] {
  return writing(location, sid, part, []);
}

/** Lists, reads, writes and deletes what is under some prefixes of a bucket; no statement where there is none. */
export function writesPrefixes(location: AwsLocation, sid: string, part: BucketPrefixes): Statement[] {
  return writing(location, sid, part, ["s3:DeleteObject"]);
}

function writing(location: AwsLocation, sid: string, part: BucketPrefixes, more: readonly string[]): Statement[] {
  const { bucket, prefixes } = part;
  if (prefixes.length === 0) return [];
  return [
    ...readsPrefixes(location, sid, part),
    {
      sid: `Write${sid}`,
      actions: ["s3:PutObject", ...more, "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      resources: prefixes.map((prefix) => `${bucketArn(location, bucket)}/${prefix}/*`),
    },
  ];
}

/**
 * Opens sessions at an S3 Express bucket, in which all of it is read and written: a session has no prefix.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
 */
export function usesExpressBucket(location: AwsLocation, bucket: string): Statement {
  return {
    sid: "HotShards",
    actions: ["s3express:CreateSession"],
    resources: [regionalArn(location, "s3express", `bucket/${bucket}`)],
  };
}

/** Uses a KMS key for the objects of S3 and for nothing else. The key is known by its alias: its id is another state's. */
export function usesKeyOfS3(location: AwsLocation, alias: string, write: boolean): Statement {
  return {
    sid: "KeyOfObjects",
    actions: write ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"],
    resources: [regionalArn(location, "kms", "key/*")],
    conditions: {
      StringEquals: { "kms:ViaService": `s3.${location.region}.amazonaws.com` },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
    },
  };
}
