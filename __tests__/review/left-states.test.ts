import { buildReport } from "../../review/build-report";
import { base, baseStates } from "./example-reports";

function left(headStates: typeof baseStates, older = baseStates, withBase = true) {
  const report = buildReport({
    head: base,
    headStates,
    ...(withBase && { base: { ...base, called: "main" } }),
    baseStates: withBase ? older : [],
    plans: [],
  });
  // nothing is done to it, so nothing of it is lost.
  expect(report.changes.filter(({ action }) => action === "destroy")).toEqual([]);
  return report.findings.filter(({ rule }) => rule === "state-left");
}

const less = baseStates.filter(({ stack }) => stack !== "inference-cloud");

test("a state that the file no longer has is told, with what takes it down", () => {
  expect(left(less)).toMatchObject([
    {
      level: "danger",
      stack: "inference-cloud",
      title: expect.stringMatching(
        /^inference-cloud is no longer a state of this platform: a deploy leaves its \d+ objects/,
      ),
      advice: expect.stringContaining("npx cdktf destroy inference-cloud"),
    },
  ]);
});

test("of several, those that depend on others come first", () => {
  const few = baseStates.filter(({ stack }) => !["cloud-burst", "cloud-platform"].includes(stack));
  expect(left(few).map(({ stack }) => stack)).toEqual(["cloud-platform", "cloud-burst"]);
});

test("a state that stays, one that comes, and a first file are not", () => {
  expect(left(baseStates)).toEqual([]);
  expect(left(baseStates, less)).toEqual([]);
  expect(left(less, [], false)).toEqual([]);
});
