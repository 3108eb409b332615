import { type Document, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { Path, Problem } from "./problem";
import { type Finding, keyOf, type Place, type Report, TOO_DEEP, YamlReader } from "./yaml-reader";

/** Largest platform file, in bytes. */
export const MAX_BYTES = 1024 * 1024;

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
  return path.length === 1 && /^@\d+$/.test(String(path[0]));
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

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
  const reader = new YamlReader(places, report);
  const data = reader.read(document.contents, [], 0, document.contents.range?.[0] ?? 0);
  return reader.tooDeep ? undefined : data;
}

function reportSyntax(document: Pick<Document, "errors" | "warnings">, report: Report): void {
  const firstFault = document.errors.find((error) => error.code !== "DUPLICATE_KEY");
  for (const error of document.errors) {
    // what follows the first fault is mostly its echo.
    if (error.code !== "DUPLICATE_KEY" && error !== firstFault) continue;
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
