/** How bad a problem is: an error stops synthesis, a warning is printed and passes. */
export type Severity = "error" | "warning";

/** A place in the platform file, as keys and list indexes: `["cloud", "pools", 0, "zone"]`. */
export type Path = readonly (string | number)[];

/** One mistake in a platform file, said so that its author can mend it without reading our code. */
export interface Problem {
  /** Id of the rule that is broken: a row of `docs/rules.md`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Where: the value that breaks the rule; of two that disagree, the later one in the file. */
  readonly path: Path;
  /** What was found there, and what it disagrees with. */
  readonly found: string;
  /** What to change. */
  readonly fix: string;
}

/** A problem with its place in the text. */
export interface LocatedProblem extends Problem {
  /** The file as the user named it. */
  readonly file: string;
  /** Line of the value, from 1. */
  readonly line: number;
  /** Column of the value, from 1, in characters. */
  readonly column: number;
}

/** A path as people write it: `cloud.pools[0].zone`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
}

/** The allowed value nearest to a misspelt one, when one is near enough to be meant. */
export function nearest(value: string, allowed: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(value.length / 3)) + 1;
  for (const candidate of allowed) {
    const distance = editDistance(value.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
