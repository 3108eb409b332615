import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";

/** The smallest part of what a policy says: one action of one principal on one resource, under its condition. */
export interface Grant {
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  /** Operators, their keys and the values; empty where it always holds. */
  readonly condition: JsonObject;
}

/** Grants that differ only in their actions or in their resources, together. */
export interface GrantGroup {
  readonly who: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: JsonObject;
}

/** Most grants of a statement that are compared one by one; of more, whole lists are compared. */
const MOST = 2000;

/**
 * What the statements of a policy of AWS allow, or refuse, one by one.
 *
 * @param who of whom it speaks where it names no principal
 */
export function grantsOf(document: Json | undefined, effect: "Allow" | "Deny", who: string): readonly Grant[] {
  const { Statement } = objectOf(document);
  return (Array.isArray(Statement) ? Statement : [Statement ?? null])
    .map(objectOf)
    .filter((statement) => statement.Effect === effect)
    .flatMap((statement) => {
      const principals = principalsOf(statement);
      return combined(
        principals.length > 0 ? principals : [who],
        stated(statement.Action, statement.NotAction),
        stated(statement.Resource, statement.NotResource),
        objectOf(statement.Condition),
      );
    });
}

/** Grants of each of some with each of others. */
export function combined(
  whose: readonly string[],
  actions: readonly string[],
  resources: readonly string[],
  condition: JsonObject,
): readonly Grant[] {
  const whole = (items: readonly string[]) =>
    whose.length * actions.length * resources.length > MOST ? [items.join(", ")] : items;
  return whole(whose).flatMap((who) =>
    whole(actions).flatMap((action) => whole(resources).map((resource) => ({ who, action, resource, condition }))),
  );
}

function principalsOf({ Principal, NotPrincipal }: JsonObject): readonly string[] {
  const named = (value: Json | undefined) => (isObject(value) ? Object.values(value).flatMap(texts) : texts(value));
  const others = named(NotPrincipal);
  return others.length > 0 ? [`everybody but ${others.join(", ")}`] : named(Principal);
}

/** Actions or resources of a statement; nothing where a trust policy names no resource. */
function stated(only: Json | undefined, allBut: Json | undefined): readonly string[] {
  const others = texts(allBut);
  if (others.length > 0) return [`everything but ${others.join(", ")}`];
  const items = texts(only);
  return items.length > 0 ? items : [""];
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? listOf(value) : [value]).flatMap((item) => textOf(item) ?? []);
}

/** Grants that none of the older ones covers: what is narrower than before is none of them. */
export function fresh(before: readonly Grant[], after: readonly Grant[]): readonly Grant[] {
  return after.filter((grant) => !before.some((old) => covers(old, grant)));
}

function covers(wide: Grant, narrow: Grant): boolean {
  return (
    (wide.who === "*" || wide.who === narrow.who) &&
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    holdsWherever(wide.condition, narrow.condition)
  );
}

/** True where one condition holds wherever another does: each of its values is among those of the other. */
function holdsWherever(wide: JsonObject, narrow: JsonObject): boolean {
  return Object.entries(wide).every(([operator, keys]) =>
    Object.entries(objectOf(keys)).every(([key, value]) => {
      const other = objectOf(narrow[operator])[key];
      if (other === undefined) return false;
      const [mine, theirs] = [values(value), values(other)];
      // what must not be one of many is refused more often than what must not be one of few.
      return /Not/.test(operator)
        ? mine.every((item) => theirs.includes(item))
        : theirs.length > 0 && theirs.every((item) => mine.includes(item));
    }),
  );
}

function values(value: Json): readonly string[] {
  return (Array.isArray(value) ? listOf(value) : [value]).map(String);
}

/** True where a text fits a pattern of `*` and `?`. A `*` in the text is no single sign. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") return true;
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    const sign = pattern[at];
    if (sign === "*") {
      [star, mark] = [at, from];
      at += 1;
    } else if (sign === text[from] || (sign === "?" && text[from] !== "*")) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      mark += 1;
      [at, from] = [star + 1, mark];
    } else return false;
  }
  return [...pattern.slice(at)].every((sign) => sign === "*");
}

/** Grants that belong together. */
export function grouped(grants: readonly Grant[]): readonly GrantGroup[] {
  const byResource = gathered(grants, ({ who, resource, condition }) => [who, resource, condition]).map((same) => ({
    who: same[0]?.who ?? "",
    actions: [...new Set(same.map(({ action }) => action))],
    resource: same[0]?.resource ?? "",
    condition: same[0]?.condition ?? {},
  }));
  return gathered(byResource, ({ who, actions, condition }) => [who, actions, condition]).map((same) => ({
    who: same[0]?.who ?? "",
    actions: same[0]?.actions ?? [],
    resources: [...new Set(same.map(({ resource }) => resource))],
    condition: same[0]?.condition ?? {},
  }));
}

function gathered<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

const OPERATORS: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/Not.*Like/, "is not like"],
  [/Not/, "is not"],
  [/Like/, "is like"],
  [/(Equals|Bool|IpAddress)(IfExists)?$/, "is"],
];

/** A condition in words, such as `, where aws:SecureTransport is false`; nothing where there is none. */
export function conditionWords(condition: JsonObject): string {
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(objectOf(keys)).map(([key, value]) => {
      const [, word = operator] = OPERATORS.find(([pattern]) => pattern.test(operator)) ?? [];
      return `${key} ${word} ${values(value).join(" or ")}`;
    }),
  );
  return parts.length === 0 ? "" : `, where ${parts.join(" and ")}`;
}
