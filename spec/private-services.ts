import type { Platform } from "./platform";
import { servingNeeds } from "./serving-needs";

/** AWS services without which a node of a private cluster does not join, pull images or hold an identity. */
export const CLUSTER_SERVICES = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "kms",
  "logs",
  "sqs",
  "ssm",
  "sts",
] as const;

/** AWS services that the platform's own VPC has an interface of, in each zone of the cluster; none in a VPC that was there before. */
export function privateServices(platform: Platform): readonly string[] {
  const { cloud } = platform;
  if (!cloud || cloud.network.existing) return [];
  return [
    ...CLUSTER_SERVICES,
    ...(cloud.storage.lustre ? ["fsx"] : []),
    ...(servingNeeds(platform, "cloud").loadBalancer ? ["elasticloadbalancing"] : []),
  ];
}
