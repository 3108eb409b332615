import { Secrets } from "../../review/plan/secrets";
import { protections } from "../../review/protections";
import type { ResourceChange } from "../../review/resource-changes";
import { readSynthesized } from "../../review/synthesized-state";
import { UPDATE } from "./update";

const NONE = new Secrets([]);

function lowered(before: object | null, after: object | null, type = "x", action: ResourceChange["action"] = "update") {
  const change = { ...UPDATE, type, action, before, after } as ResourceChange;
  return protections([change], [], [], NONE).map(
    (row) => `${row.what}: ${row.before} → ${row.after}${row.ofData ? " (data)" : ""}`,
  );
}

test.each<[string, object, object, string[]]>([
  ["shorter logs", { retention_in_days: 90 }, { retention_in_days: 30 }, ["log retention: 90 days → 30 days"]],
  [
    "logs that were kept for ever",
    { retention_in_days: 0 },
    { retention_in_days: 365 },
    ["log retention: for ever → 365 days"],
  ],
  ["longer logs", { retention_in_days: 30 }, { retention_in_days: 90 }, []],
  ["logs for ever from now on", { retention_in_days: 30 }, { retention_in_days: 0 }, []],
  ["force_destroy", { force_destroy: false }, { force_destroy: true }, ["force_destroy: false → true (data)"]],
  ["force_destroy no more", { force_destroy: true }, { force_destroy: false }, []],
  [
    "deletion protection off",
    { deletion_protection: true },
    { deletion_protection: false },
    ["deletion_protection: true → false (data)"],
  ],
  [
    "a key that is gone sooner",
    { deletion_window_in_days: 30 },
    { deletion_window_in_days: 7 },
    ["waiting period of a deleted key: 30 days → 7 days (data)"],
  ],
  [
    "a higher limit of a budget",
    { limit_amount: "60000.0", limit_unit: "USD" },
    { limit_amount: "90000", limit_unit: "USD" },
    ["budget: 60000 USD → 90000 USD"],
  ],
  ["a lower limit of a budget", { limit_amount: "60000" }, { limit_amount: "50000" }, []],
  [
    "versions suspended",
    { versioning_configuration: [{ status: "Enabled" }] },
    { versioning_configuration: [{ status: "Suspended" }] },
    ["versions of a bucket's objects: Enabled → Suspended (data)"],
  ],
  [
    "a public endpoint",
    { vpc_config: [{ endpoint_public_access: false }] },
    { vpc_config: [{ endpoint_public_access: true }] },
    ["public endpoint: off → on"],
  ],
  [
    "a private endpoint",
    { vpc_config: [{ endpoint_public_access: true }] },
    { vpc_config: [{ endpoint_public_access: false }] },
    [],
  ],
  [
    "fewer logs of the control plane",
    { enabled_cluster_log_types: ["api", "audit"] },
    { enabled_cluster_log_types: ["api"] },
    ["kinds of control plane logs: 2 → 1"],
  ],
  [
    "a privileged namespace",
    { metadata: [{ labels: { "pod-security.kubernetes.io/enforce": "restricted" } }] },
    { metadata: [{ labels: { "pod-security.kubernetes.io/enforce": "privileged" } }] },
    ["Pod Security: restricted → privileged"],
  ],
  ["what is not known yet", { retention_in_days: 90 }, {}, []],
])("%s", (_, before, after, rows) => {
  expect(lowered(before, after)).toEqual(rows);
});

test("what protects others and goes is told, what comes is not", () => {
  expect(lowered({}, null, "aws_s3_bucket_versioning", "destroy")).toEqual([
    "versions of a bucket's objects: there → gone (data)",
  ]);
  expect(lowered({}, null, "aws_budgets_budget", "forget")).toEqual(["the budget and its alerts: there → gone"]);
  expect(lowered(null, {}, "aws_s3_bucket_versioning", "create")).toEqual([]);
  expect(lowered({}, null, "aws_subnet", "destroy")).toEqual([]);
});

test("a guard that goes with what it guards is not told, and one that goes alone or from beside another is", () => {
  const gone = (type: string, construct: string) =>
    ({ ...UPDATE, action: "destroy", type, construct, before: {}, after: null }) as ResourceChange;
  const guard = gone("aws_s3_bucket_versioning", "cloud-foundation/models/versioning");
  const rows = (...others: ResourceChange[]) => protections([guard, ...others], [], [], NONE).length;
  expect(rows(gone("aws_s3_bucket", "cloud-foundation/models"))).toBe(0);
  expect(rows(gone("aws_s3_bucket", "cloud-foundation/models/bucket"))).toBe(0);
  expect(rows(gone("aws_s3_bucket", "cloud-foundation/datasets"))).toBe(1);
  expect(rows({ ...gone("aws_s3_bucket", "cloud-foundation/models"), action: "update" })).toBe(1);
  expect(rows()).toBe(1);
});

describe("prevent_destroy", () => {
  const state = (preventDestroy: boolean, name = "a", moved: object[] = []) =>
    readSynthesized(
      "cloud-foundation",
      [],
      JSON.stringify({
        resource: { aws_s3_bucket: { [name]: { lifecycle: { prevent_destroy: preventDestroy } } } },
        moved,
      }),
    );

  test.each([
    [true, false, 1],
    [true, true, 0],
    [false, false, 0],
    [false, true, 0],
  ])("%s before, %s after: %d", (before, after, rows) => {
    expect(protections([], [state(before)], [state(after)], NONE)).toHaveLength(rows);
  });

  test("is followed through a move", () => {
    const moved = [{ from: "aws_s3_bucket.a", to: "aws_s3_bucket.b" }];
    expect(protections([], [state(true)], [state(false, "b", moved)], NONE)).toMatchObject([
      { address: "aws_s3_bucket.b", what: "prevent_destroy" },
    ]);
  });
});
