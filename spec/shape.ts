import { z } from "zod";
import type { FileRule } from "./file-rules";
import { nearest, type Path, type Problem } from "./problem";
import { platformFile } from "./schema/platform-file";

type Issue = z.core.$ZodIssue;

/** The platform file's JSON Schema (draft 2020-12), as editors read it. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformFile, { io: "input", unrepresentable: "any" });
  return { $id: "platform.schema.json", title: "Platform file", ...schema };
}

/** Problems of one failed parse, in words. */
export function shapeProblems(issues: readonly Issue[], data: unknown): Problem[] {
  const problems = issues.flatMap((issue) => describe(issue, data, []));
  const mistyped = new Set(
    problems.filter(({ rule }) => rule === "wrong-type").map(({ path }) => JSON.stringify(path)),
  );
  // of a value of another type the type alone is wrong, not its length.
  return problems.filter(({ rule, path }) => rule === "wrong-type" || !mistyped.has(JSON.stringify(path)));
}

function describe(issue: Issue, data: unknown, parent: Path): Problem[] {
  const path = [...parent, ...(issue.path as (string | number)[])];
  const value = valueAt(data, path);
  const problem: MakeProblem = (rule, found, fix, at = path) => ({ rule, severity: "error", path: at, found, fix });
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(issue.keys, path, isObject(value) ? Object.keys(value) : [], problem);
    case "invalid_type":
      return value === undefined
        ? [missing(path, problem)]
        : [problem("wrong-type", ...typeWords(issue.expected, value))];
    case "invalid_union":
      return describeUnion(issue, data, path, value, problem);
    case "invalid_value":
      return value === undefined ? [missing(path, problem)] : [wordProblem(issue.values.map(String), value, problem)];
    case "too_small":
    case "too_big":
      return [problem("out-of-range", ...sizeWords(issue, value))];
    case "custom": {
      const { rule, found, fix } = issue.params as { rule: FileRule; found: string; fix: string };
      return [problem(rule, found, fix)];
    }
    case "invalid_key":
      return issue.issues
        .flatMap((inner) => describe(inner as Issue, path.at(-1), []))
        .map((inner) => ({ ...inner, path, found: `the key ${inner.found}` }));
    case "invalid_format":
      return [
        problem(
          "bad-value",
          `${JSON.stringify(value)} does not match ${issue.pattern ?? issue.format}`,
          "write it in that form",
        ),
      ];
    default:
      return [problem("bad-value", issue.message, "see platform.schema.json")];
  }
}

type MakeProblem = (rule: FileRule, found: string, fix: string, at?: Path) => Problem;

function missing(path: Path, problem: MakeProblem): Problem {
  return problem("missing-key", "is missing", `add ${String(path.at(-1))}`);
}

/** Keys that no mapping here has; one that another branch of a union has is there beside the wrong one. */
function unknownKeys(
  keys: readonly string[],
  path: Path,
  siblings: readonly string[],
  problem: MakeProblem,
): Problem[] {
  const known = knownKeys(path);
  const strangers = keys.filter((key) => !known.includes(key));
  const mixed = siblings.filter((key) => known.includes(key));
  return [
    ...(strangers.length < keys.length ? [mixedKeys(mixed, problem)] : []),
    ...strangers.map((key) => {
      const meant = nearest(key, known);
      const fix = meant ? `did you mean ${meant}?` : `use one of ${known.join(", ")}`;
      return problem("unknown-key", "is not a key of the platform file", fix, [...path, key]);
    }),
  ];
}

function mixedKeys(keys: readonly string[], problem: MakeProblem): Problem {
  return problem("mixed-keys", `has ${keys.join(" and ")}`, "keep one of them");
}

function wordProblem(words: readonly string[], value: unknown, problem: MakeProblem): Problem {
  if ((typeof value === "number" || typeof value === "boolean") && words.includes(String(value)))
    return problem("wrong-type", ...typeWords("string", value));
  if (typeof value !== "string")
    return problem("wrong-type", `expected one of ${words.join(", ")}, got ${shown(value)}`, "use one of them");
  const meant = nearest(value, words);
  const fix = meant ? `did you mean ${JSON.stringify(meant)}?` : "use one of them";
  return problem("bad-value", `${JSON.stringify(value)} is none of ${words.join(", ")}`, fix);
}

type UnionIssue = Extract<Issue, { code: "invalid_union" }>;

