import { type BucketPurpose, bucketName } from "../../../spec/names";
import type { Cloud } from "../../../spec/platform";
import { EmulatorControl } from "../../aws/emulator-control";
import { s3Request } from "../../aws/s3-request";
import { sandboxEnvironment } from "../../platform/sandbox-environment";
import type { DrillContext } from "../drill";

/** What a drill needs of its context to work on the emulated account. */
export type AccountContext = Pick<DrillContext, "folder" | "platform">;

/** The cloud side of a drill that needs a state of it. */
export function cloudSide({ platform }: AccountContext): Cloud {
  if (!platform.cloud) throw new Error("the platform has no cloud side");
  return platform.cloud;
}

/** Where the emulated AWS answers. */
export function emulatorUrl({ folder }: Pick<DrillContext, "folder">): string {
  const { AWS_ENDPOINT_URL: url } = sandboxEnvironment(folder);
  if (url === undefined) throw new Error("the sandbox has no emulated AWS");
  return url;
}

/** What drills ask of the emulator beside AWS's own interface. */
export function emulatorOf(context: Pick<DrillContext, "folder">): EmulatorControl {
  return new EmulatorControl(emulatorUrl(context));
}

/** Name of a bucket of the platform. */
export function bucketOf(context: AccountContext, purpose: BucketPurpose): string {
  const { account, region } = cloudSide(context);
  return bucketName(context.platform, purpose, account, region.name);
}

/** Asks S3 as somebody who goes past Terraform; throws where S3 refuses. */
export async function askS3(
  context: AccountContext,
  method: "GET" | "PUT" | "DELETE",
  path: string,
  body?: string,
): Promise<Response> {
  const answer = await s3Request(emulatorUrl(context), cloudSide(context).region.name, method, path, body);
  if (!answer.ok) throw new Error(`S3 refused ${method} ${path}: ${answer.status}`);
  return answer;
}

/** Takes the lifecycle rules off the logs bucket: making them again takes Terraform a minute, in which much can happen. */
export async function forgetRulesOfLogs(context: AccountContext): Promise<void> {
  await askS3(context, "DELETE", `${bucketOf(context, "logs")}?lifecycle`);
}
