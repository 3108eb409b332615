import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import type { StoreReach } from "./model-network-policy";
import { egressTo } from "./traffic";

/** Properties for {@link ObjectStoreBuckets}. */
export interface ObjectStoreBucketsProps {
  /** Namespace of the job, with the administrator's key. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Image with a shell and rclone, by reference. */
  readonly image: string;
  /** Address of the store. */
  readonly endpoint: string;
  /** Region that its clients sign with. */
  readonly region: string;
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of whoever may make buckets. */
  readonly credentialsSecret: string;
  readonly buckets: readonly string[];
  /** Where the store is reached. */
  readonly reach: StoreReach;
  /**
   * What must be there before: the namespace.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Buckets of an S3-compatible object store that is there already.
 *
 * Defines a release of the chart `object-store`: a Job that makes the buckets that are missing, and asks again where the store is away.
 * Nothing waits for it, and no state holds the key. It removes no bucket, and defines no users and no Secrets.
 */
export class ObjectStoreBuckets extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, { namespace, reach, dependsOn, ...values }: ObjectStoreBucketsProps) {
    super(scope, id);
    this.chart = new ChartRelease(this, "Default", {
      chart: "object-store",
      name: "object-store",
      namespace,
      dependsOn,
      values: { ...values, egress: egressTo(reach) },
    });
  }
}
