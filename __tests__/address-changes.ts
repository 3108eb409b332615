import { parse } from "yaml";
import type { Synthesized } from "./states";
import { addresses } from "./states";

/**
 * What differs at the addresses that were there before: `= path` where something else stands there now, `+ path` where something came
 * beside what is there, `- path` where something went. Helm values and policy documents are read, not compared as text.
 */
export function changes(before: Synthesized, after: Synthesized): readonly string[] {
  const now = addresses(after);
  return [...addresses(before)].flatMap(([address, held]) =>
    now.has(address) ? differences(held, now.get(address), address) : [`- ${address}`],
  );
}

/** Addresses that are new. */
export function additions(before: Synthesized, after: Synthesized): readonly string[] {
  const was = addresses(before);
  return [...addresses(after).keys()].filter((address) => !was.has(address));
}

function differences(before: unknown, after: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [asTree(before), asTree(after)];
  if (was === undefined || is === undefined) return [`= ${path}`];
  const parts = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    if (!is.has(key)) return [`- ${path}.${key}`];
    return was.has(key) ? differences(was.get(key), is.get(key), `${path}.${key}`) : [`+ ${path}.${key}`];
  });
  // the same parts in another order, or another text of the same tree, are a change in the plan all the same.
  return parts.length === 0 && (typeof before === "string" || Array.isArray(before)) ? [`= ${path}`] : parts;
}

/** Parts of a value by their name; those of a list by what identifies them, so that a new one in front moves none. */
function asTree(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const tree = typeof value === "string" ? document(value) : value;
  if (Array.isArray(tree)) return new Map(tree.map((item, index) => [identity(item, index), item]));
  return isObject(tree) ? new Map(Object.entries(tree)) : undefined;
}

/** Helm values are a list of one document; policies name their statements, Kueue its resource groups by what they cover. */
function identity(item: unknown, index: number): string {
  if (!isObject(item)) return typeof item === "string" && document(item) !== undefined ? String(index) : `[${item}]`;
  const { namespace, name, Sid, coveredResources } = item;
  if (namespace !== undefined && name !== undefined) return `${namespace}/${name}`;
  return String(name ?? Sid ?? coveredResources ?? index);
}

/** The tree that a text holds: a JSON policy or the YAML of Helm values. */
function document(text: string): unknown {
  return /^\{|^[\w-]+:\s*\n/.test(text) ? parse(text) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
