import { importsOf, type Source, source, sourcesIn, target } from "./sources";

/** What each folder may import beside itself. Lowest floor first; `cli`, `review` and `sandbox` stand beside the floors. */
const MAY_IMPORT = {
  catalog: [],
  spec: ["catalog"],
  placement: ["catalog", "spec"],
  jobs: ["catalog", "spec", "placement"],
  constructs: ["catalog", "spec", "placement", "jobs"],
  stacks: ["catalog", "spec", "placement", "jobs", "constructs"],
  review: ["catalog", "spec", "placement", "jobs"],
  sandbox: ["catalog", "spec", "placement", "jobs"],
  cli: ["catalog", "spec", "placement", "jobs", "review", "sandbox"],
} as const;

type Folder = keyof typeof MAY_IMPORT;
const FOLDERS = Object.keys(MAY_IMPORT) as Folder[];

/** Folders that a check would pass over in silence if they were moved away. */
const FILLED: readonly Folder[] = [
  "catalog",
  "spec",
  "placement",
  "jobs",
  "constructs",
  "stacks",
  "review",
  "sandbox",
  "cli",
];

/** The floors that know CDKTF; every other file works without it. */
const CDKTF_FLOORS: readonly string[] = ["constructs", "stacks", "main.ts"];
const CDKTF_PACKAGE = /^(cdktf|cdktf-cli|constructs|@cdktf\/.*)(\/|$)/;

/** `@cdktf/provider-aws` loads every resource; `@cdktf/provider-aws/lib/vpc` loads one. */
const DEEP_IMPORT = /^@cdktf\/provider-[a-z]+\/lib\/[a-z0-9-]+$/;

const MAIN = source("main.ts");
const ALL = [MAIN, ...FOLDERS.flatMap(sourcesIn)];

function climbs(file: Source): string[] {
  const from = folderOf(file.path);
  const allowed: readonly string[] = from === "main.ts" ? ["stacks", "cli", "spec", "placement"] : MAY_IMPORT[from];
  return importsOf(file).flatMap((imported) => {
    const to = target(file, imported)?.split("/")[0];
    return to === undefined || to === from || allowed.includes(to) ? [] : [`${file.path} imports ${imported}`];
  });
}

function folderOf(path: string): Folder | "main.ts" {
  return path.split("/")[0] as Folder | "main.ts";
}

function strayPackages(file: Source): string[] {
  const known = CDKTF_FLOORS.includes(folderOf(file.path));
  return importsOf(file)
    .filter((imported) => CDKTF_PACKAGE.test(imported))
    .filter((imported) => !known || (imported.startsWith("@cdktf/") && !DEEP_IMPORT.test(imported)))
    .map((imported) => `${file.path} imports ${imported}`);
}

/** Reads of the environment and the arguments; a child's environment is handed on unread. */
function readsOfTheProcess({ path, text }: Source): string[] {
  const handedOn = text.replaceAll("...process.env", "").replaceAll(/\b(PATH|HOME): process\.env\.\1\b/g, "");
  return [...handedOn.matchAll(/\bprocess\.(env|argv)\b/g)].map((match) => `${path} reads process.${match[1]}`);
}

/** Programs beside `main.ts` and `cli/` say so in their names: they are run, never imported. */
const PROGRAMS = /^(main\.ts|cli\/.*|sandbox\/.*-(main|tests)\.ts)$/;

describe("the floors", () => {
  test.each(FILLED)("%s has files", (folder) => {
    expect(sourcesIn(folder).length).toBeGreaterThan(0);
  });

  test.each([...FOLDERS, "main.ts"])("%s imports nothing from a floor above it", (folder) => {
    expect(ALL.filter(({ path }) => folderOf(path) === folder).flatMap(climbs)).toEqual([]);
  });

  test("nothing imports a program", () => {
    const guilty = ALL.filter(({ path }) => !PROGRAMS.test(path)).flatMap((file) =>
      importsOf(file).filter((imported) => PROGRAMS.test(`${target(file, imported)}.ts`)),
    );
    expect(guilty).toEqual([]);
  });

  test("only constructs and stacks know CDKTF, and of providers they load single resources", () => {
    expect(ALL.flatMap(strayPackages)).toEqual([]);
  });

  test("environment and arguments stop at the programs", () => {
    expect(ALL.filter(({ path }) => !PROGRAMS.test(path)).flatMap(readsOfTheProcess)).toEqual([]);
  });
});

describe("the checks themselves", () => {
  test.each([
    ["spec/a.ts", 'import { x } from "../stacks/on-prem";', "spec/a.ts imports ../stacks/on-prem"],
    ["spec/rules/a.ts", 'import type { x } from "../../placement/fit";', "spec/rules/a.ts imports ../../placement/fit"],
    ["catalog/a.ts", 'export { x } from "../spec/units";', "catalog/a.ts imports ../spec/units"],
    ["review/a.ts", 'const x = await import("../constructs/arn");', "review/a.ts imports ../constructs/arn"],
    ["sandbox/aws/a.ts", 'import "../../stacks/on-prem";', "sandbox/aws/a.ts imports ../../stacks/on-prem"],
    ["jobs/a.ts", 'import {\n  a,\n  b,\n} from "../constructs/arn";', "jobs/a.ts imports ../constructs/arn"],
    ["cli/a.ts", 'require("../constructs/arn");', "cli/a.ts imports ../constructs/arn"],
    ["stacks/a.ts", 'import { x } from "../cli/locks";', "stacks/a.ts imports ../cli/locks"],
  ])("%s may not climb by %j", (path, text, complaint) => {
    expect(climbs({ path, text })).toEqual([complaint]);
  });

  test("a file may import its own floor, a lower one and packages", () => {
    const text = 'import { a } from "./units";\nimport { b } from "../catalog/gpus";\nimport { c } from "zod";\n';
    expect(climbs({ path: "spec/a.ts", text })).toEqual([]);
  });

  test.each([
    ["constructs/a.ts", "@cdktf/provider-aws"],
    ["constructs/a.ts", "@cdktf/provider-aws/lib"],
    ["spec/a.ts", "cdktf"],
    ["jobs/a.ts", "constructs"],
    ["review/a.ts", "@cdktf/provider-aws/lib/vpc"],
  ])("%s may not import %s", (path, name) => {
    expect(strayPackages({ path, text: `import { X } from "${name}";` })).toEqual([`${path} imports ${name}`]);
  });

  test("a construct may import one resource of a provider", () => {
    const text = 'import { Vpc } from "@cdktf/provider-aws/lib/vpc";\nimport { Construct } from "constructs";\n';
    expect(strayPackages({ path: "constructs/a.ts", text })).toEqual([]);
  });

  test("handing the environment on is no read, taking a variable is", () => {
    const path = "sandbox/a.ts";
    const text = "spawn(x, { env: { ...process.env, PATH: process.env.PATH } })";
    expect(readsOfTheProcess({ path, text })).toEqual([]);
    expect(readsOfTheProcess({ path, text: "process.env.HOME" })).toEqual(["sandbox/a.ts reads process.env"]);
    expect(readsOfTheProcess({ path, text: "process.argv[2]" })).toEqual(["sandbox/a.ts reads process.argv"]);
  });
});
