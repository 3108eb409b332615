import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { buildReport } from "../../review/build-report";
import { readPlan } from "../../review/plan/plan-file";
import { EXAMPLE, recordedPlan, statesOf, textOfPlatform } from "./platform-texts";

const SCHEMA = JSON.parse(readFileSync(join(__dirname, "../../docs/report.schema.json"), "utf8"));
const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(SCHEMA);

const head = textOfPlatform(EXAMPLE);
const headStates = statesOf(head);
const other = textOfPlatform(
  EXAMPLE.replace("maxNodes: 4", "maxNodes: 5")
    .replace("residency: [EU]", "residency: [EU, US]")
    .replace("monthlyUsd: 60000", "monthlyUsd: 90000"),
);
const plan = (name: "replace" | "moves") => readPlan("cloud-foundation", "plan.json", recordedPlan(name));
const base = { ...head, called: "main" };

const REPORTS = {
  "without a base": buildReport({ head, headStates, baseStates: [], plans: [] }),
  unchanged: buildReport({ head, headStates, base, baseStates: headStates, plans: [] }),
  "with changes of the file": buildReport({
    head: other,
    headStates: statesOf(other),
    base,
    baseStates: headStates,
    plans: [],
  }),
  "with losses and drift": buildReport({ head, headStates, base, baseStates: headStates, plans: [plan("replace")] }),
  "with moves and imports": buildReport({ head, headStates, base, baseStates: headStates, plans: [plan("moves")] }),
};

/** As it is printed. */
const printed = (report: unknown) => JSON.parse(JSON.stringify(report));

test.each(Object.entries(REPORTS))("a report %s keeps to the schema", (_, report) => {
  validate(printed(report));
  expect(validate.errors ?? []).toEqual([]);
});

test("together they fill every list of the schema, so that each is tried", () => {
  const lists = Object.entries(SCHEMA.properties as Record<string, { type?: string }>).flatMap(([key, { type }]) =>
    type === "array" ? [key] : [],
  );
  const empty = lists.filter((key) =>
    Object.values(REPORTS).every((report) => (report as unknown as Record<string, unknown[]>)[key]?.length === 0),
  );
  expect(empty).toEqual([]);
});

test.each([
  ["another version", { version: 2 }],
  ["an unknown key", { mood: "good" }],
  ["a verdict of no name", { verdict: "fine" }],
  ["a finding without its line", { findings: [{ rule: "drift", level: "look", title: "x", column: 1 }] }],
  ["a number as a text", { money: [{ what: "idle", usd: { after: "1" } }] }],
])("%s is refused", (_, change) => {
  expect(validate(printed({ ...REPORTS.unchanged, ...change }))).toBe(false);
});
