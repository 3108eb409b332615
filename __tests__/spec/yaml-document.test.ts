import { isSyntaxPath, readYaml } from "../../spec/yaml-document";

const said = (text: string) => {
  const yaml = readYaml(text);
  return yaml.problems.map(({ rule, path, found }) => {
    const { line, column } = yaml.place(path);
    return `${line}:${column} ${rule} ${isSyntaxPath(path) ? "" : `${path.join(".")} `}${found}`;
  });
};

describe("data", () => {
  test("is plain, whatever its notation", () => {
    const { data, problems } = readYaml('a: [1, 2.5, true, null, "x"]\nb: { c: 2026-11-24, d: no }\n');
    expect(problems).toEqual([]);
    expect(JSON.parse(JSON.stringify(data))).toEqual({ a: [1, 2.5, true, null, "x"], b: { c: "2026-11-24", d: "no" } });
  });

  test("is read from JSON", () => {
    expect(JSON.stringify(readYaml('{"a": {"b": [1]}}').data)).toBe('{"a":{"b":[1]}}');
  });

  test("has no prototype that a key could reach", () => {
    const { data, problems } = readYaml("__proto__: { polluted: true }\na: 1\n");
    expect(problems.map(({ rule }) => rule)).toEqual(["reserved-key"]);
    expect(Object.getPrototypeOf(data)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("is undefined where the text is no YAML", () => {
    expect(readYaml("a: [1").data).toBeUndefined();
  });
});

describe("what is no usable YAML", () => {
  test.each([
    ["", ["1:1 yaml-empty the file is empty"]],
    ["# a comment\n", ["1:1 yaml-empty the file is empty"]],
    ["null\n", ["1:1 yaml-empty the file is empty"]],
    ["- a\n", ["1:1 yaml-top-level the top level is a list"]],
    ["hello\n", ["1:1 yaml-top-level the top level is a single value"]],
    ["a:\n  b: 1\n\tc: 2\n\td: 3\ne: 1\n", ["3:1 yaml-syntax tabs are not allowed as indentation"]],
    ["a:\n\tb: 1\n", ["2:1 yaml-syntax tabs are not allowed as indentation"]],
    ["a: 1\nb: 2\na: 3\n", ["3:1 yaml-duplicate-key the key stands twice in one mapping"]],
    ["a: 1\n---\nb: 2\n---\nc: 3\n", ["2:1 yaml-documents the file holds 3 documents"]],
    ["%FOO bar\n---\na: 1\n", ["1:1 yaml-syntax unknown directive %FOO"]],
  ])("%j", (text, problems) => {
    expect(said(text).map((line) => line.replace(/ {2,}/g, " "))).toEqual(problems);
  });
});

describe("what YAML can and a platform file cannot", () => {
  test.each([
    ["a: *nope\n", ["1:4 yaml-alias a is the alias *nope"]],
    ["a: &x 1\nb: *x\n", ["1:7 yaml-alias a has an anchor", "2:4 yaml-alias b is the alias *x"]],
    ["a: &x\n  b: *x\n", ["2:3 yaml-alias a has an anchor", "2:6 yaml-alias a.b is the alias *x"]],
    ["a: { b: 1 }\n<<: { c: 2 }\n", ["2:1 yaml-alias the merge key << is not read"]],
    ["a: !!js/function x\n", ["1:18 yaml-tag a has the tag tag:yaml.org,2002:js/function"]],
    ["a: !!binary aGk=\n", ["1:13 yaml-tag a has the tag tag:yaml.org,2002:binary"]],
    ["1: a\n", ["1:1 yaml-key a key is not a text"]],
    ["? [a]\n: b\n", ["1:3 yaml-key a key is not a text"]],
    ["prototype: 1\n", ['1:1 reserved-key "prototype" is a reserved word']],
  ])("%j", (text, problems) => {
    expect(said(text)).toEqual(problems);
  });

  test("many aliases of aliases are not expanded", () => {
    const levels = Array.from({ length: 40 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`);
    const { problems } = readYaml(`a0: &a0 [x]\n${levels.join("\n")}\n`);
    expect(new Set(problems.map(({ rule }) => rule))).toEqual(new Set(["yaml-alias"]));
    expect(problems.length).toBe(41 + 80);
  });
});

describe("depth", () => {
  const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;

  test.each([
    [64, []],
    [65, ["yaml-depth"]],
    [1000, ["yaml-depth"]],
    [50_000, ["yaml-depth"]],
  ])("%d levels", (depth, rules) => {
    expect(readYaml(nested(depth)).problems.map(({ rule }) => rule)).toEqual(rules);
  });
});

describe("numbers", () => {
  test.each([
    ["0", 0],
    ["-1", -1],
    ["1.10", 1.1],
    ["1e3", 1000],
    ["9007199254740991", 9007199254740991],
  ])("%s is read as it is written", (text, value) => {
    const { data, problems } = readYaml(`a: ${text}\n`);
    expect(problems).toEqual([]);
    expect((data as { a: number }).a).toBe(value);
  });

  test.each([
    ["010", "010 is not a plain decimal number"],
    ["+1", "+1 is not a plain decimal number"],
    [".5", ".5 is not a plain decimal number"],
    ["0x10", "0x10 is not a plain decimal number"],
    ["0o10", "0o10 is not a plain decimal number"],
    [".nan", ".nan is not a plain decimal number"],
    ["-.inf", "-.inf is not a plain decimal number"],
    ["1e999", "1e999 is not a plain decimal number"],
    ["9007199254740993", "9007199254740993 is too large to be exact"],
  ])("%s is ambiguous", (text, found) => {
    expect(said(`a: ${text}\n`)).toEqual([`1:4 ambiguous-number a ${found}`]);
  });
});

describe("texts", () => {
  test.each([
    ["a right-to-left override", "a\u202Eb", "invisible-character", "holds the invisible character U+202E"],
    ["a zero-width space", "a\u200Bb", "invisible-character", "holds the invisible character U+200B"],
    ["a NUL", "a\u0000b", "invisible-character", "holds the invisible character U+0000"],
    ["a decomposed letter", "cafe\u0301", "invisible-character", '"cafe\u0301" is not in Unicode normal form C'],
    ["Terraform's interpolation", "a${b}", "template-sequence", '"a${b}" holds a template sequence'],
    ["Terraform's directive", "a%{ if b }", "template-sequence", '"a%{ if b }" holds a template sequence'],
    ["a token of CDKTF", "${TfToken[TOKEN.0]}", "template-sequence", '"${TfToken[TOKEN.0]}" holds a template sequence'],
    ["a blank before", " a", "surrounding-blanks", '" a" starts or ends with blanks'],
    ["a line end after", "a\n", "line-break", "holds a line break"],
    ["an AWS key", `x ${"AKIA"}IOSFODNN7EXAMPLE`, "secret-in-file", "looks like an AWS access key"],
    ["a private key", `-----BEGIN EC ${"PRIVATE KEY"}-----`, "secret-in-file", "looks like a private key"],
    ["a GitHub token", `ghp_${"a".repeat(36)}`, "secret-in-file", "looks like a GitHub token"],
    ["a fine-grained GitHub token", `github_pat_${"a".repeat(22)}`, "secret-in-file", "looks like a GitHub token"],
    ["a GitLab token", `glpat-${"a".repeat(20)}`, "secret-in-file", "looks like a GitLab token"],
    ["a Slack token", `xoxb-${"1".repeat(10)}`, "secret-in-file", "looks like a Slack token"],
    ["a Hugging Face token", `hf_${"a".repeat(30)}`, "secret-in-file", "looks like a Hugging Face token"],
    ["an NGC key", `nvapi-${"a".repeat(40)}`, "secret-in-file", "looks like an NGC key"],
    [
      "a JSON Web Token",
      `eyJ${"a".repeat(10)}.eyJ${"b".repeat(10)}.${"c".repeat(10)}`,
      "secret-in-file",
      "looks like a JSON Web Token",
    ],
    ["a password in an address", "https://me:secret@host", "secret-in-file", "looks like an address with a password"],
  ])("%s is found in a value and in a key", (_, text, rule, found) => {
    const value = readYaml(`a: ${JSON.stringify(text)}\n`);
    const key = readYaml(`${JSON.stringify(text)}: a\n`);
    expect(value.problems).toEqual([expect.objectContaining({ rule, found, path: ["a"] })]);
    expect(key.problems).toEqual([expect.objectContaining({ rule, found })]);
  });

  test.each(["über", "日本語", "a b", "$x", "100 %", "{a}", "https://host/a:b@c", "AKIA"])(
    "%s is a text like any other",
    (text) => {
      expect(readYaml(`a: ${JSON.stringify(text)}\n`).problems).toEqual([]);
    },
  );

  test("a run's command may have what a shell reads, but no secret", () => {
    const run = (command: string) => readYaml(`runs: [{ command: [${JSON.stringify(command)}] }]\n`).problems;
    expect(run("\n echo ${RUN_ID} ")).toEqual([]);
    expect(run(`echo ${"AKIA"}IOSFODNN7EXAMPLE`).map(({ rule }) => rule)).toEqual(["secret-in-file"]);
    expect(run("echo a\u202Eb").map(({ rule }) => rule)).toEqual(["invisible-character"]);
  });
});

describe("place", () => {
  const yaml = readYaml("a: 1\nb:\n  - c: 2\n    d: three\n");

  test.each([
    [["a"], "value", 1, 4],
    [["a"], "key", 1, 1],
    [["b", 0, "d"], "value", 4, 8],
    [["b", 0, "d"], "key", 4, 5],
    [["b", 0], "value", 3, 5],
    [["b", 0, "missing"], "value", 3, 5],
    [["missing"], "value", 1, 1],
    [[], "value", 1, 1],
  ] as const)("%j's %s is at %d:%d", (path, of, line, column) => {
    expect(yaml.place([...path], of)).toEqual({ line, column });
  });

  test("an offset is -1 for what is not written", () => {
    expect([yaml.offset(["a"]), yaml.offset(["b", 0, "c"]), yaml.offset(["z"])]).toEqual([3, 15, -1]);
  });
});
