import type { z } from "zod";
import type { Path } from "./problem";
import { type PlatformFile, platformFile } from "./schema/platform-file";
import { valueAt } from "./shape";

/** What is left of a file with shape problems: enough for the rules that do not need the broken parts. */
export interface Salvaged {
  readonly file: PlatformFile;
  /** Paths that were cut out. */
  readonly broken: readonly Path[];
  /** A path of the cut file as it stands in the text: list items move up when one before them is cut. */
  readonly original: (path: Path) => Path;
}

/** Values that stand in for a broken key that every file has; nothing is reported about them. */
const STAND_INS: Readonly<Record<string, unknown>> = { name: "unnamed", owner: "unknown", state: { local: {} } };

/** Marks a list item that is cut out: lists keep their length until the end, so that paths stay true. */
const CUT = Symbol("cut");

/** Cuts the smallest parts out of a file that make the rest well shaped: an optional key, a list item, or what holds them. */
export function salvage(data: unknown): Salvaged | undefined {
  const draft = structuredClone(data) as Record<string, unknown>;
  const broken: Path[] = [];
  // each round cuts at least one part, and a file has fewer parts than this.
  for (let round = 0; round < 10_000; round += 1) {
    const { value, indexes } = compact(draft);
    const parsed = platformFile.safeParse(value);
    if (parsed.success) return { file: parsed.data, broken, original: (path) => translate(path, indexes) };
    const before = broken.length;
    for (const issue of parsed.error.issues) {
      const path = translate(issue.path as Path, indexes);
      // what lies in something that is cut already has gone with it.
      if (!broken.slice(before).some((cut) => holds(cut, path))) cut(draft, issue, path, broken);
    }
  }
  return undefined;
}

function cut(draft: Record<string, unknown>, issue: z.core.$ZodIssue, path: Path, broken: Path[]): void {
  if (issue.code === "unrecognized_keys") {
    const parent = valueAt(draft, path) as Record<string, unknown> | undefined;
    for (const key of issue.keys) if (parent) delete parent[key];
    return;
  }
  // what is missing is not there to be cut: its holder goes.
  let target = path;
  while (target.length > 1 && isGone(valueAt(draft, target))) target = target.slice(0, -1);
  broken.push(target);
  const key = target.at(-1);
  const parent = valueAt(draft, target.slice(0, -1));
  if (typeof parent !== "object" || parent === null || key === undefined) return;
  if (Array.isArray(parent)) parent[key as number] = CUT;
  else if (target.length === 1 && String(key) in STAND_INS)
    (parent as Record<string, unknown>)[key] = structuredClone(STAND_INS[String(key)]);
  else delete (parent as Record<string, unknown>)[key];
}

function holds(whole: Path, part: Path): boolean {
  return whole.length <= part.length && whole.every((key, index) => key === part[index]);
}

function isGone(value: unknown): boolean {
  return value === undefined || value === CUT;
}

/** For each list, by path in the text: where its surviving items stood. */
type Indexes = ReadonlyMap<string, readonly number[]>;

function compact(draft: unknown): { value: unknown; indexes: Indexes } {
  const indexes = new Map<string, readonly number[]>();
  const copy = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) {
      const kept = value.map((_, index) => index).filter((index) => value[index] !== CUT);
      indexes.set(JSON.stringify(path), kept);
      return kept.map((index) => copy(value[index], [...path, index]));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]));
  };
  return { value: copy(draft, []), indexes };
}

function translate(path: Path, indexes: Indexes): Path {
  const result: (string | number)[] = [];
  for (const key of path) {
    const kept = typeof key === "number" ? indexes.get(JSON.stringify(result)) : undefined;
    result.push(typeof key === "number" ? (kept?.[key] ?? key) : key);
  }
  return result;
}
