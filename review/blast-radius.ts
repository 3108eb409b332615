import { type JsonObject, objectOf, textOf } from "./json";
import { referencesOf, type SynthesizedState } from "./synthesized-state";

/** Objects that depend on each object, directly or through others: `<state> <address>` by the same. */
export type Dependents = ReadonlyMap<string, ReadonlySet<string>>;

/** Shortest name by which an object of another state is found: shorter ones are words. */
const SHORTEST_NAME = 6;

/**
 * Who depends on whom, within a state by reference, and across states by name: states pass no outputs, they look objects up by the names
 * that the platform gives them.
 */
export function dependentsOf(states: readonly SynthesizedState[]): Dependents {
  const direct = new Map<string, Set<string>>();
  for (const [on, who] of [...states.flatMap(within), ...across(states)])
    if (on !== who) direct.set(on, (direct.get(on) ?? new Set()).add(who));
  return new Map(
    [...direct.keys()].map((key) => {
      const reached = new Set(direct.get(key));
      for (const next of reached) for (const further of direct.get(next) ?? []) reached.add(further);
      reached.delete(key);
      return [key, reached];
    }),
  );
}

/** An object, and one that depends on it. */
type Edge = readonly [on: string, who: string];

function within({ stack, resources, lookups }: SynthesizedState): readonly Edge[] {
  const known = new Map([...resources, ...lookups]);
  return [...known.values()].flatMap(({ address, config }) =>
    [...referencesOf(config, known)].map((named): Edge => [`${stack} ${named}`, `${stack} ${address}`]),
  );
}

function across(states: readonly SynthesizedState[]): readonly Edge[] {
  const sayers = new Map(states.map((state) => [state.stack, sayersIn(state)]));
  return states.flatMap(({ stack, resources }) => {
    const later = states.filter((state) => reaches(state, stack, states)).map((state) => sayers.get(state.stack));
    return [...resources.values()].flatMap(({ address, config }) =>
      namesOf(config).flatMap((name) =>
        later.flatMap((of) => (of?.get(name) ?? []).map((who): Edge => [`${stack} ${address}`, who])),
      ),
    );
  });
}

/** Objects of a state by each text that they hold. */
function sayersIn({ stack, resources, lookups }: SynthesizedState): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { address, config } of [...resources.values(), ...lookups.values()])
    for (const text of new Set(stringsIn(config))) found.set(text, [...(found.get(text) ?? []), `${stack} ${address}`]);
  return found;
}

/** True where a state is deployed after another, directly or not. */
function reaches(state: SynthesizedState, stack: string, states: readonly SynthesizedState[]): boolean {
  return state.after.some(
    (name) => name === stack || states.some((one) => one.stack === name && reaches(one, stack, states)),
  );
}

/** Names under which another state can look an object up. */
function namesOf(config: JsonObject): readonly string[] {
  const metadata = Array.isArray(config.metadata) ? config.metadata[0] : config.metadata;
  const said = [config.name, config.bucket, config.cluster_name, objectOf(config.tags).Name, objectOf(metadata).name];
  return [...new Set(said.flatMap((value) => textOf(value) ?? []))].filter(
    (name) => name.length >= SHORTEST_NAME && !name.includes("${"),
  );
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
