import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { FileRule } from "./file-rules";
import type { Path, Problem } from "./problem";
import { textProblem } from "./text-checks";

/** Deepest nesting of a platform file; the contract itself needs 8. */
const MAX_DEPTH = 64;
/** What is said of a text that is nested deeper than that. */
export const TOO_DEEP = {
  rule: "yaml-depth",
  found: "is nested too deeply",
  fix: `nest at most ${MAX_DEPTH} levels`,
} as const;
const RESERVED_KEYS = new Set(["__proto__", "constructor", "prototype"]);
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Where a value and its key start in the text, as offsets. */
export interface Place {
  readonly value: number;
  readonly key: number;
}

/** A problem of the text; one that has no path of its own has an offset. */
export type Finding = Omit<Problem, "severity" | "rule"> & { readonly rule: FileRule; readonly offset?: number };
export type Report = (finding: Finding) => void;

/** A path as a key of a map. */
export function keyOf(path: Path): string {
  return JSON.stringify(path);
}

/** Turns nodes into plain data; objects have no prototype, so that no key can reach one. */
export class YamlReader {
  /** Whether something was nested too deeply: then the data is not whole. */
  tooDeep = false;

  constructor(
    private readonly places: Map<string, Place>,
    private readonly report: Report,
  ) {}

  read(node: unknown, path: Path, depth: number, keyOffset: number): unknown {
    const offset = (node as Node | null)?.range?.[0] ?? keyOffset;
    this.places.set(keyOf(path), { value: offset, key: keyOffset });
    if (depth > MAX_DEPTH) {
      this.tooDeep = true;
      this.report({ ...TOO_DEEP, path });
      return undefined;
    }
    if (isAlias(node)) {
      this.report({
        rule: "yaml-alias",
        path,
        found: `is the alias *${node.source}`,
        fix: "write the value out: aliases are not read",
      });
      return undefined;
    }
    if ((node as Node & { anchor?: string })?.anchor)
      this.report({
        rule: "yaml-alias",
        path,
        found: "has an anchor",
        fix: "remove the & anchor: aliases are not read",
      });
    const tag = (node as Node & { tag?: string })?.tag;
    if (tag !== undefined)
      this.report({ rule: "yaml-tag", path, found: `has the tag ${tag}`, fix: "remove it: values are plain YAML" });
    if (isMap(node)) return this.readMap(node, path, depth);
    if (isSeq(node))
      return node.items.map((item, index) =>
        this.read(item, [...path, index], depth + 1, (item as Node | null)?.range?.[0] ?? offset),
      );
    return isScalar(node) ? this.readScalar(node.value, node.source, path) : null;
  }

  private readMap(map: YAMLMap, path: Path, depth: number): unknown {
    const result: Record<string, unknown> = Object.create(null);
    for (const pair of map.items) {
      const key = this.readKey(pair, path);
      if (key === undefined) continue;
      result[key] = this.read(pair.value, [...path, key], depth + 1, (pair.key as Node).range?.[0] ?? 0);
    }
    return result;
  }

  private readKey(pair: Pair, path: Path): string | undefined {
    const node = pair.key as Node;
    const offset = node?.range?.[0];
    const at = offset === undefined ? {} : { offset };
    const key = isScalar(node) ? node.value : undefined;
    if (typeof key !== "string") {
      this.report({
        rule: "yaml-key",
        path,
        found: "a key is not a text",
        fix: "write keys as plain words, in quotes where they look like numbers",
        ...at,
      });
      return undefined;
    }
    if (key === "<<") {
      this.report({
        rule: "yaml-alias",
        path,
        found: "the merge key << is not read",
        fix: "write the keys out",
        ...at,
      });
      return undefined;
    }
    if (RESERVED_KEYS.has(key)) {
      this.report({
        rule: "reserved-key",
        path,
        found: `${JSON.stringify(key)} is a reserved word`,
        fix: "remove the key",
        ...at,
      });
      return undefined;
    }
    const problem = textProblem(key, [...path, key]);
    if (problem) {
      this.report({ ...problem, ...at });
      return undefined;
    }
    return key;
  }

  private readScalar(value: unknown, source: string | undefined, path: Path): unknown {
    if (typeof value === "string") {
      const problem = textProblem(value, path);
      if (problem) this.report(problem);
      return value;
    }
    if (typeof value !== "number" && typeof value !== "bigint") return value;
    const written = source ?? String(value);
    if (!PLAIN_NUMBER.test(written) || !Number.isFinite(Number(value))) {
      this.report({
        rule: "ambiguous-number",
        path,
        found: `${written} is not a plain decimal number`,
        fix: "write a decimal number without leading zeros, or quote it where a text is meant",
      });
    } else if (Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER) {
      this.report({
        rule: "ambiguous-number",
        path,
        found: `${written} is too large to be exact`,
        fix: "write a smaller number, or quote it where a text is meant",
      });
    }
    return Number(value);
  }
}
