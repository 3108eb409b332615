import type { Platform } from "../spec/platform";
import { formatPath, type Path } from "../spec/problem";
import { canonical, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";
import type { PlatformText } from "./platform-text";

/** One thing that two platform files say differently. */
export interface FileChange {
  readonly kind: "added" | "removed" | "changed" | "renamed";
  /** Keys and names, such as `cloud.pools[h100].maxNodes`: no indexes, since order means nothing of what has a name. */
  readonly what: string;
  /** Place in the file that has it: the newer, or the older for what was removed. */
  readonly path: Path;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly before?: string;
  readonly after?: string;
}

/** Lists in which order means preference, or is the meaning. */
const ORDERED = ["command", "capacity"];

/** Keys by which items of lists are told apart. */
const NAMES = ["name", "version", "ip"];

/** Longest value that is printed whole. */
const MAX_SHOWN = 160;

/** What the platform is, as a text that formatting, comments and order do not change. */
function meaning(platform: Platform): string {
  return canonical(orderless(platform, ""));
}

function orderless(value: unknown, key: string): unknown {
  if (value instanceof Map) return orderless(Object.fromEntries(value), key);
  if (value instanceof Set) return [...value].map(String).sort();
  if (Array.isArray(value)) {
    const items = value.map((item) => orderless(item, key));
    return ORDERED.includes(key) ? items : items.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([inner]) => inner !== "formerly")
      .map(([inner, held]) => [inner, orderless(held, inner)]),
  );
}

/** What the newer file says differently; nothing where both mean the same platform. */
export function fileChanges(before: PlatformText, after: PlatformText): readonly FileChange[] {
  if (meaning(before.platform) === meaning(after.platform)) return [];
  const found: FileChange[] = [];
  const walk = new Walk(before, after, (change) => found.push(change));
  walk.compare(before.data as unknown as Json, after.data as unknown as Json, [], [], "");
  const [old, now] = [before.platform.onPrem?.certificateAuthority, after.platform.onPrem?.certificateAuthority];
  const path = ["onPrem", "certificateAuthority"];
  if (old !== undefined && now !== undefined && old !== now && !found.some(({ what }) => what === path.join(".")))
    found.push({
      kind: "changed",
      what: path.join("."),
      path,
      file: after.file,
      ...after.place(path),
      before: "one certificate",
      after: "another certificate in the same file",
    });
  return found.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}

class Walk {
  /** Lists whose order means something in these two files. */
  private readonly ordered: readonly string[];

  constructor(
    private readonly before: PlatformText,
    private readonly after: PlatformText,
    private readonly report: (change: FileChange) => void,
  ) {
    const same = firstZones(before.platform) === firstZones(after.platform);
    this.ordered = same ? [] : ["cloud.zones"];
  }

  compare(old: Json | undefined, now: Json | undefined, oldPath: Path, path: Path, what: string): void {
    const key = String(path.findLast((part) => typeof part === "string") ?? "");
    if (canonical(old ?? null) === canonical(now ?? null)) return;
    if (isObject(old) && isObject(now)) this.compareKeys(old, now, oldPath, path, what);
    else if (Array.isArray(old) && Array.isArray(now) && !ORDERED.includes(key) && !this.ordered.includes(what))
      this.compareLists(old, now, oldPath, path, what);
    else if (old === undefined || old === null) this.said("added", what, path, undefined, now);
    else if (now === undefined || now === null) this.said("removed", what, oldPath, old, undefined);
    else if (key !== "capacity" || canonical(wrapped(old)) !== canonical(wrapped(now)))
      this.said("changed", what, path, old, now);
  }

  private compareKeys(old: JsonObject, now: JsonObject, oldPath: Path, path: Path, what: string): void {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
      if (key !== "formerly")
        this.compare(old[key], now[key], [...oldPath, key], [...path, key], what === "" ? key : `${what}.${key}`);
  }

