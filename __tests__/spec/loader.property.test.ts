import fc from "fast-check";
import { parse, stringify } from "yaml";
import { PLACEMENT_RULES } from "../../placement/rules";
import { type Loaded, loadText } from "../../spec/loader";
import { SPEC_RULES } from "../../spec/rules/all";
import { exampleText } from "../platforms";
import { FILES, NOW } from "./base-file";

// the same texts every time: what fails here fails again.
fc.configureGlobal({ seed: 20_261_124 });

const RULES = [...SPEC_RULES, ...PLACEMENT_RULES];
const EXAMPLE = exampleText();

function loaded(text: string): Loaded {
  return loadText("platform.yaml", Buffer.from(text), { rules: RULES, now: NOW, readFile: (path) => FILES[path] });
}

/** What holds of the problems of any text. */
function expectSound(text: string): void {
  const { problems, platform } = loaded(text);
  const lines = text.split("\n").length;
  for (const { line, column, rule, found, fix } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(`${rule} ${found} ${fix}`).not.toMatch(/undefined|\[object|NaN/);
  }
  const places = problems.map(({ line, column }) => line * 1e7 + column);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(platform === undefined).toBe(problems.some(({ severity }) => severity === "error"));
  expect(loaded(text).problems).toEqual(problems);
}

const json = fc.jsonValue({ maxDepth: 5 });

/** Words that mean something somewhere in a platform file. */
const word = fc.constantFrom(
  ...[
    "name",
    "cloud",
    "onPrem",
    "pools",
    "vision",
    "h100",
    "lab",
    "none",
    "spot",
    "EU",
    "restricted",
    "10.0.0.0/8",
    "0.0.0.0/0",
  ],
  ...[
    "eu-north-1a",
    "all-1g.10gb",
    "p5.48xlarge",
    "toString",
    "constructor",
    "__proto__",
    "${x}",
    "1",
    "",
    " ",
    "\u202e",
    "auto",
  ],
);
const value = fc.oneof(json, word, fc.integer(), fc.double(), fc.constantFrom(0, 1, -1, 1.5, 1e9, null, true, [], {}));

type Node = Record<string | number, unknown>;

/** Every place of plain data. */
function paths(data: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof data !== "object" || data === null) return [path];
  const keys = Array.isArray(data) ? data.map((_, index) => index) : Object.keys(data);
  return [path, ...keys.flatMap((key) => paths((data as Node)[key], [...path, key]))];
}

const PLACES = paths(parse(EXAMPLE)).filter((path) => path.length > 0);

type Mutation = {
  readonly at: number;
  readonly how: "replace" | "remove" | "double" | "rename" | "add";
  readonly to: unknown;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(PLACES.length - 1),
  how: fc.constantFrom("replace", "remove", "double", "rename", "add"),
  to: value,
});

function mutate(data: unknown, { at, how, to }: Mutation): void {
  const path = PLACES[at] ?? [];
  const key = path.at(-1) ?? "";
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (node, step) => (typeof node === "object" && node !== null ? (node as Node)[step] : undefined),
      data,
    );
  if (typeof parent !== "object" || parent === null) return;
  const node = parent as Node;
  if (how === "replace") node[key] = to;
  else if (how === "remove" && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (how === "remove") delete node[key];
  else if (how === "double" && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else if (how === "rename" && !Array.isArray(parent)) {
    const kept = node[key];
    delete node[key];
    node[`${key}s`] = kept;
  } else if (Array.isArray(parent)) parent.push(to);
  else node[typeof to === "string" ? to : "extra"] = to;
}

test("the example itself loads", () => {
  expect(loaded(EXAMPLE).problems).toEqual([]);
});

test("any text loads without a crash", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectSound), { numRuns: 150 });
});

test("any bytes load without a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { problems } = loadText("platform.yaml", Buffer.from(bytes), {
        rules: RULES,
        now: NOW,
        readFile: () => undefined,
      });
      expect(problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test("any data loads without a crash, as YAML and as JSON", () => {
  fc.assert(
    fc.property(json, (data) => {
      expectSound(stringify(data));
      expectSound(JSON.stringify(data));
    }),
    { numRuns: 80 },
  );
});

test("any data under the file's own keys loads without a crash", () => {
  const keys = Object.keys(parse(EXAMPLE));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), value), (data) => expectSound(stringify(data))),
    { numRuns: 80 },
  );
});

test("the example under any few mutations loads without a crash", () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const data = parse(EXAMPLE);
      for (const one of mutations) mutate(data, one);
      expectSound(stringify(data));
    }),
    { numRuns: 150 },
  );
});

test("the example cut off anywhere loads without a crash", () => {
  fc.assert(
    fc.property(fc.nat(EXAMPLE.length), (end) => expectSound(EXAMPLE.slice(0, end))),
    { numRuns: 50 },
  );
});

test("the order of lists changes which problems there are of nothing", () => {
  const file = parse(EXAMPLE) as Record<string, unknown[]>;
  const lists = ["teams", "datasets", "runs", "models", "deployments"];
  fc.assert(
    fc.property(
      fc.tuple(...lists.map((key) => fc.shuffledSubarray(file[key] ?? [], { minLength: file[key]?.length ?? 0 }))),
      (shuffled) => {
        const reordered = { ...file, ...Object.fromEntries(lists.map((key, index) => [key, shuffled[index]])) };
        expect(loaded(stringify(reordered)).problems).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});
