import { blockOf, canonical, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../json";
import type { SynthesizedState } from "../synthesized-state";
import type { PlanFile } from "./plan-file";

/** Most differences that are told. */
const MOST = 3;

/**
 * How a plan's configuration differs from a synthesized file: objects that only one of them has, then constants with another value.
 * Nothing where the plan does not carry its configuration, or was made of this very file.
 */
export function otherFiles({ raw }: PlanFile, { resources }: SynthesizedState): readonly string[] {
  const root = objectOf(raw.configuration).root_module;
  if (!isObject(root)) return [];
  const planned = new Map(
    listOf(root.resources).flatMap((value): [string, JsonObject][] => {
      const { address, mode, expressions } = objectOf(value);
      const named = textOf(address);
      return named === undefined || mode === "data" ? [] : [[named, objectOf(expressions)]];
    }),
  );
  const strangers = [...planned.keys()].filter((address) => !resources.has(address));
  const missing = [...resources.keys()].filter((address) => !planned.has(address));
  const different = [...planned].flatMap(([address, expressions]) => {
    const config = resources.get(address)?.config;
    return config === undefined ? [] : constantsThatDiffer(expressions, config, address);
  });
  const said = [
    ...strangers.map((address) => `${address} is in the plan alone`),
    ...missing.map((address) => `${address} is not in the plan`),
    ...different,
  ];
  return said.length <= MOST ? said : [...said.slice(0, MOST), `and ${said.length - MOST} more`];
}

function constantsThatDiffer(planned: Json, synthesized: Json, at: string): readonly string[] {
  const expression = objectOf(planned);
  if ("constant_value" in expression) {
    const [plan, file] = [expression.constant_value ?? null, synthesized];
    return same(plan, file) ? [] : [at];
  }
  // a value with references is a text with templates in the file: what it comes to is not known here.
  if ("references" in expression) return [];
  if (Array.isArray(planned)) {
    const items = Array.isArray(synthesized) ? synthesized : [synthesized];
    return planned.flatMap((item: Json, index) =>
      items[index] === undefined ? [] : constantsThatDiffer(item, items[index] ?? null, `${at}[${index}]`),
    );
  }
  const config = blockOf(synthesized);
  return Object.entries(expression).flatMap(([key, inner]) =>
    config[key] === undefined || config[key] === null ? [] : constantsThatDiffer(inner, config[key], `${at}.${key}`),
  );
}

/** Equal as Terraform reads them: `"1"` is 1, and a template sign that is escaped in the file is a plain one in the plan. */
function same(plan: Json, file: Json): boolean {
  return canonical(plain(plan)) === canonical(plain(file));
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== null)
        .map(([key, inner]) => [key, plain(inner)]),
    );
  return value === null ? null : String(value).replaceAll("$${", "${").replaceAll("%%{", "%{");
}
