import { parse as parseYaml } from "yaml";
import { canonical, isObject, type Json, type JsonObject, listOf, objectOf } from "../json";
import type { PlannedChange } from "./plan-file";
import { sameQuantity } from "./quantity";
import { HIDDEN, type Secrets, secretUnder } from "./secrets";

/** One attribute that differs, ready to be printed: nothing in it is secret. */
export interface AttributeChange {
  /** Such as `tags_all.owner`, or `policy › Statement[ReadDatasets] › Action` inside of a document. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** True where it forces a replacement. */
  readonly forces: boolean;
}

/** What is printed for a value that only the apply knows. */
export const UNKNOWN = "(known after apply)";

/** What is printed where there is no value. */
export const ABSENT = "–";

/** Longest value that is printed whole. */
const MAX_SHOWN = 120;

/** Most attributes of one object that are listed. */
const MAX_LISTED = 40;

/** A value, what is unknown in it, and what is marked in it. */
interface Marked {
  readonly value: Json | undefined;
  readonly unknown: Json;
  readonly marks: Json;
  /** True where it stands under the name of a secret. */
  readonly named: boolean;
}

/** Attributes of a change that differ between before and after, in the order of their names; those that force a replacement first. */
export function attributeChanges(change: PlannedChange, secrets: Secrets): readonly AttributeChange[] {
  const { before, after, afterUnknown, beforeMarks, afterMarks } = change;
  const forced = change.replacePaths.map((path) => path.map(String));
  const found: AttributeChange[] = [];
  const report = (path: readonly string[], from: Marked, to: Marked, inner: string) => {
    if (found.length >= MAX_LISTED) return;
    const at = `${change.address} ${path.join(".")}${inner}`;
    found.push({
      path: `${written(path)}${inner}`,
      before: shown(from, at, secrets),
      after: shown(to, at, secrets),
      forces: forced.some((force) => force.every((key, index) => path[index] === key)),
    });
  };
  compare(
    [],
    { value: before, unknown: false, marks: beforeMarks, named: false },
    { value: after, unknown: afterUnknown, marks: afterMarks, named: false },
    report,
  );
  return [...found].sort((a, b) => Number(b.forces) - Number(a.forces));
}

/** Texts of the attributes that force a replacement, in Terraform's order. */
export function forcingAttributes(change: PlannedChange): readonly string[] {
  return change.replacePaths.map((path) => written(path.map(String)));
}

type Report = (path: readonly string[], from: Marked, to: Marked, inner: string) => void;

function compare(path: readonly string[], from: Marked, to: Marked, report: Report): void {
  if (to.unknown === true) {
    if (!isUnset(from.value)) report(path, from, to, "");
  } else if (from.marks === true || to.marks === true) {
    if (canonical(from.value ?? null) !== canonical(to.value ?? null)) report(path, from, to, "");
  } else if (isObject(from.value) && isObject(to.value)) compareObjects(path, from, to, report);
  else if (Array.isArray(from.value) && Array.isArray(to.value)) compareLists(path, from, to, report);
  else if (isSame(path, from.value, to.value)) return;
  else compareTexts(path, from, to, report);
}

function isSame(path: readonly string[], from: Json | undefined, to: Json | undefined): boolean {
  if (from === to || (isUnset(from) && isUnset(to))) return true;
  return canonical(from ?? null) === canonical(to ?? null) || sameQuantity(path, from, to);
}

function compareObjects(path: readonly string[], from: Marked, to: Marked, report: Report): void {
  const keys = new Set([
    ...Object.keys(objectOf(from.value)),
    ...Object.keys(objectOf(to.value)),
    ...Object.keys(objectOf(to.unknown)),
  ]);
  for (const key of [...keys].sort()) compare([...path, key], at(from, key), at(to, key), report);
}

/** Lists of things with names are compared by name; others as sets, and where that leaves something, place by place. */
function compareLists(path: readonly string[], from: Marked, to: Marked, report: Report): void {
  const [before, after] = [listOf(from.value), listOf(to.value)];
  const key = identity([...before, ...after]);
  if (key !== undefined) {
    const names = new Set([...before, ...after].map((item) => String(objectOf(item)[key])));
    for (const name of names) {
      const [first, second] = [before, after].map((items) =>
        items.findIndex((item) => String(objectOf(item)[key]) === name),
      );
      compare([...path, `[${name}]`], itemAt(from, first ?? -1), itemAt(to, second ?? -1), report);
    }
    return;
  }
  const same = before.length === after.length;
  if (same && canonical([...before].map(canonical).sort()) === canonical([...after].map(canonical).sort())) {
    if (canonical(before) !== canonical(after) && ![...before, ...after].every(isObject))
      report(path, from, to, " (order)");
    return;
  }
  if (before.length + after.length > 0 && [...before, ...after].every((item) => !isObject(item) && !documentIn(item))) {
    report(path, without(from, after), without(to, before), "");
    return;
  }
  for (let index = 0; index < Math.max(before.length, after.length); index += 1)
    compare([...path, String(index)], itemAt(from, index), itemAt(to, index), report);
}

