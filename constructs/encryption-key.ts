import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { type AwsLocation, iamArn, regionalArn } from "./arn";
import { policyDocument, type Statement } from "./policy-document";
import { retained } from "./retention";

/** Properties for {@link EncryptionKey}. */
export interface EncryptionKeyProps {
  readonly location: AwsLocation;
  /** `alias/…`: how other states name the key. */
  readonly alias: string;
  /** What it protects. */
  readonly description: string;
  /**
   * Statements for AWS services that use the key by themselves.
   *
   * @default - none: the account's IAM policies alone decide who uses it
   */
  readonly services?: readonly Statement[];
  readonly allowDestroy: boolean;
}

/**
 * A KMS key of the customer's own.
 *
 * Defines the key, rotated every year, its policy and its alias. It grants use to nobody but the services named: IAM policies of the
 * account do that.
 */
export class EncryptionKey extends Construct {
  public readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { location, alias, description, services = [], allowDestroy } = props;
    this.key = new KmsKey(this, "Default", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument(
        {
          sid: "AccountDecides",
          principal: { accountRoot: iamArn(location, "root") },
          actions: ["kms:*"],
          resources: ["*"],
        },
        ...services,
      ),
      ...retained(allowDestroy),
    });
    new KmsAlias(this, "alias", { name: alias, targetKeyId: this.key.keyId });
  }

  public get arn(): string {
    return this.key.arn;
  }
}

/** CloudWatch Logs encrypts these log groups and no others with the key. */
export function usedByLogGroups(location: AwsLocation, ...logGroups: readonly string[]): Statement {
  return {
    sid: "LogGroups",
    principal: { service: `logs.${location.region}.amazonaws.com` },
    actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    resources: ["*"],
    conditions: {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": logGroups.map((group) =>
          regionalArn(location, "logs", `log-group:${group}`),
        ),
      },
    },
  };
}

/**
 * EC2 encrypts disks with the key, for whoever in the account may start machines: as the key that EBS has by itself, but one that can be
 * taken back. Its users are roles of AWS's own (Auto Scaling, Spot, fleets) that may not exist yet, and KMS refuses a policy that names such a one.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-kms.html
 */
export function usedByDisks({ account, region }: AwsLocation): Statement {
  return {
    sid: "Disks",
    principal: { everyone: true },
    actions: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncrypt*",
      "kms:GenerateDataKey*",
      "kms:CreateGrant",
      "kms:DescribeKey",
    ],
    resources: ["*"],
    conditions: {
      StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `ec2.${region}.amazonaws.com` },
    },
  };
}

/** CloudWatch publishes alarms to topics that the key encrypts. */
export function usedByAlarms({ account }: AwsLocation): Statement {
  return {
    sid: "Alarms",
    principal: { service: "cloudwatch.amazonaws.com" },
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:SourceAccount": account } },
  };
}
