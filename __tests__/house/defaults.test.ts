import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULTS } from "../../spec/defaults";
import { jsonSchema } from "../../spec/shape";
import { PROJECT, type Source, sourcesIn } from "./sources";

/** Optional properties of a file's exported `…Props` that do not say what happens without them. */
function undocumented({ path, text }: Source): string[] {
  const interfaces = text.matchAll(/^export interface (\w+Props)\b[^{]*\{\n([\s\S]*?)^\}/gm);
  return [...interfaces].flatMap(([, name, body]) =>
    [...(body ?? "").matchAll(/^ {2}(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?(?:readonly )?(\w+)\?:/gm)]
      .filter(([, doc]) => !/@default (?:- )?\S/.test(doc ?? ""))
      .map(([, , property]) => `${path}: ${name}.${property}`),
  );
}

describe("props of constructs", () => {
  const files = sourcesIn("constructs");

  test("say the default of everything optional", () => {
    expect(files.flatMap(undocumented)).toEqual([]);
  });

  test("are read as they are written", () => {
    const text = (doc: string) =>
      `export interface PoolProps {\n  ${doc}\n  readonly size?: number;\n  readonly name: string;\n}\n`;
    expect(undocumented({ path: "a.ts", text: text("/**\n   * Nodes.\n   *\n   * @default 2\n   */") })).toEqual([]);
    expect(undocumented({ path: "a.ts", text: text("/** Nodes. */") })).toEqual(["a.ts: PoolProps.size"]);
    expect(undocumented({ path: "a.ts", text: text("/** @default */") })).toEqual(["a.ts: PoolProps.size"]);
    expect(undocumented({ path: "a.ts", text: text("") })).toEqual(["a.ts: PoolProps.size"]);
  });
});

type Node = Readonly<{
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: readonly Node[];
  default?: unknown;
  description?: string;
}>;

describe("the platform file's schema", () => {
  const schema = jsonSchema() as Node;

  test("platform.schema.json is the schema that the loader reads by (npm run schema writes it)", () => {
    expect(readFileSync(join(PROJECT, "platform.schema.json"), "utf8")).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  /** The schema at a path of keys; lists are passed through. */
  function at(path: string, node: Node = schema): Node | undefined {
    if (path === "") return node;
    const [key = "", ...rest] = path.split(".");
    const inner = node.items ?? node;
    const branches = [inner, ...(inner.anyOf ?? [])].flatMap((branch) => branch.properties?.[key] ?? []);
    return branches.map((branch) => at(rest.join("."), branch)).find((found) => found !== undefined);
  }

  /** Where a default of the table stands in the file: lists are called in the plural there. */
  function inFile(path: string): string {
    const plural = path
      .replace(/^(team|dataset|run|model|deployment)\./, "$1s.")
      .replace("cloud.pool.", "cloud.pools.")
      .replace("onPrem.sharing", "onPrem.pools.sharing");
    return plural.replace(/^budget\./, "cloud.budget.");
  }

  function leaves(value: unknown, path = ""): [string, unknown][] {
    const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    if (entries.length === 0) return [[path, value]];
    return entries.flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
  }

  /** Defaults that hold on some pools alone: their description says where. */
  const CONDITIONAL = ["deployment.unitsPerReplica"];

  test.each(leaves(DEFAULTS).filter(([path]) => !CONDITIONAL.includes(path)))("has the default %s", (path, value) => {
    expect(at(inFile(path))?.default).toEqual(value);
  });

  test.each(CONDITIONAL)("describes the default %s", (path) => {
    const value = leaves(DEFAULTS).find(([name]) => name === path)?.[1];
    expect(at(inFile(path))?.description).toMatch(new RegExp(`\\b${value} .* by default`));
  });
});