  private compareLists(old: readonly Json[], now: readonly Json[], oldPath: Path, path: Path, what: string): void {
    const key = NAMES.find((name) => [...old, ...now].every((item) => isObject(item) && name in item));
    if (key !== undefined) {
      this.compareNamed(key, old, now, oldPath, path, what);
      return;
    }
    const [gone, added] = [minus(old, now), minus(now, old)];
    if (gone.length + added.length === 0) return;
    this.said("changed", what, path, gone.length === 0 ? undefined : gone, added.length === 0 ? undefined : added);
  }

  private compareNamed(
    key: string,
    old: readonly Json[],
    now: readonly Json[],
    oldPath: Path,
    path: Path,
    what: string,
  ): void {
    const nameOf = (item: Json | undefined) => String(objectOf(item)[key]);
    const oldNames = old.map(nameOf);
    const former = formerNames(now, oldNames, nameOf);
    for (const [index, item] of now.entries()) {
      const name = nameOf(item);
      const at = oldNames.indexOf(former.get(name) ?? name);
      const called = `${what}[${name}]`;
      if (former.has(name)) this.said("renamed", called, [...path, index], former.get(name), name);
      if (at < 0) this.said("added", called, [...path, index], undefined, item);
      else this.compare({ ...objectOf(old[at]), [key]: name }, item, [...oldPath, at], [...path, index], called);
    }
    const kept = new Set([...now.map(nameOf), ...former.values()]);
    for (const [index, item] of old.entries())
      if (!kept.has(nameOf(item)))
        this.said("removed", `${what}[${nameOf(item)}]`, [...oldPath, index], item, undefined);
  }

  private said(
    kind: FileChange["kind"],
    what: string,
    path: Path,
    before: Json | undefined,
    after: Json | undefined,
  ): void {
    const { file, place } = kind === "removed" ? this.before : this.after;
    this.report({
      kind,
      what,
      path,
      file,
      ...place(path),
      ...(before !== undefined && { before: shown(before) }),
      ...(after !== undefined && { after: shown(after) }),
    });
  }
}

/** What follows from the order of the cloud's zones. */
function firstZones({ cloud }: Platform): string {
  return canonical([cloud?.controlPlaneZones ?? [], cloud?.natZones ?? []]);
}

/** Old names by new ones, of items that say `formerly` and whose old name is gone. */
function formerNames(
  now: readonly Json[],
  oldNames: readonly string[],
  nameOf: (item: Json) => string,
): ReadonlyMap<string, string> {
  return new Map(
    now.flatMap((item): [string, string][] => {
      const former = objectOf(item).formerly;
      const renamed = typeof former === "string" && !oldNames.includes(nameOf(item)) && oldNames.includes(former);
      return renamed ? [[nameOf(item), former]] : [];
    }),
  );
}

function wrapped(value: Json): Json {
  return Array.isArray(value) ? value : [value];
}

function minus(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map(canonical));
  return items.filter((item) => !known.has(canonical(item)));
}

function shown(value: Json): string {
  const text = flow(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A value as YAML writes it in one line. */
function flow(value: Json): string {
  if (Array.isArray(value)) return listOf(value).map(flow).join(", ");
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined && canonical(inner) !== "[]" && canonical(inner) !== "{}")
    .map(
      ([key, inner]) =>
        `${key}: ${isObject(inner) ? `{ ${flow(inner)} }` : Array.isArray(inner) ? `[${flow(inner)}]` : flow(inner)}`,
    )
    .join(", ");
}

/** A path as the report writes it. */
export function whereOf({ file, line }: Pick<FileChange, "file" | "line">): string {
  return `${file}:${line}`;
}

/** True where a change lies at or below one of the paths, or above it. */
export function touches({ path }: Pick<FileChange, "path">, prefix: Path): boolean {
  const [a, b] = [formatPath(path), formatPath(prefix)];
  return a === b || a.startsWith(`${b}.`) || a.startsWith(`${b}[`) || b.startsWith(`${a}.`) || b.startsWith(`${a}[`);
}
