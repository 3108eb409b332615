/** Where Terraform's states are in S3. */
export interface StateBucket {
  readonly bucket: string;
  readonly region: string;
  /** Alias or ARN of the KMS key of its objects. */
  readonly kmsKey: string;
}

/** The key that `npm run state` makes with a bucket. */
export function stateKeyAlias({ bucket }: Pick<StateBucket, "bucket">): string {
  return `alias/tfstate/${bucket}`;
}
