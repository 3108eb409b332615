import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import type { FileRule } from "./file-rules";
import type { Path, Problem } from "./problem";
import { textProblem } from "./text-checks";

/** Deepest nesting of a platform file; the contract itself needs 8. */
const MAX_DEPTH = 64;
const TOO_DEEP = {
  rule: "yaml-depth",
  found: "is nested too deeply",
  fix: `nest at most ${MAX_DEPTH} levels`,
} as const;
/** Largest platform file, in bytes. */
export const MAX_BYTES = 1024 * 1024;

const RESERVED_KEYS = new Set(["__proto__", "constructor", "prototype"]);
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Where a value and its key start in the text, as offsets. */
interface Place {
  readonly value: number;
  readonly key: number;
}

/** What one YAML text holds: plain data, the place of each value, and what is wrong with it as YAML. */
export interface YamlDocument {
  /** Undefined where the text is no usable YAML at all. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Line and column of a path's value, or of its key, or of the nearest parent that is written down. */
  place(path: Path, of?: "value" | "key"): { line: number; column: number };
  /** Where a path's value starts, in characters from the start of the text; -1 where it is not written down. */
  offset(path: Path): number;
}

type Finding = Omit<Problem, "severity" | "rule"> & { readonly rule: FileRule; readonly offset?: number };

/** Reads one YAML text as data, without anchors, tags, merges or anything that could surprise. */
export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const places = new Map<string, Place>();
  const offsets = new Map<Problem, number>();
  const problems: Problem[] = [];
  const report = ({ offset, ...finding }: Finding) => {
    const problem: Problem = { severity: "error", ...finding };
    problems.push(problem);
    if (offset !== undefined) offsets.set(problem, offset);
  };
  const data = parse(text, lines, places, report);
  // a syntax problem has no path of its own: its offset becomes one.
  const located = problems.map((problem) => {
    const offset = offsets.get(problem);
    if (offset === undefined) return problem;
    const path = [`@${offset}`];
    places.set(keyOf(path), { value: offset, key: offset });
    return { ...problem, path };
  });
  return {
    data,
    problems: located,
    place: (path, of = "value") => {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const place = places.get(keyOf(path.slice(0, depth)));
        // a missing key is shown at the key of the thing that lacks it.
        if (place) return position(lines, depth === path.length && of === "value" ? place.value : place.key);
      }
      return position(lines, 0);
    },
    offset: (path) => places.get(keyOf(path))?.value ?? -1,
  };
}

/** True for a path that {@link readYaml} made up for a syntax problem, which has no key to print. */
export function isSyntaxPath(path: Path): boolean {
  return typeof path[0] === "string" && path[0].startsWith("@");
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

type Report = (finding: Finding) => void;

function parse(text: string, lines: LineCounter, places: Map<string, Place>, report: Report): unknown {
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: "1.2" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report({ ...TOO_DEEP, path: [] });
    return undefined;
  }
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (
    !document?.contents ||
    (isScalar(document.contents) && document.contents.value === null && !document.errors.length)
  ) {
    report({
      rule: "yaml-empty",
      path: [],
      found: "the file is empty",
      fix: "write a mapping with name, owner, state and at least one side",
    });
    return undefined;
  }
  if (second)
    report({
      rule: "yaml-documents",
      path: [],
      found: `the file holds ${documents.length} documents`,
      fix: "keep one document a file: remove the --- lines",
      offset: second.range?.[0] ?? 0,
    });
  reportSyntax(document, report);
  if (document.errors.some((error) => error.code !== "DUPLICATE_KEY")) return undefined;
  if (!isMap(document.contents)) {
    report({
      rule: "yaml-top-level",
      path: [],
      found: `the top level is ${isSeq(document.contents) ? "a list" : "a single value"}`,
      fix: "write a mapping with name, owner, state and at least one side",
    });
    return undefined;
  }
  const reader = new Reader(places, report);
  const data = reader.read(document.contents, [], 0, document.contents.range?.[0] ?? 0);
  return reader.tooDeep ? undefined : data;
}

function reportSyntax(document: Pick<Document, "errors" | "warnings">, report: Report): void {
  for (const error of document.errors) {
    // the parser's own stack ends where a text is nested some thousand levels deep.
    if (error.message.includes("call stack")) {
      report({ ...TOO_DEEP, path: [], offset: error.pos[0] });
      continue;
    }
    const duplicate = error.code === "DUPLICATE_KEY";
    const tabs = error.code === "TAB_AS_INDENT";
    report({
      rule: duplicate ? "yaml-duplicate-key" : "yaml-syntax",
      path: [],
      found: duplicate ? "the key stands twice in one mapping" : firstLine(error.message),
      fix: duplicate ? "keep one of them" : tabs ? "indent with spaces" : "mend the YAML here",
      offset: error.pos[0],
    });
  }
  // the reader reports tags by their path, the known ones among them.
  for (const warning of document.warnings)
    if (warning.code !== "TAG_RESOLVE_FAILED")
      report({
        rule: "yaml-syntax",
        path: [],
        found: firstLine(warning.message),
        fix: "remove it",
        offset: warning.pos[0],
      });
}

/** The parser's message as the middle of a sentence. */
function firstLine(message: string): string {
  const [line = ""] = message.split("\n");
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/[.;:\s]+$/, "");
}

/** Turns nodes into plain data; objects have no prototype, so that no key can reach one. */
class Reader {
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
