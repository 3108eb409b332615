import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { ALL_RULES } from "../../placement/load-platform";
import { formatProblem, loadText } from "../../spec/loader";
import { STACKS } from "../../spec/names";
import { CLUSTER_SERVICES } from "../../spec/private-services";
import { PROJECT, trackedFiles } from "../house/sources";
import { NOW } from "../platforms";

interface Page {
  readonly path: string;
  readonly text: string;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const PAGES: readonly Page[] = trackedFiles()
  .filter((path) => path.endsWith(".md"))
  .filter((path) => existsSync(join(PROJECT, path)))
  .map((path) => ({ path, text: readFileSync(join(PROJECT, path), "utf8") }));

const README = page("README.md").text;
const MANIFEST = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as Manifest;

function page(path: string): Page {
  const found = PAGES.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`${path} is not a page of the project`);
  return found;
}

/** Fenced blocks with an info string, such as `yaml platform`. */
function blocks({ text }: Page, info: string): string[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === info)
    .map(([, , body = ""]) => body);
}

/** What stands outside of fenced blocks. */
function prose({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "");
}

function linksOf(page: Page): string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** Headings as GitHub makes anchors of them. */
function anchorsOf(page: Page): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Links of a page that lead to no file, or to no heading of one. */
function deadLinks(from: Page): string[] {
  return linksOf(from)
    .filter((target) => !/^(https?|mailto):/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? from.path : posix.join(dirname(from.path), path);
      if (!existsSync(join(PROJECT, file))) return true;
      return anchor !== undefined && !PAGES.some((to) => to.path === file && anchorsOf(to).includes(anchor));
    });
}

/** npm scripts that a text names. */
function scriptsOf(text: string): string[] {
  const run = [...text.matchAll(/\bnpm run (?:--silent )?([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
  return /\bnpm start\b/.test(text) ? [...run, "start"] : run;
}

/** Packages that have a line in the tables of `docs/dependencies.md`, with the reason. */
function explained(): ReadonlyMap<string, string> {
  const rows = page("docs/dependencies.md").text.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm);
  return new Map([...rows].map(([, name = "", why = ""]) => [name, why]));
}

/** Rows of a table of the README whose first cell is a state, with all cells. */
function stateRows(): ReadonlyMap<string, readonly string[]> {
  const rows = [...README.matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm)].filter(([, name]) => STACKS.some((s) => s === name));
  return new Map(rows.map(([, name = "", rest = ""]) => [name, rest.split("|").map((cell) => cell.trim())]));
}

describe("platform files in pages", () => {
  const examples = PAGES.filter(({ path }) => path !== "docs/rules.md").flatMap((from) =>
    blocks(from, "yaml platform").map((text, index) => ({ name: `${from.path}, block ${index + 1}`, text })),
  );

  test("the README has one of each side", () => {
    const [onPrem, cloud, ...others] = blocks(page("README.md"), "yaml platform");
    expect(others).toEqual([]);
    expect(onPrem).toMatch(/^onPrem:$/m);
    expect(onPrem).not.toMatch(/^cloud:$/m);
    expect(cloud).toMatch(/^cloud:$/m);
    expect(cloud).not.toMatch(/^onPrem:$/m);
  });

  test.each(examples)("$name loads without a problem", ({ text }) => {
    const readFile = (path: string) => readFileSync(join(PROJECT, "platforms", path), "utf8");
    const { platform, problems } = loadText("platforms/page.yaml", Buffer.from(text), {
      rules: ALL_RULES,
      now: NOW,
      readFile,
    });
    expect(problems.map(formatProblem)).toEqual([]);
    expect(platform).toBeDefined();
  });
});

describe("links", () => {
  test.each(PAGES)("of $path lead somewhere", (from) => {
    expect(deadLinks(from)).toEqual([]);
  });

  test("that lead nowhere are found", () => {
    const text = "[a](docs/none.md) [b](README.md#none) [c](README.md#commands) [d](https://example.com) [e](LICENSE)";
    expect(deadLinks({ path: "page.md", text })).toEqual(["docs/none.md", "README.md#none"]);
  });

  test("the README leads to every page of docs", () => {
    const reached = new Set(["README.md"]);
    for (const path of reached) {
      const from = PAGES.find((candidate) => candidate.path === path);
      for (const target of from ? linksOf(from) : []) {
        const [file = ""] = target.split("#");
        if (file.endsWith(".md") && !/^https?:/.test(file)) reached.add(posix.join(dirname(path), file));
      }
    }
    const pages = PAGES.filter(({ path }) => path.startsWith("docs/")).map(({ path }) => path);
    expect(pages.filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe("npm scripts", () => {
  test.each(PAGES)("that $path names are there", ({ text }) => {
    expect(scriptsOf(text).filter((name) => !(name in MANIFEST.scripts))).toEqual([]);
  });

  test("are read as they are written", () => {
    expect(scriptsOf("`npm run check -- FILE`, `npm run --silent test:oracle` and npm start")).toEqual([
      "check",
      "test:oracle",
      "start",
    ]);
  });

  test("are all in the README's table of commands", () => {
    const table = README.split(/^## Commands$/m)[1] ?? "";
    const scripts = Object.keys(MANIFEST.scripts).filter((name) => !name.startsWith("pre"));
    expect(scripts.filter((name) => !new RegExp(`[\`, ]${name}\\b`).test(table))).toEqual([]);
  });
});

test("every package is explained, and nothing else", () => {
  const packages = [...Object.keys(MANIFEST.dependencies), ...Object.keys(MANIFEST.devDependencies)];
  expect([...explained().keys()].sort()).toEqual(packages.sort());
  for (const [name, why] of explained()) expect(`${name}: ${why}`).toMatch(/: .{10,}/);
});

test("the README tells every state", () => {
  expect([...stateRows().keys()].sort()).toEqual([...STACKS].sort());
});

test("the list of decisions is the list of their titles", () => {
  const folder = "docs/decisions/";
  const decisions = PAGES.filter(({ path }) => path.startsWith(folder) && path !== `${folder}README.md`);
  const rows = decisions
    .map(({ path, text }) => ({ file: path.slice(folder.length), title: /^# (\d{4}) (.*)$/m.exec(text) }))
    .map(({ file, title }) => `- [${title?.[1]}](${file}) ${title?.[2]}`);
  const listed = page(`${folder}README.md`).text.match(/^- .*$/gm) ?? [];
  expect(listed).toEqual(rows.sort());
});

test("every decision has its four parts", () => {
  const parts = ["Context", "Choice", "Alternatives", "Consequences"];
  const incomplete = PAGES.filter(({ path }) => /^docs\/decisions\/\d/.test(path)).filter(
    ({ text }) => parts.some((part) => !text.includes(`**${part}.**`)) || text.split("\n").length > 40,
  );
  expect(incomplete.map(({ path }) => path)).toEqual([]);
});

test("the README names each service that a VPC that exists must reach", () => {
  const [, part = ""] = /\*\*A VPC that exists\*\*(.*?)\n\n/s.exec(README) ?? [];
  for (const service of [...CLUSTER_SERVICES, "fsx", "elasticloadbalancing"]) expect(part).toContain(`\`${service}\``);
});
