/** Where a resource is: what every ARN begins with. */
export interface AwsLocation {
  /** `aws`, or the name of another partition. */
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
}

/** The ARN of something that belongs to a region of the account. */
export function regionalArn({ partition, region, account }: AwsLocation, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The ARN of something that the account has once: a role, an instance profile. */
export function iamArn({ partition, account }: AwsLocation, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** The ARN of an IAM policy that AWS maintains. */
export function managedPolicyArn({ partition }: AwsLocation, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** The ARN of a bucket. */
export function bucketArn({ partition }: AwsLocation, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}
