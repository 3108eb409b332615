import { S3DirectoryBucket } from "@cdktf/provider-aws/lib/s3-directory-bucket";
import { Construct } from "constructs";
import { retained } from "./retention";

/** Properties for {@link ExpressBucket}. */
export interface ExpressBucketProps {
  /** Name of the bucket; it ends in `--<zone id>--x-s3`. */
  readonly name: string;
  /** Id of the zone, such as `eun1-az1`. */
  readonly zoneId: string;
  readonly allowDestroy: boolean;
}

/**
 * An S3 Express One Zone bucket for hot shards of datasets.
 *
 * Defines the directory bucket; it is closed to the public and encrypted by S3 from birth. Runs fill it: what is in it is a copy.
 */
export class ExpressBucket extends Construct {
  public readonly bucket: S3DirectoryBucket;

  constructor(scope: Construct, id: string, { name, zoneId, allowDestroy }: ExpressBucketProps) {
    super(scope, id);
    this.bucket = new S3DirectoryBucket(this, "Default", {
      bucket: name,
      location: [{ name: zoneId, type: "AvailabilityZone" }],
      ...retained(allowDestroy),
    });
  }
}
