import { layProject } from "../../platform/deploy";
import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges, terraform } from "../terraform";
import { askS3, bucketOf } from "./account";

const STACK = "cloud-foundation";
const ADDRESS = "aws_s3_bucket.datasets";
const KEY = "drill/shard-0001.tar";
const CONTENT = "what cannot be made again";

/** A bucket with objects is destroyed, before and after the platform file allows it. */
export const FULL_BUCKET: Drill = {
  name: "full-bucket",
  group: "aws",
  needs: [STACK],
  does: "puts an object into the datasets bucket and destroys the bucket: first as the file stands, then with allowDestroy",
  expects:
    "first the plan refuses; with allowDestroy S3 refuses, as the bucket is not empty; the object is there all the while, and a deploy gives the bucket its settings back",
  run: fullBucket,
  restore: (context) => mendState(context, STACK),
};

async function fullBucket(context: DrillContext): Promise<Seen> {
  const { folder, variant } = context;
  const object = `${bucketOf(context, "datasets")}/${KEY}`;
  const put = await askS3(context, "PUT", object, CONTENT);
  const version = put.headers.get("x-amz-version-id");
  try {
    const destroy = () =>
      terraform(context, STACK, "destroy", "-auto-approve", "-input=false", "-no-color", `-target=${ADDRESS}`);
    const first = await destroy();
    layProject(folder, variant((file) => file.set("allowDestroy", true)).outdir);
    const second = await destroy();
    const there = (await (await askS3(context, "GET", object)).text()) === CONTENT;
    const mended = await deployState(context, STACK);
    const after = await plannedChanges(context, STACK);
    const planned = first.code !== 0 && first.output.includes("Instance cannot be destroyed");
    const full = second.code !== 0 && second.output.includes("BucketNotEmpty");
    return {
      asExpected: planned && full && there && mended && after.length === 0,
      what: [
        planned ? `the plan refused: ${ADDRESS} cannot be destroyed` : "the plan did not refuse",
        full
          ? "with allowDestroy S3 refused: BucketNotEmpty"
          : `with allowDestroy: ${second.output.trim().slice(-200)}`,
        there ? "the object is there" : "the object is gone",
        `deployed again: ${mended ? "yes" : "no"}`,
        `then: ${after.join(", ") || "an empty plan"}`,
      ].join("; "),
    };
  } finally {
    await askS3(context, "DELETE", version === null ? object : `${object}?versionId=${version}`);
  }
}
