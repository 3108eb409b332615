import { loadText } from "../../spec/loader";
import { fileWithTemplate, hostilePlatform, TEMPLATE, TEXTS } from "../hostile-platform";
import { NOW } from "../platforms";
import { type Synthesized, stacksOf, stackText, synthesized } from "../states";

describe("a template in the platform file", () => {
  test.each(TEXTS.map((path) => ({ path, key: path.join(".") })))("is refused in $key", ({ path }) => {
    const yaml = fileWithTemplate(path);
    const { platform, problems } = loadText("platforms/test.yaml", Buffer.from(yaml), {
      rules: [],
      now: NOW,
      readFile: () => "",
    });
    expect(platform).toBeUndefined();
    expect(problems.map(({ rule, fix }) => ({ rule, fix }))).toContainEqual({
      rule: "template-sequence",
      fix: "remove ${ and %{: nothing in this file is evaluated",
    });
  });
});

describe("a template that came past the loader", () => {
  const files: Synthesized = synthesized(hostilePlatform());

  /** What Terraform would evaluate of a hostile text: an opening brace that is not doubled. */
  const evaluated = (text: string) => /(?<!\$)(?:\$\$)*\$\{file\(|(?<!%)(?:%%)*%\{if true/.test(text);

  test.each(stacksOf(files))("is a plain text in %s", (stack) => {
    expect(strings(JSON.parse(stackText(files, stack))).filter(evaluated)).toEqual([]);
  });

  test("arrives wherever its text is used", () => {
    const marked = ["owner", "tag", "context", "store", "email", "group"];
    const found = marked.filter((word) =>
      stacksOf(files).some((stack) =>
        strings(JSON.parse(stackText(files, stack))).some((text) => text.includes(`${word} $\${file`)),
      ),
    );
    expect(found).toEqual(marked);
  });

  test("is seen by this test where it is not escaped", () => {
    expect(evaluated(TEMPLATE)).toBe(true);
    expect(evaluated('$${file("/etc/hostname")}')).toBe(false);
    expect(evaluated('$$${file("/etc/hostname")}')).toBe(true);
    expect(evaluated("%%{if true}")).toBe(false);
    expect(evaluated("%{if true}")).toBe(true);
  });
});

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)]);
}
