import { Testing } from "cdktf";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { ALL_RULES } from "../../placement/load-platform";
import { loadText } from "../../spec/loader";
import type { Platform } from "../../spec/platform";
import { addStacks } from "../../stacks/add-stacks";
import { exampleText, NOW } from "../platforms";
import { FILES } from "../spec/base-file";

// the same files every time: what fails here fails again.
fc.configureGlobal({ seed: 20_261_124 });

const EXAMPLE = exampleText();

type Node = Record<string | number, unknown>;
type Path = readonly (string | number)[];

/** Every place of plain data below the top level. */
function places(data: unknown, path: Path = []): Path[] {
  if (typeof data !== "object" || data === null) return [path];
  const keys = Array.isArray(data) ? data.map((_, index) => index) : Object.keys(data);
  return [path, ...keys.flatMap((key) => places((data as Node)[key], [...path, key]))];
}

const PLACES = places(parse(EXAMPLE)).filter((path) => path.length > 1);

/** A change that a team might make: something goes, or a number or word becomes another one of its kind. */
const change = fc.record({
  at: fc.nat(PLACES.length - 1),
  how: fc.constantFrom("remove", "less", "more"),
  by: fc.integer({ min: 1, max: 3 }),
});

function applied({ at, how, by }: { at: number; how: string; by: number }): string {
  const data = parse(EXAMPLE) as Node;
  const path = PLACES[at] ?? [];
  const key = path.at(-1) ?? "";
  const parent = path.slice(0, -1).reduce<unknown>((node, step) => (node as Node)[step], data) as Node | unknown[];
  const value = (parent as Node)[key];
  if (how !== "remove" && typeof value === "number") (parent as Node)[key] = how === "less" ? value - by : value + by;
  else if (how !== "remove" && typeof value === "string") (parent as Node)[key] = `${value}${by}`;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return stringify(data);
}

function accepted(yaml: string): Platform | undefined {
  const options = { rules: ALL_RULES, now: NOW, readFile: (path: string) => FILES[path] };
  return loadText("platforms/changed.yaml", Buffer.from(yaml), options).platform;
}

test("what the rules accept synthesizes, with nothing undefined in it", () => {
  let synthesized = 0;
  fc.assert(
    fc.property(change, (one) => {
      const platform = accepted(applied(one));
      if (!platform) return;
      const stacks = addStacks(Testing.app(), platform, {});
      for (const stack of stacks) expect(Testing.synth(stack, true)).not.toMatch(/undefined|\[object Object\]|NaN/);
      synthesized += 1;
    }),
    { numRuns: 60 },
  );
  // a property that nothing reaches proves nothing.
  expect(synthesized).toBeGreaterThan(15);
});