/** Of a union's branches, the one that the author meant: a mapping has its key, a list its items. */
function describeUnion(issue: UnionIssue, data: unknown, path: Path, value: unknown, problem: MakeProblem): Problem[] {
  if (value === undefined) return [missing(path, problem)];
  const branches = unionBranches(issue);
  if (Array.isArray(value)) {
    const list = branches.find((branch) => branch.every((inner) => inner.path.length > 0));
    if (list) return list.flatMap((inner) => describe(inner, data, path));
  }
  const meant = isObject(value) ? branches.filter((branch) => knownTo(branch, value).length > 0) : [];
  if (meant.length > 1) {
    const known = (key: string) => meant.some((branch) => knownTo(branch, value as object).includes(key));
    return [mixedKeys(Object.keys(value as object).filter(known), problem)];
  }
  if (meant[0]) return meant[0].flatMap((inner) => describe(inner, data, path));
  if (isObject(value) && Object.keys(value).length > 0)
    return unknownKeys(Object.keys(value), path, Object.keys(value), problem);
  const word = typeof value === "string" ? nearest(value, literalsOf(branches)) : undefined;
  const fix = word ? `did you mean ${word}?` : "write one of them";
  return [problem("bad-value", `${shown(value)} ${issue.message}`, fix)];
}

/** Branches of a union, those of a union inside it among them. */
function unionBranches(issue: UnionIssue): Issue[][] {
  return (issue.errors as Issue[][]).flatMap((branch) => {
    const [only] = branch;
    return branch.length === 1 && only?.code === "invalid_union" && only.path.length === 0
      ? unionBranches(only)
      : [branch];
  });
}

/** Keys of a mapping that a branch of a union has, too; none where the branch is no mapping. */
function knownTo(branch: readonly Issue[], value: object): string[] {
  const here = branch.filter((inner) => inner.path.length === 0);
  if (here.some((inner) => inner.code !== "unrecognized_keys")) return [];
  const unknown = new Set(here.flatMap((inner) => (inner.code === "unrecognized_keys" ? inner.keys : [])));
  return Object.keys(value).filter((key) => !unknown.has(key));
}

function literalsOf(branches: readonly (readonly Issue[])[]): string[] {
  return branches.flatMap((branch) =>
    branch.flatMap((inner) =>
      inner.code === "invalid_value" && inner.path.length === 0 ? inner.values.map(String) : [],
    ),
  );
}

const TYPE_NAMES: Record<string, string> = {
  object: "a mapping",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  record: "a mapping",
};

function typeWords(expected: string, value: unknown): [string, string] {
  const wanted = TYPE_NAMES[expected] ?? expected;
  const found = `expected ${wanted}, got ${shown(value)}`;
  if (expected === "boolean" && typeof value === "string" && /^(yes|no|on|off|y|n)$/i.test(value))
    return [found, "write true or false"];
  if (expected === "string" && typeof value === "number") return [found, `put it in quotes: "${value}"`];
  if (["number", "int"].includes(expected) && typeof value === "string" && value !== "" && !Number.isNaN(Number(value)))
    return [found, "remove the quotes"];
  return [found, `write ${wanted}`];
}

function sizeWords(issue: Extract<Issue, { code: "too_small" | "too_big" }>, value: unknown): [string, string] {
  const small = issue.code === "too_small";
  const limit = small ? issue.minimum : issue.maximum;
  const bound = small
    ? issue.inclusive === false
      ? "more than"
      : "at least"
    : issue.inclusive === false
      ? "less than"
      : "at most";
  if (issue.origin === "array")
    return [`has ${counted((value as unknown[]).length, "item")}`, `list ${bound} ${limit}`];
  if (issue.origin === "string")
    return [
      value === "" ? "is empty" : `has ${counted(String(value).length, "character")}`,
      value === "" ? "write something" : `use ${bound} ${limit} characters`,
    ];
  return [`is ${shown(value)}`, `use ${bound} ${limit}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A value in a message: short, quoted where it is a text. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a mapping";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const kind = typeof value === "string" ? "text " : "";
  return kind + (text.length > 80 ? `${text.slice(0, 77)}…` : text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of plain data. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    data,
  );
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
}

let schemaNode: SchemaNode | undefined;

/** The keys that a mapping at this path may have. */
function knownKeys(path: Path): string[] {
  schemaNode ??= jsonSchema() as SchemaNode;
  let nodes: readonly SchemaNode[] = [schemaNode];
  for (const key of path) nodes = nodes.flatMap(branches).flatMap((node) => step(node, key));
  return [...new Set(nodes.flatMap(branches).flatMap((node) => Object.keys(node.properties ?? {})))];
}

function branches(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf ? node.anyOf.flatMap(branches) : [node];
}

function step(node: SchemaNode, key: string | number): SchemaNode[] {
  if (typeof key === "number") return node.items ? [node.items] : [];
  const child =
    node.properties?.[key] ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
  return child ? [child] : [];
}
