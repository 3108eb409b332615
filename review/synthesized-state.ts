import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";

/** One resource as it was synthesized. */
export interface SynthesizedResource {
  readonly address: string;
  readonly type: string;
  /** Path of the construct that made it, such as `cloud-burst/teams/vision/policy`. */
  readonly construct?: string;
  /** Its arguments, as written. */
  readonly config: JsonObject;
}

/** One synthesized state: `cdk.tf.json` and its row of `manifest.json`. */
export interface SynthesizedState {
  readonly stack: string;
  /** States that are deployed before it. */
  readonly after: readonly string[];
  readonly resources: ReadonlyMap<string, SynthesizedResource>;
  /** Old addresses by new ones: blocks called `moved`. */
  readonly moves: ReadonlyMap<string, string>;
}

/** What Terraform and CDKTF say about a resource beside its arguments. */
const NO_ARGUMENTS = ["//", "depends_on", "lifecycle", "provider", "provisioner", "connection"];

/** Reads the JSON that `cdktf synth` wrote for one state. */
export function readSynthesized(stack: string, after: readonly string[], text: string): SynthesizedState {
  const root = objectOf(JSON.parse(text));
  const found = Object.entries(objectOf(root.resource)).flatMap(([type, names]) =>
    Object.entries(objectOf(names)).map(([name, config]) => resourceOf(type, name, objectOf(config))),
  );
  const moves = listOf(root.moved).flatMap((block): [string, string][] => {
    const [from, to] = [textOf(objectOf(block).from), textOf(objectOf(block).to)];
    return from === undefined || to === undefined ? [] : [[to, from]];
  });
  return {
    stack,
    after,
    resources: new Map(found.map((resource) => [resource.address, resource])),
    moves: new Map(moves),
  };
}

function resourceOf(type: string, name: string, config: JsonObject): SynthesizedResource {
  const construct = textOf(objectOf(objectOf(config["//"]).metadata).path);
  return {
    address: `${type}.${name}`,
    type,
    ...(construct !== undefined && { construct: construct.replace(/(\/Default)+$/, "") }),
    config: Object.fromEntries(Object.entries(config).filter(([key]) => !NO_ARGUMENTS.includes(key))),
  };
}

/** Resources of the same state that a value names, or waits for. */
export function referencesOf(value: Json, known: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (inner: Json) => {
    if (typeof inner === "string") {
      for (const [address] of inner.matchAll(/\b[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g))
        if (known.has(address)) found.add(address);
    } else if (Array.isArray(inner)) inner.forEach(visit);
    else if (isObject(inner)) Object.values(inner).forEach(visit);
  };
  visit(value);
  return found;
}