/** Texts that are documents in JSON or YAML are compared as what they say. */
function compareTexts(path: readonly string[], from: Marked, to: Marked, report: Report): void {
  const [before, after] = [documentIn(from.value), documentIn(to.value)];
  if (before && after) compareDocuments(path, before, after, from, to, report);
  else report(path, from, to, "");
}

function compareDocuments(
  path: readonly string[],
  before: Json,
  after: Json,
  from: Marked,
  to: Marked,
  report: Report,
): void {
  compare(
    [],
    { ...from, value: before, unknown: false },
    { ...to, value: after, unknown: false },
    (inner, a, b, note) => report(path, a, b, ` › ${written(inner)}${note}`),
  );
}

/** The key by which items of a list are told apart; undefined where they are not. */
function identity(items: readonly Json[]): string | undefined {
  if (items.length === 0 || !items.every(isObject)) return undefined;
  return ["Sid", "name", "key", "id"].find((key) => items.every((item) => typeof objectOf(item)[key] === "string"));
}

function without(side: Marked, others: readonly Json[]): Marked {
  const gone = new Set(others.map(canonical));
  return { ...side, value: listOf(side.value).filter((item) => !gone.has(canonical(item))) };
}

function at({ value, unknown, marks, named }: Marked, key: string): Marked {
  return {
    value: objectOf(value)[key],
    unknown: unknown === true ? true : (objectOf(unknown)[key] ?? false),
    marks: marks === true ? true : (objectOf(marks)[key] ?? false),
    named: secretUnder(objectOf(value), key, named),
  };
}

function itemAt({ value, unknown, marks, named }: Marked, index: number): Marked {
  if (index < 0) return { value: undefined, unknown: false, marks: marks === true, named };
  return {
    value: listOf(value)[index],
    unknown: unknown === true ? true : (listOf(unknown)[index] ?? false),
    marks: marks === true ? true : (listOf(marks)[index] ?? false),
    named,
  };
}

/** Mapping or list that a text is a document of; single words and numbers are no documents. */
export function documentIn(value: unknown): JsonObject | readonly Json[] | undefined {
  if (typeof value !== "string" || value.length < 2) return undefined;
  const first = value.trimStart()[0];
  try {
    if (first === "{" || first === "[") return JSON.parse(value) as JsonObject | readonly Json[];
    if (!/^[\w"'./-]+:( |\n|$)/m.test(value) || !value.includes("\n")) return undefined;
    const data: unknown = parseYaml(value);
    return isObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function isUnset(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

function shown({ value, unknown, marks, named }: Marked, at: string, secrets: Secrets): string {
  if (unknown === true) return UNKNOWN;
  if (isUnset(value)) return ABSENT;
  if (anyMark(marks) || secrets.betrays(value ?? null, named, at)) return HIDDEN;
  const told = safe(value ?? null, named, at, secrets);
  const text = typeof told === "string" ? told : JSON.stringify(told);
  const clean = secrets.clean(text).replace(/\s+/g, " ");
  return clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)}… (${clean.length} characters)` : clean;
}

/** A value in which secrets are hidden, key by key, in documents, too. */
function safe(value: Json, named: boolean, at: string, secrets: Secrets): Json {
  if (Array.isArray(value)) return value.map((item: Json, index) => safe(item, named, `${at}.${index}`, secrets));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        safe(inner, secretUnder(value, key, named), `${at}.${key}`, secrets),
      ]),
    );
  if (secrets.betrays(value, named, at)) return HIDDEN;
  const document = documentIn(value);
  if (!document) return value;
  const told = safe(document, named, at, secrets);
  return canonical(told) === canonical(document) ? value : JSON.stringify(told);
}

/** True where anything below is marked: a part of a list cannot be told apart from its neighbours. */
export function anyMark(marks: Json): boolean {
  if (typeof marks === "boolean") return marks;
  return (Array.isArray(marks) ? marks : Object.values(objectOf(marks))).some((mark: Json) => anyMark(mark));
}

function written(path: readonly string[]): string {
  return path.reduce(
    (text, key) =>
      text === ""
        ? key
        : key.startsWith("[")
          ? `${text}${key}`
          : /^\d+$/.test(key)
            ? `${text}[${key}]`
            : `${text}.${key}`,
    "",
  );
}
