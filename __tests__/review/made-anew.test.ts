import { buildReport } from "../../review/build-report";
import { readPlan } from "../../review/plan/plan-file";
import { base, baseStates } from "./example-reports";

const STACK = "cloud-foundation";
const addresses = [...(baseStates.find(({ stack }) => stack === STACK)?.resources.keys() ?? [])];

/** A plan of the example that makes objects, hand-made: of each, no more than that it is made. */
function planOf(made: readonly string[]) {
  const resource_changes = made.map((address) => ({
    address,
    mode: "managed",
    type: address.split(".")[0],
    change: { actions: ["create"], before: null, after: {}, before_sensitive: false, after_sensitive: {} },
  }));
  return readPlan(STACK, "plan.json", JSON.stringify({ format_version: "1.2", resource_changes }));
}

function found(made: readonly string[], older = baseStates) {
  const plans = [planOf(made)];
  const report = buildReport({
    head: base,
    headStates: baseStates,
    base: { ...base, called: "main" },
    baseStates: older,
    plans,
  });
  return report.findings.filter(({ rule }) => rule === "state-made-anew");
}

test("a plan that makes all of a state that was there is told, with where its runbook is", () => {
  expect(found(addresses)).toMatchObject([
    {
      level: "look",
      title: `all ${addresses.length} objects of cloud-foundation are made anew, and the older file has that state, too: it was never deployed, or Terraform has lost its state`,
      advice: expect.stringContaining("docs/runbooks/state-bucket.md"),
    },
  ]);
});

test("a plan that makes all but one, and one of a state that only the newer file has, are not", () => {
  expect(addresses.length).toBeGreaterThan(10);
  expect(found(addresses.slice(1))).toEqual([]);
  expect(found(addresses, [])).toEqual([]);
});
