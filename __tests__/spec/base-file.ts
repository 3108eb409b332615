import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { formatProblem, loadText } from "../../spec/loader";
import type { LocatedProblem } from "../../spec/problem";
import type { Rule } from "../../spec/rule";
import { SPEC_RULES } from "../../spec/rules/all";

const ROOT = join(__dirname, "..", "..");

/** The page of the rules: its first block is the base file of every test here. */
export const RULES_PAGE = readFileSync(join(ROOT, "docs", "rules.md"), "utf8");

/** A small file of a hybrid platform that breaks no rule. */
export const BASE = /```yaml base\n([\s\S]*?)```/.exec(RULES_PAGE)?.[1] ?? "";

/** A moment at which nothing in the base file has ended. */
export const NOW = new Date("2026-11-24T00:00:00Z");

const CA = readFileSync(join(ROOT, "platforms", "pki", "ca.pem"), "utf8");

/** Files that platform files of tests may name. */
export const FILES: Readonly<Record<string, string>> = {
  "pki/ca.pem": CA,
  "pki/empty.pem": "",
  "pki/garbage.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "pki/server.pem": readFileSync(join(__dirname, "server.pem"), "utf8"),
  "pki/key.pem": `${CA}-----BEGIN ${"PRIVATE KEY"}-----\nMC4=\n-----END ${"PRIVATE KEY"}-----\n`,
};

type Mapping = Readonly<Record<string, unknown>>;
type Named = { readonly name: unknown };

/** Lays a fragment over plain data: mappings merge, items with a name merge by it, other lists replace, null takes away. */
export function lay(below: unknown, above: unknown): unknown {
  if (isNamedList(below) && isNamedList(above)) return layItems(below, above);
  if (!isMapping(below) || !isMapping(above)) return above;
  const kept = Object.fromEntries(Object.entries(below).filter(([key]) => above[key] !== null));
  const laid = Object.entries(above)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, key in below ? lay(below[key], value) : value]);
  return { ...kept, ...Object.fromEntries(laid) };
}

function layItems(below: readonly Named[], above: readonly Named[]): unknown[] {
  const merged = below.map((item) => {
    const change = above.find(({ name }) => name === item.name);
    return change ? lay(item, change) : item;
  });
  return [...merged, ...above.filter(({ name }) => !below.some((item) => item.name === name))];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNamedList(value: unknown): value is readonly Named[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isMapping(item) && "name" in item);
}

/** The base file with a fragment (YAML) over it. */
export function fileWith(fragment: string): string {
  return stringify(lay(parse(BASE), parse(fragment)));
}

/** What loading a text finds. */
export function problemsOf(text: string, rules: readonly Rule[] = SPEC_RULES, now = NOW): readonly LocatedProblem[] {
  return loadText("platform.yaml", Buffer.from(text), { rules, now, readFile: (path) => FILES[path] }).problems;
}

/** A problem without its place in the text: `error rule: <yaml path> <what was found>; <what to do>`. */
export function sentence(problem: LocatedProblem): string {
  return formatProblem(problem).replace(/^[^ ]+ /, "");
}

/** What is wrong with the base file under a fragment, in words. */
export function sentences(fragment: string, now = NOW): readonly string[] {
  return problemsOf(fileWith(fragment), SPEC_RULES, now).map(sentence);
}
