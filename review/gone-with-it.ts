import type { ResourceChange } from "./resource-changes";

/** Types of what is guarded. */
const GUARDED = ["aws_s3_bucket", "kubernetes_deployment_v1", "kubernetes_namespace_v1"];

/** True where a guard goes together with what it guards: the bucket, pods or namespace of the same part of the tree of constructs. */
export function goneWithIt({ stack, construct }: ResourceChange, changes: readonly ResourceChange[]): boolean {
  const parent = construct?.split("/").slice(0, -1).join("/");
  if (parent === undefined || !parent.includes("/")) return false;
  return changes.some(
    (other) =>
      other.action === "destroy" &&
      other.stack === stack &&
      GUARDED.includes(other.type) &&
      (other.construct === parent || other.construct?.startsWith(`${parent}/`) === true),
  );
}
