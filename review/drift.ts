import { isObject, type Json } from "./json";
import { ABSENT, attributeChanges } from "./plan/attributes";
import type { PlanFile } from "./plan/plan-file";
import type { Secrets } from "./plan/secrets";
import { fromPlan, type ResourceChange } from "./resource-changes";
import type { SynthesizedState } from "./synthesized-state";

/**
 * What others changed. Left out is what a provider fills in when it reads an object again: empty values written in another way, attributes
 * that no file sets, such as an object's version, and attributes that were absent; all of them unless the plan sets them back.
 */
export function driftOf(
  plan: PlanFile,
  secrets: Secrets,
  states: readonly (SynthesizedState | undefined)[],
): readonly ResourceChange[] {
  const acted = new Map(plan.changes.map((change) => [change.address, change]));
  return plan.drift
    .filter((change) => change.managed)
    .map((change) => {
      const found = fromPlan(plan.stack, change, secrets, states);
      const answer = acted.get(change.address);
      const undone = answer?.action === "update" ? attributeChanges(answer, secrets).map(({ path }) => path) : [];
      const roots = new Set(undone.map(rootOf));
      const config = states
        .map((state) => state?.resources.get(change.address)?.config)
        .find((one) => one !== undefined);
      const attributes = found.attributes.filter(({ path, before }) => {
        if (undone.includes(path)) return true;
        if (before === ABSENT) return rootOf(path) !== "tags" && roots.has(rootOf(path));
        return config === undefined || sets(config, path);
      });
      return { ...found, attributes };
    })
    .filter(({ action, attributes }) => action !== "update" || attributes.length > 0);
}

/** The argument that a path begins with. */
function rootOf(path: string): string {
  return /^[^.[ ]*/.exec(path)?.[0] ?? path;
}

/** True where a synthesized value says something at a path; below a text with templates it is not known, and taken for granted. */
function sets(value: Json, path: string): boolean {
  const rest = path.replace(/^(\.|\[[^\]]*\])+/, "");
  if (rest === "" || rest.startsWith(" ")) return true;
  if (Array.isArray(value)) return value.some((one: Json) => sets(one, rest));
  if (!isObject(value)) return true;
  return Object.entries(value).some(
    ([key, inner]) =>
      rest.startsWith(key) && /^([.[ ]|$)/.test(rest.slice(key.length)) && sets(inner, rest.slice(key.length)),
  );
}
