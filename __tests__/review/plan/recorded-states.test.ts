import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildReport } from "../../../review/build-report";
import { MAX_COMMENT, markdown } from "../../../review/markdown";
import { pageOf } from "../../../review/page";
import { readPlan } from "../../../review/plan/plan-file";
import { PROJECT } from "../../house/sources";
import { CHANGED } from "../changed-platform";
import { base, baseStates } from "../example-reports";
import { statesOf, textOfPlatform } from "../platform-texts";

// terraform show -json of every state of the sandbox, with CHANGED and after a bucket and a namespace were changed by hand, cut to one object
// of each kind: RECORD_PLANS=1 npm run test:sandbox -- platform writes them anew.
const FOLDER = join(__dirname, "..", "plans", "states");
const TEXTS = Object.fromEntries(
  readdirSync(FOLDER).map((name) => [name.replace(/\.json$/, ""), readFileSync(join(FOLDER, name), "utf8")]),
);

const head = textOfPlatform(CHANGED);
const plans = Object.entries(TEXTS).map(([stack, text]) => readPlan(stack, `${stack}.json`, text));
const report = buildReport({
  head,
  headStates: statesOf(head),
  base: { ...base, called: "main" },
  baseStates,
  plans,
});

test("there is a plan of every state, with nothing of the machine that made it", () => {
  expect(Object.keys(TEXTS).sort()).toEqual(baseStates.map(({ stack }) => stack).sort());
  for (const text of Object.values(TEXTS))
    for (const path of [PROJECT, homedir(), "/home/", ".sandbox"]) expect(text).not.toContain(`${path}/`);
});

test("each state is told by its plan, in every action that Terraform has", () => {
  expect(report.states.map(({ source }) => source)).toEqual(Array(7).fill("plan"));
  const counts = Object.fromEntries(report.states.map(({ stack, counts: of }) => [stack, of]));
  expect(counts["cloud-foundation"]).toEqual({ update: 1, create: 1 });
  expect(counts["cloud-burst"]).toEqual({ create: 3, replace: 3, move: 1, update: 1 });
  expect(counts["inference-on-prem"]).toEqual({ destroy: 5, update: 1 });
  expect(counts["on-prem"]).toMatchObject({ import: 1 });
  expect(report.findings.filter(({ rule }) => rule === "not-understood")).toEqual([]);
});

test("what is replaced says the attribute that forces it, and what data goes with it", () => {
  expect(report.losses.filter(({ data }) => data)).toMatchObject([
    {
      address: "aws_fsx_lustre_file_system.lustre",
      action: "replaced, the old one goes first",
      why: "subnet_ids cannot change in place",
      lost: "files that were not exported to the buckets",
    },
  ]);
});

test("of what providers read anew, drift is what somebody changed and a file sets", () => {
  expect(plans.flatMap(({ drift }) => drift).length).toBeGreaterThan(50);
  // when this was recorded, disruption budgets were resources of their own: no file has them now.
  const told = report.drift.filter(({ address }) => !address.startsWith("kubernetes_pod_disruption_budget_v1."));
  expect(told.map(({ address, attributes }) => [address, ...attributes.map(({ after }) => after)])).toEqual([
    ["aws_s3_bucket_versioning.models_versioning_B4AD96C5", "Suspended"],
    ["kubernetes_namespace_v1.teams_vision_namespace_596C0F9C", "privileged"],
  ]);
});

test("what is opened is told with names where the plan knows no ids yet, and once for each line of the file", () => {
  expect(report.openings.find(({ address }) => address.startsWith("aws_eks_pod_identity_association."))).toMatchObject({
    who: "pods of acme-audio/runs",
    what: "take the role acme-team-audio",
  });
  const granted = report.findings.filter(({ rule, stack }) => rule === "access-granted" && stack === "cloud-burst");
  expect(granted.map(({ title }) => title)).toEqual([
    expect.stringMatching(
      /^pods of acme-audio\/runs may take the role acme-team-audio; and \d+ more of cloud-burst from this line$/,
    ),
  ]);
});

test("a guard that goes with what it guards opens nothing, and allowDestroy is told once", () => {
  expect(report.findings.filter(({ rule }) => rule === "protection-lowered").map(({ title }) => title)).toEqual([
    "allowDestroy is true: nothing that holds data is protected from now on",
    // a new team may ask the models that serve the others: its namespace was let in.
    expect.stringMatching(
      /road-detector-cloud_\w+: a limit of what comes to pods narrower → also all pods of acme-audio at /,
    ),
    expect.stringMatching(
      /road-detector-fra1_\w+: a limit of what comes to pods narrower → also all pods of acme-audio at /,
    ),
    // the recorded plan of this state leaves the pods out, which are large.
    expect.stringContaining("a limit of what pods reach there → gone"),
    expect.stringContaining("replicas that stay while nodes are drained there → gone"),
  ]);
});

test("what was removed is traced to the older file", () => {
  const gone = report.changes.filter(({ stack, action }) => stack === "inference-on-prem" && action === "destroy");
  expect(new Set(gone.map(({ from }) => from?.replace(/\d+$/, "N")))).toEqual(new Set(["platforms/acme.yaml:N"]));
});

test("the comment fits, and its first lines say what is dangerous", () => {
  const text = markdown(pageOf(report));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_COMMENT);
  const top = text.split("\n").slice(0, 25).join("\n");
  expect(top).toContain("danger: allowDestroy is true");
  expect(top).toContain("files that were not exported to the buckets");
  expect(top).toContain("7 of 7 states told by their plans");
});
