import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve as resolvePath } from "node:path";
import { CATALOG, extendCatalog } from "../catalog/catalog";
import type { FileRule } from "./file-rules";
import { byCodeUnit } from "./order";
import type { Platform } from "./platform";
import { formatPath, type LocatedProblem, type Path, type Problem } from "./problem";
import { resolve } from "./resolve";
import type { Facts, Rule } from "./rule";
import { type Salvaged, salvage } from "./salvage";
import { platformFile } from "./schema/platform-file";
import { shapeProblems } from "./shape";
import { isSyntaxPath, MAX_BYTES, readYaml, type YamlDocument } from "./yaml-document";

/** How a file is loaded. */
export interface LoadOptions {
  /** Rules beyond the file's shape. */
  readonly rules: readonly Rule[];
  /** The moment that decides what has ended. */
  readonly now: Date;
  /**
   * The project folder: paths in synthesized files start there.
   *
   * @default - the working directory
   */
  readonly project?: string;
}

/** What came of loading one file. */
export interface Loaded {
  /** The file as the user named it. */
  readonly file: string;
  readonly text: string;
  /** Sorted by place. */
  readonly problems: readonly LocatedProblem[];
  /** Absent where there is an error. */
  readonly platform?: Platform;
}

/** Thrown when a platform file cannot be read at all; the message says why. */
export class UnreadableFile extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
    this.name = "UnreadableFile";
  }
}

/**
 * Reads a platform file and finds every problem that the file alone can decide, all at once.
 *
 * @throws UnreadableFile where it is missing, a folder, or not to be read
 */
export function load(file: string, options: LoadOptions): Loaded {
  const bytes = readBytes(file);
  const folder = dirname(file);
  return loadText(file, bytes, { ...options, readFile: (path) => readBeside(folder, path) });
}

/** {@link load} for bytes that are at hand. */
export function loadText(
  file: string,
  bytes: Buffer,
  { rules, now, project = process.cwd(), readFile }: LoadOptions & Pick<Facts, "readFile">,
): Loaded {
  const encoding = encodingProblem(bytes);
  if (encoding) return { file, text: "", problems: [{ ...encoding, file, line: 1, column: 1 }] };
  const text = new TextDecoder("utf-8").decode(bytes);
  const yaml = readYaml(text);
  if (yaml.data === undefined) return { file, text, problems: locate(file, yaml, yaml.problems) };

  const parsed = platformFile.safeParse(yaml.data);
  const shape = parsed.success ? [] : shapeProblems(parsed.error.issues, yaml.data);
  const salvaged: Salvaged | undefined = parsed.success
    ? { file: parsed.data, broken: [], original: (path) => path }
    : salvage(yaml.data);
  const catalog = salvaged && extendCatalog(CATALOG, salvaged.file);
  const found =
    salvaged && catalog
      ? applyRules(rules, salvaged, { file: salvaged.file, catalog, now, readFile, isLater: laterIn(yaml, salvaged) })
      : [];
  const problems = locate(file, yaml, unrepeated([...yaml.problems, ...shape, ...found]));
  if (!parsed.success || !catalog || problems.some((problem) => problem.severity === "error"))
    return { file, text, problems };
  const beside = relative(project, resolvePath(dirname(file)));
  return { file, text, problems, platform: resolve(parsed.data, { catalog, folder: beside, readFile }) };
}

/** A problem as one line, `path:line:column: severity rule: <yaml path> <found>; <fix>`. */
export function formatProblem(problem: LocatedProblem): string {
  const { file, line, column, severity, rule, path, found, fix } = problem;
  const what = isSyntaxPath(path) || path.length === 0 ? found : `${formatPath(path)} ${found}`;
  return `${file}:${line}:${column}: ${severity} ${rule}: ${what}; ${fix}`;
}

function readBytes(file: string): Buffer {
  if (!existsSync(file)) throw new UnreadableFile(file, "no such file");
  try {
    if (statSync(file).isDirectory()) throw new UnreadableFile(file, "is a folder, not a platform file");
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
}

function readBeside(folder: string, path: string): string | undefined {
  const at = path.startsWith("~/") ? join(homedir(), path.slice(2)) : join(folder, path);
  try {
    return readFileSync(at, "utf8");
  } catch {
    return undefined;
  }
}

function encodingProblem(bytes: Buffer): Problem | undefined {
  const problem = (rule: string, found: string, fix: string): Problem => ({
    rule,
    severity: "error",
    path: [],
    found,
    fix,
  });
  if (bytes.length > MAX_BYTES)
    return problem(
      "file-size",
      `the file has ${bytes.length} bytes`,
      `use at most ${MAX_BYTES}: a platform file is written by people`,
    );
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return problem("file-encoding", "the file is not valid UTF-8", "save it as UTF-8");
  }
}

/** Compares places of the file that is left after cutting, by where they stand in the text. */
function laterIn(yaml: YamlDocument, { original }: Salvaged): Facts["isLater"] {
  return (path, than) => yaml.offset(original(path)) > yaml.offset(original(than));
}

function applyRules(rules: readonly Rule[], { broken, original }: Salvaged, facts: Facts): Problem[] {
  const brokenPaths = broken.map((path) => formatPath(path.filter((key) => typeof key === "string")));
  const judged = rules.filter((rule) => !rule.needs.some((need) => brokenPaths.some((path) => overlaps(path, need))));
  return judged
    .flatMap(({ id, severity, check }) =>
      check(facts).map((finding) => ({ rule: id, severity, ...finding, path: original(finding.path) })),
    )
    .filter(({ path }) => !broken.some((cut) => holds(path, cut)));
}

/** True where a mapping or list has lost a part: what is said of it as a whole may be wrong. */
function holds(path: Path, part: Path): boolean {
  return path.length < part.length && path.every((key, index) => key === part[index]);
}

/** True where one of two dotted paths holds the other. */
function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** A text that is both misread and misshapen has one problem: the first that was found at its place. */
function unrepeated(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.rule, problem.path, problem.found]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Rules of how a text is written: where one of them has something to say, what the text means is not judged. */
const TEXT_RULES: ReadonlySet<string> = new Set<FileRule>([
  "ambiguous-number",
  "invisible-character",
  "line-break",
  "secret-in-file",
  "surrounding-blanks",
  "template-sequence",
  "yaml-alias",
  "yaml-depth",
  "yaml-tag",
]);

function locate(file: string, yaml: YamlDocument, problems: readonly Problem[]): LocatedProblem[] {
  const said = new Set(problems.filter(({ rule }) => TEXT_RULES.has(rule)).map(({ path }) => JSON.stringify(path)));
  return problems
    .filter(({ rule, path }) => TEXT_RULES.has(rule) || !said.has(JSON.stringify(path)))
    .map((problem) => ({
      ...problem,
      file,
      ...yaml.place(problem.path, problem.rule === "unknown-key" ? "key" : "value"),
    }))
    .sort(
      (a, b) => a.line - b.line || a.column - b.column || byCodeUnit(a.rule, b.rule) || comparePaths(a.path, b.path),
    );
}

function comparePaths(a: Path, b: Path): number {
  return byCodeUnit(formatPath(a), formatPath(b));
}
