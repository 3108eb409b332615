import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";

/** One resource as it was synthesized. */
export interface SynthesizedResource {
  readonly address: string;
  readonly type: string;
  /** Path of the construct that made it, such as `cloud-burst/teams/vision/policy`. */
  readonly construct?: string;
  /** Its arguments, as written. */
  readonly config: JsonObject;
  /** True where Terraform refuses to destroy it. */
  readonly preventDestroy: boolean;
}

/** One synthesized state: `cdk.tf.json` and its row of `manifest.json`. */
export interface SynthesizedState {
  readonly stack: string;
  /** States that are deployed before it. */
  readonly after: readonly string[];
  readonly resources: ReadonlyMap<string, SynthesizedResource>;
  /** Data sources, by addresses that begin with `data.`. */
  readonly lookups: ReadonlyMap<string, SynthesizedResource>;
  /** Old addresses by new ones: blocks called `moved`. */
  readonly moves: ReadonlyMap<string, string>;
}

/** What Terraform and CDKTF say about a resource beside its arguments. */
const NO_ARGUMENTS = ["//", "depends_on", "lifecycle", "provider", "provisioner", "connection"];

/** Reads the JSON that `cdktf synth` wrote for one state. */
export function readSynthesized(stack: string, after: readonly string[], text: string): SynthesizedState {
  const root = objectOf(JSON.parse(text));
  const found = (block: Json | undefined, prefix: string) =>
    new Map(
      Object.entries(objectOf(block))
        .flatMap(([type, names]) =>
          Object.entries(objectOf(names)).map(([name, config]) => resourceOf(prefix, type, name, objectOf(config))),
        )
        .map((resource) => [resource.address, resource] as const),
    );
  const moves = listOf(root.moved).flatMap((block): [string, string][] => {
    const [from, to] = [textOf(objectOf(block).from), textOf(objectOf(block).to)];
    return from === undefined || to === undefined ? [] : [[to, from]];
  });
  return {
    stack,
    after,
    resources: found(root.resource, ""),
    lookups: found(root.data, "data."),
    moves: new Map(moves),
  };
}

function resourceOf(prefix: string, type: string, name: string, config: JsonObject): SynthesizedResource {
  const construct = textOf(objectOf(objectOf(config["//"]).metadata).path);
  return {
    address: `${prefix}${type}.${name}`,
    type,
    ...(construct !== undefined && { construct: construct.replace(/(\/Default)+$/, "") }),
    config: Object.fromEntries(Object.entries(config).filter(([key]) => !NO_ARGUMENTS.includes(key))),
    preventDestroy: objectOf(config.lifecycle).prevent_destroy === true,
  };
}

/** Resources of the same state that a value names, or waits for. */
export function referencesOf(value: Json, known: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (inner: Json) => {
    if (typeof inner === "string") {
      for (const [address] of inner.matchAll(/\b(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g))
        if (known.has(address)) found.add(address);
    } else if (Array.isArray(inner)) inner.forEach(visit);
    else if (isObject(inner)) Object.values(inner).forEach(visit);
  };
  visit(value);
  return found;
}
