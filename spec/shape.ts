import { z } from "zod";
import { nearest, type Path, type Problem } from "./problem";
import { platformFile } from "./schema/platform-file";

type Issue = z.core.$ZodIssue;

/** What {@link checkShape} finds: shape problems by the place they were found at. */
export interface ShapeProblem extends Problem {
  /** True for a key that should not be there: everything else in the file still means what it says. */
  readonly harmless: boolean;
}

/** The platform file's JSON Schema (draft 2020-12), as editors read it. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformFile, { io: "input", unrepresentable: "any" });
  return { $id: "platform.schema.json", title: "Platform file", ...schema };
}

/** Problems of one failed parse, in words. */
export function shapeProblems(issues: readonly Issue[], data: unknown): ShapeProblem[] {
  return issues.flatMap((issue) => describe(issue, data, []));
}

function describe(issue: Issue, data: unknown, parent: Path): ShapeProblem[] {
  const path = [...parent, ...(issue.path as (string | number)[])];
  const value = valueAt(data, path);
  const problem = (rule: string, found: string, fix: string, at: Path = path, harmless = false): ShapeProblem => ({
    rule,
    severity: "error",
    path: at,
    found,
    fix,
    harmless,
  });
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(path);
      return issue.keys.map((key) => {
        const meant = nearest(key, known);
        return problem(
          "unknown-key",
          "is not a key of the platform file",
          meant ? `did you mean ${meant}?` : `use one of ${known.join(", ")}`,
          [...path, key],
          true,
        );
      });
    }
    case "invalid_type":
      return value === undefined
        ? [missing(path, problem)]
        : [problem("wrong-type", ...typeWords(issue.expected, value))];
    case "invalid_union":
      return describeUnion(issue, data, path, value, problem);
    case "invalid_value":
      if (value === undefined) return [missing(path, problem)];
      return [problem("bad-value", issue.message, `use one of ${issue.values.map(String).join(", ")}`)];
    case "too_small":
    case "too_big":
      return [problem("out-of-range", ...sizeWords(issue, value))];
    case "custom": {
      const { rule, found, fix } = (issue.params ?? {}) as { rule: string; found: string; fix: string };
      return [problem(rule, found, fix)];
    }
    case "invalid_key":
      return issue.issues.flatMap((inner) => describe(inner as Issue, data, path)).map((inner) => ({ ...inner, path }));
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

type MakeProblem = (rule: string, found: string, fix: string, at?: Path) => ShapeProblem;

function missing(path: Path, problem: MakeProblem): ShapeProblem {
  return problem("missing-key", "is missing", `add ${String(path.at(-1))}`);
}

/** Of a union's branches, the one that the author meant: the only one whose faults lie deeper than its own shape. */
function describeUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  data: unknown,
  path: Path,
  value: unknown,
  problem: MakeProblem,
): ShapeProblem[] {
  if (value === undefined) return [missing(path, problem)];
  const meant =
    typeof value === "object" && value !== null
      ? unionBranches(issue).filter((branch) => !branch.some((inner) => inner.path.length === 0))
      : [];
  if (meant.length === 1 && meant[0]) return meant[0].flatMap((inner) => describe(inner, data, path));
  return [problem("bad-value", `${shown(value)} ${issue.message}`, "write one of them")];
}

/** Branches of a union, those of a union inside it among them. */
function unionBranches(issue: Extract<Issue, { code: "invalid_union" }>): Issue[][] {
  return (issue.errors as Issue[][]).flatMap((branch) => {
    const [only] = branch;
    return branch.length === 1 && only?.code === "invalid_union" && only.path.length === 0
      ? unionBranches(only)
      : [branch];
  });
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
  if (issue.origin === "array") return [`has ${(value as unknown[]).length} items`, `list ${bound} ${limit}`];
  if (issue.origin === "string")
    return [
      value === "" ? "is empty" : `has ${String(value).length} characters`,
      value === "" ? "write something" : `use ${bound} ${limit} characters`,
    ];
  return [`is ${shown(value)}`, `use ${bound} ${limit}`];
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
