import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { askS3, bucketOf } from "./account";

const STACK = "cloud-foundation";

/** Somebody deletes what guards a bucket, in the console. */
export const DELETED_IN_AWS: Drill = {
  name: "deleted-in-aws",
  group: "aws",
  needs: [STACK],
  does: "deletes the policy of the datasets bucket, which refuses plain HTTP, behind Terraform's back",
  expects: "the plan shows that one resource and nothing else; a deploy makes it again; the next plan is empty",
  run: deletedInAws,
  restore: (context) => mendState(context, STACK),
};

async function deletedInAws(context: DrillContext): Promise<Seen> {
  await askS3(context, "DELETE", `${bucketOf(context, "datasets")}?policy`);
  const changes = await plannedChanges(context, STACK);
  const repaired = await deployState(context, STACK);
  const after = await plannedChanges(context, STACK);
  const [only = ""] = changes;
  return {
    asExpected:
      changes.length === 1 && only.startsWith("create aws_s3_bucket_policy.") && repaired && after.length === 0,
    what: `the plan: ${changes.join(", ") || "nothing"}; deployed again: ${repaired ? "yes" : "no"}; then: ${after.join(", ") || "an empty plan"}`,
  };
}
