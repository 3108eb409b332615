import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** Properties for {@link BucketFolders}. */
export interface BucketFoldersProps {
  readonly bucket: string;
  /** ARN of the bucket's KMS key. */
  readonly keyArn: string;
  /** Names of folders at the bucket's root. */
  readonly folders: readonly string[];
  /** User and group that own the folders, by number. */
  readonly owner: number;
  /** What owner, group and everyone may do, as `chmod` takes it. */
  readonly mode: "770" | "755";
  /** What the bucket needs before it is written to. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Folders of a bucket that a Lustre file system shows before anything is in them.
 *
 * Defines an empty object a folder, whose metadata say to FSx that it is a folder, whose it is, and who may enter.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/posix-metadata-support.html
 */
export class BucketFolders extends Construct {
  constructor(scope: Construct, id: string, props: BucketFoldersProps) {
    super(scope, id);
    const { bucket, keyArn, folders, owner, mode, dependsOn } = props;
    for (const folder of folders)
      new S3Object(this, folder, {
        bucket,
        key: `${folder}/`,
        kmsKeyId: keyArn,
        serverSideEncryption: "aws:kms",
        metadata: {
          "user-agent": "aws-fsx-lustre",
          "file-owner": String(owner),
          "file-group": String(owner),
          // 0040000 is a folder.
          "file-permissions": `0040${mode}`,
        },
        // an object takes 10 tags, every other resource of AWS's 50: it has none of those that the provider puts on everything.
        overrideProvider: { defaultTags: { tags: {} } },
        dependsOn: [...dependsOn],
      });
  }
}
