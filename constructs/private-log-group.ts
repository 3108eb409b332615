import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";

/** Properties for {@link PrivateLogGroup}. */
export interface PrivateLogGroupProps {
  readonly name: string;
  /** ARN of the KMS key; its policy must let CloudWatch Logs use it for this group. */
  readonly keyArn: string;
  /**
   * Days that entries are kept.
   *
   * @default 365
   */
  readonly retentionDays?: number;
}

/** A year: what audits ask for. */
const RETENTION_DAYS = 365;

/**
 * An encrypted log group.
 *
 * Defines the log group, so that no service makes one of the same name that keeps everything for ever, unencrypted.
 */
export class PrivateLogGroup extends Construct {
  public readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, { name, keyArn, retentionDays = RETENTION_DAYS }: PrivateLogGroupProps) {
    super(scope, id);
    this.logGroup = new CloudwatchLogGroup(this, "Default", { name, kmsKeyId: keyArn, retentionInDays: retentionDays });
  }
}
