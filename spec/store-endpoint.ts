import { physicalName } from "./names";
import type { Platform } from "./platform";

/**
 * True where the cloud's buckets are reached from on-prem through the link: by an interface endpoint of S3, since the gateway endpoint answers the VPC
 * alone. Without a link data crosses the internet.
 */
export function storesMeetOverLink({ onPrem, cloud }: Pick<Platform, "onPrem" | "cloud">): boolean {
  return onPrem !== undefined && cloud !== undefined && cloud.link.kind !== "none";
}

/** `Name` tag of that endpoint and of its security group. */
export function storeEndpointName(platform: Pick<Platform, "name">): string {
  return physicalName(platform, "s3-from-on-prem");
}

/** Key under which a ConfigMap on-prem has the endpoint's address, beside what copies are at AWS. */
export const STORE_ENDPOINT_KEY = "STORE_ENDPOINT";
