import { nearest } from "../problem";

/** Most values that a message lists. */
const FEW = 10;
/** Length from which a misspelt name still shows what was meant. */
const SHORT = 3;

/** A text as it stands in a message. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}

/** `a, b and c`. */
export function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}

/** The first of many. */
export function few(values: readonly string[]): string {
  return values.length <= FEW ? listed(values) : `${values.slice(0, FEW).join(", ")} and ${values.length - FEW} more`;
}

/** `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What to write instead of a name that is not known: the nearest one, one of a few, or something else. */
export function knownOr(value: string, known: readonly string[], otherwise: string): string {
  // of very short names any other is near.
  const meant = value.length < SHORT ? undefined : nearest(value, known);
  if (meant !== undefined) return `did you mean ${quoted(meant)}?`;
  return known.length > 0 && known.length <= FEW ? `use one of ${known.join(", ")}` : otherwise;
}
