import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import type { AwsLocation } from "../constructs/arn";
import { literals } from "../constructs/literal";
import type { Cloud, Platform } from "../spec/platform";

/** The tag whose value is the platform's name, on everything: budgets and searches go by it. */
export const NAME_TAG = "gpu.platform/name";

/** Tags of every AWS resource: the platform file's own, and whose it is. */
export function platformTags({ name, owner, tags }: Platform): Record<string, string> {
  return literals({ ...tags, [NAME_TAG]: name, "gpu.platform/owner": owner });
}

/** The cloud side of a platform whose stack needs one. */
export function cloudOf({ cloud }: Platform): Cloud {
  if (!cloud) throw new Error("the platform has no cloud side");
  return cloud;
}

/** What every ARN of the cloud side begins with. */
export function locationOf({ account, region }: Cloud): AwsLocation {
  return { partition: region.partition, region: region.name, account };
}

/** The AWS provider of a stack: one region, no account but the platform's, tags on everything. Credentials come from the environment. */
export function awsProvider(stack: TerraformStack, platform: Platform, { account, region }: Cloud): AwsProvider {
  return new AwsProvider(stack, "aws", {
    region: region.name,
    allowedAccountIds: [account],
    defaultTags: [{ tags: platformTags(platform) }],
  });
}
