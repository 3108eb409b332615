import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./checkout";

// biome-ignore lint/suspicious/noExplicitAny: a plan is data that the test looks into at will.
type Data = any;

/** Most changes of one action and type that a recorded plan keeps. */
const MOST = 1;

/** Longest text that a recorded plan keeps, in characters. */
const LONGEST = 4000;

/** Largest object that a recorded plan keeps, in characters of JSON: there are others like it. */
const LARGEST = 12_000;

/**
 * Keeps a plan as a fixture of the unit tests where `RECORD_PLANS` is set: cut to a few changes of each kind, without what stands under a mark of
 * Terraform's, and without a path of this machine.
 */
export function recordPlan(stack: string, text: string, box: string): void {
  if (process.env.RECORD_PLANS === undefined) return;
  const folder = join(PROJECT, "__tests__", "review", "plans", "states");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${stack}.json`), `${JSON.stringify(cleaned(JSON.parse(text), box), null, 1)}\n`);
}

function cleaned(plan: Data, box: string): Data {
  const { format_version, terraform_version, applyable, complete, errored } = plan;
  return {
    format_version,
    terraform_version,
    resource_changes: few((plan.resource_changes ?? []).filter(tells).map((one: Data) => cleanedChange(one, box))),
    ...(plan.resource_drift && {
      resource_drift: few(plan.resource_drift.map((one: Data) => cleanedChange(one, box))),
    }),
    ...(plan.deferred_changes && { deferred_changes: plan.deferred_changes }),
    applyable,
    complete,
    errored,
  };
}

function tells({ mode, change, previous_address }: Data): boolean {
  return (
    mode === "managed" && (change.actions.join() !== "no-op" || previous_address !== undefined || change.importing)
  );
}

function few(changes: readonly Data[]): readonly Data[] {
  const seen = new Map<string, number>();
  const small = changes.filter((one) => JSON.stringify(one).length <= LARGEST);
  return small.filter(({ type, change }) => {
    const kind = `${type} ${change.actions.join()}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= MOST;
  });
}

function cleanedChange({ change, ...outer }: Data, box: string): Data {
  const { before_sensitive, after_sensitive, ...rest } = change;
  const [before, after] = differing(change.before, change.after);
  return {
    ...outer,
    change: {
      ...rest,
      before: plain(masked(before, before_sensitive), box),
      after: plain(masked(after, after_sensitive), box),
      before_sensitive,
      after_sensitive,
    },
  };
}

/** Arguments that name an object: they stay although they are equal. */
const NAMES = ["id", "name", "bucket", "metadata", "cluster_name", "role"];

/** Both values of an object without the arguments that are equal. */
function differing(before: Data, after: Data): readonly [Data, Data] {
  if (!before || !after) return [before, after];
  const kept = (value: Data, other: Data) =>
    Object.fromEntries(
      Object.entries(value).filter(
        ([key, one]) => NAMES.includes(key) || JSON.stringify(one) !== JSON.stringify(other[key]),
      ),
    );
  return [kept(before, after), kept(after, before)];
}

/** A value with a word in place of each text under a mark. */
function masked(value: Data, marks: Data): Data {
  if (marks === true && typeof value === "string") return "a marked value";
  if (typeof value !== "object" || value === null || marks === false || marks === undefined) return value;
  return inside(value, (one, key) => masked(one, marks === true ? true : marks[key]));
}

/** A value without paths of this machine and without long texts. */
function plain(value: Data, box: string): Data {
  if (typeof value === "object" && value !== null) return inside(value, (one) => plain(one, box));
  if (typeof value !== "string") return value;
  const text = value.replaceAll(box, "/sandbox").replaceAll(PROJECT, "/project");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A list or a mapping with each of its parts changed. */
function inside(value: Data, change: (one: Data, key: string | number) => Data): Data {
  if (Array.isArray(value)) return value.map((one, index) => change(one, index));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)]));
}
