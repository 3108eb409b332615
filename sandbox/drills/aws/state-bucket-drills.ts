import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../platform/deploy";
import { lockId, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges, terraform } from "../terraform";
import { secondsUntil } from "../wait-until";
import { askS3, emulatorOf, forgetRulesOfLogs } from "./account";

const STACK = "cloud-foundation";
const APPLY = ["apply", "-auto-approve", "-input=false", "-no-color"] as const;
const APPLIES_WITHIN_SEC = 120;

/** The state bucket cannot be reached; see docs/runbooks/state-bucket.md. */
export const STATE_BUCKET_AWAY: Drill = {
  name: "state-bucket-away",
  group: "aws",
  needs: [STACK, "state bucket"],
  does: "has the state bucket answer nothing but 503: before a plan, and in the middle of an apply; then follows docs/runbooks/state-bucket.md",
  expects:
    "the plan is refused and names the bucket; the apply keeps its state in errored.tfstate; pushed after force-unlock, nothing is lost and the next plan is empty",
  run: stateBucketAway,
  restore: async (context) => {
    await emulatorOf(context).setFaults([]);
    await mendState(context, STACK);
  },
};

async function stateBucketAway(context: DrillContext): Promise<Seen> {
  const control = emulatorOf(context);
  const bucket = stateBucket(context);
  const away = () => control.setFaults([{ kind: "away", service: "s3", path: `/${bucket}` }]);
  await away();
  const refused = await terraform(context, STACK, "plan", "-input=false", "-no-color");
  await control.setFaults([]);
  await forgetRulesOfLogs(context);
  const since = (await control.calls()).at(-1)?.number ?? 0;
  const applied = terraform(context, STACK, ...APPLY);
  const writes = async () =>
    (await control.calls(since)).some(({ operation }) => operation === "PutBucketLifecycleConfiguration");
  const begun = await secondsUntil(writes, APPLIES_WITHIN_SEC, context.signal);
  if (begun !== undefined) await away();
  const cut = await applied;
  await control.setFaults([]);
  const kept = join(projectFolder(context.folder), "cdktf.out", "stacks", STACK, "errored.tfstate");
  const there = existsSync(kept);
  const locked = await terraform(context, STACK, "plan", "-input=false", "-no-color", "-lock-timeout=0s");
  const id = lockId(locked.output);
  if (id !== undefined) await terraform(context, STACK, "force-unlock", "-force", id);
  const pushed = there ? await terraform(context, STACK, "state", "push", "errored.tfstate") : undefined;
  if (pushed?.code === 0) rmSync(kept);
  const after = await plannedChanges(context, STACK);
  const named = refused.output.includes(bucket);
  return {
    asExpected: refused.code !== 0 && named && cut.code !== 0 && pushed?.code === 0 && after.length === 0,
    what: [
      `the plan was ${refused.code === 0 ? "not refused" : `refused${named ? " and named the bucket" : ""}`}`,
      `the apply ended with ${cut.code}${there ? " and left errored.tfstate" : ", without errored.tfstate"}`,
      id === undefined ? "no lock was left" : "its lock was left, and taken off",
      `the state was ${pushed?.code === 0 ? "pushed" : "not pushed"}`,
      `then: ${after.join(", ") || "an empty plan"}`,
    ].join("; "),
  };
}

/** A state is deleted from its bucket; see docs/runbooks/state-bucket.md. */
export const STATE_LOST: Drill = {
  name: "state-lost",
  group: "aws",
  needs: [STACK, "state bucket"],
  does: "deletes a state from its bucket, plans, and takes the deletion back as docs/runbooks/state-bucket.md says",
  expects: "the plan would make everything anew, and nothing else; with the former version of the state it is empty",
  run: stateLost,
  restore: (context) => mendState(context, STACK),
};

async function stateLost(context: DrillContext): Promise<Seen> {
  const key = `${stateBucket(context)}/${context.platform.name}/${STACK}.tfstate`;
  const known = await terraform(context, STACK, "state", "list");
  const resources = known.output.split("\n").filter((line) => line !== "" && !line.startsWith("data.")).length;
  const deleted = await askS3(context, "DELETE", key);
  const marker = deleted.headers.get("x-amz-version-id");
  if (marker === null) return { asExpected: false, what: "the state bucket keeps no versions: the state is gone" };
  const lost = await plannedChanges(context, STACK).finally(() =>
    askS3(context, "DELETE", `${key}?versionId=${marker}`),
  );
  const made = lost.filter((change) => change.startsWith("create ")).length;
  const after = await plannedChanges(context, STACK);
  return {
    asExpected: made === lost.length && made === resources && after.length === 0,
    what: `without the state the plan makes ${made} of ${resources} resources anew, and changes ${lost.length - made}; with its former version: ${after.join(", ") || "an empty plan"}`,
  };
}

function stateBucket({ platform }: DrillContext): string {
  const { main } = platform.state;
  if (main.kind !== "s3") throw new Error("the platform keeps its state in files");
  return main.bucket;
}
