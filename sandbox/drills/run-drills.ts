import type { Drill, DrillContext, Seen } from "./drill";

/** A drill that was held. */
export interface Held extends Seen {
  readonly name: string;
  readonly does: string;
  readonly expects: string;
  readonly seconds: number;
}

/** Holds drills one after another and undoes what each did, whatever came of it; none after an interruption. */
export async function holdDrills(drills: readonly Drill[], context: DrillContext): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const drill of drills) {
    if (context.signal.aborted) break;
    context.say(`${drill.name}: ${drill.does}`);
    const began = Date.now();
    const seen = await outcome(drill, context);
    const { name, does, expects } = drill;
    held.push({ name, does, expects, seconds: (Date.now() - began) / 1000, ...seen });
  }
  return held;
}

async function outcome(drill: Drill, context: DrillContext): Promise<Seen> {
  const seen = await drill.run(context).catch(failure);
  const undone = await (drill.restore?.(context) ?? Promise.resolve()).then(() => undefined, failure);
  return undone ? { asExpected: false, what: `${seen.what}; and it could not be undone: ${undone.what}` } : seen;
}

function failure(error: unknown): Seen {
  return { asExpected: false, what: error instanceof Error ? error.message : String(error) };
}
