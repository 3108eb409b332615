import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { importsOf, PROJECT, type Source, sourcesIn, target, trackedFiles } from "./sources";

/** A file that grows beyond this holds two things. */
const MAX_LINES = 320;

/** Longer files that are one table or one listing each. */
const LONG: ReadonlyMap<string, string> = new Map([
  ["__tests__/constructs/inference-deployment.test.ts", "every behaviour of one construct"],
]);

const VAGUE = ["utils", "util", "helpers", "common", "lib", "core", "shared", "misc"];

const TRACKED = trackedFiles();
const CODE = TRACKED.filter((path) => /\.(ts|mjs|js|py|go)$/.test(path));

function linesOf(path: string): number {
  return readFileSync(join(PROJECT, path), "utf8").split("\n").length - 1;
}

function vagueFolders(path: string): string[] {
  return path.split("/").filter((part) => VAGUE.includes(part.replace(/\.[a-z.]+$/, "")));
}

/** Places of the machine that a file was written on: a home folder of the superuser, a mount, another user's home. */
function machineWords(text: string): string[] {
  return [...text.matchAll(/(?<![\w.$:@-])\/(?:root|work|home\/[a-z]\w*|Users\/\w+)(?:\/[\w.-]+|(?![\w/.-]))/g)].map(
    ([found]) => found,
  );
}

describe("files", () => {
  test("there are some", () => {
    expect(CODE.length).toBeGreaterThan(200);
    expect(TRACKED).toEqual(expect.arrayContaining(["main.ts", "platforms/example.yaml", "charts/queues/Chart.yaml"]));
  });

  test(`none of code is over ${MAX_LINES} lines`, () => {
    const long = CODE.filter((path) => linesOf(path) > MAX_LINES && !LONG.has(path));
    expect(long.map((path) => `${path}: ${linesOf(path)} lines`)).toEqual([]);
  });

  test("each exception to the length is one still", () => {
    expect([...LONG.keys()].filter((path) => !TRACKED.includes(path) || linesOf(path) <= MAX_LINES)).toEqual([]);
  });

  test("none is called index: a barrel loads everything", () => {
    expect(CODE.filter((path) => /^index\./.test(basename(path)))).toEqual([]);
  });

  test("none is called, or in a folder called, after nothing", () => {
    expect(CODE.filter((path) => vagueFolders(path).length > 0)).toEqual([]);
    expect(vagueFolders("spec/utils/x.ts")).toEqual(["utils"]);
    expect(vagueFolders("spec/helpers.ts")).toEqual(["helpers.ts"]);
    expect(vagueFolders("spec/common-pool.ts")).toEqual([]);
  });

  test("names of TypeScript files are in kebab-case", () => {
    const odd = CODE.filter(
      (path) => path.endsWith(".ts") && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(basename(path)),
    );
    expect(odd).toEqual([]);
  });

  test("none names a place of the machine that it was written on", () => {
    const guilty = TRACKED.filter((path) => statSync(join(PROJECT, path)).isFile()).flatMap((path) =>
      machineWords(readFileSync(join(PROJECT, path), "utf8")).map((word) => `${path}: ${word}`),
    );
    expect(guilty).toEqual([]);
  });

  test("a place of the machine is found, a part of another path is not", () => {
    const [home, mount] = ["root", "work"].map((name) => `/${name}`);
    expect(machineWords(`cd ${home} && ls ${mount}/main "${home}"`)).toEqual([home, `${mount}/main`, home]);
    expect(machineWords('import "./schema/work"; see https://acme.example/root and /rooted')).toEqual([]);
  });
});

describe("constructs", () => {
  const constructs = sourcesIn("constructs");
  const stacks = sourcesIn("stacks").filter(({ path }) => path !== "stacks/add-stacks.ts");
  const byPath = new Map([...constructs, ...stacks].map((file) => [file.path, file]));

  /** Constructs and stacks that a file imports, and those that these are made of. */
  function reached(file: Source, found = new Set<string>()): Set<string> {
    for (const imported of importsOf(file)) {
      const next = byPath.get(`${target(file, imported)}.ts`);
      if (next && !found.has(next.path)) reached(next, found.add(next.path));
    }
    return found;
  }

  test("every file is exercised by a test: its own, or that of a construct or a stack that it is a part of", () => {
    const tests = [...sourcesIn("__tests__/constructs"), ...sourcesIn("__tests__/stacks")].filter(({ path }) =>
      path.endsWith(".test.ts"),
    );
    const found = new Set(tests.flatMap((file) => [...reached(file)]));
    expect(constructs.map(({ path }) => path).filter((path) => !found.has(path))).toEqual([]);
    expect(reached({ path: "__tests__/x.test.ts", text: 'import { x } from "../constructs/kueue";' })).toContain(
      "constructs/kueue-configuration.ts",
    );
  });

  test("every test of a construct has its construct", () => {
    const orphans = sourcesIn("__tests__/constructs")
      .filter(({ path }) => path.endsWith(".test.ts"))
      .filter((file) => ![...importsOf(file)].some((imported) => target(file, imported)?.startsWith("constructs/")));
    expect(orphans.map(({ path }) => path)).toEqual([]);
  });

  test("every chart has a schema of its values", () => {
    const charts = TRACKED.filter((path) => path.startsWith("charts/") && basename(path) === "Chart.yaml").map((path) =>
      posix.dirname(path),
    );
    expect(charts.length).toBeGreaterThan(4);
    expect(charts.filter((chart) => !existsSync(join(PROJECT, chart, "values.schema.json")))).toEqual([]);
  });
});
