import { PLACEMENT_RULES } from "../../placement/rules";
import { FILE_RULES } from "../../spec/file-rules";
import { SPEC_RULES } from "../../spec/rules/all";
import { BASE, fileWith, problemsOf, RULES_PAGE, sentence } from "../spec/base-file";

const RULES = [...SPEC_RULES, ...PLACEMENT_RULES];
const IDS = [...FILE_RULES, ...RULES.map(({ id }) => id)];

/** What no fragment of text can show: tests of the loader do. */
const WITHOUT_EXAMPLE: readonly string[] = ["file-encoding", "file-size"];

interface Example {
  readonly kind: "fail" | "pass";
  readonly text: string;
  readonly now: Date;
  /** Lines that the page says are printed. */
  readonly printed: readonly string[];
}

interface Section {
  readonly id: string;
  readonly intro: string;
  readonly examples: readonly Example[];
}

const EXAMPLE =
  /^```yaml (fail|pass)(?: (append|whole|now=([\d-]+)))?\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)```\n)?/gm;

const SECTIONS: readonly Section[] = RULES_PAGE.split(/^### /m)
  .slice(1)
  .map((part) => {
    const [, id = "", rest = ""] = /^([a-z0-9-]+)\n([\s\S]*)$/.exec(part) ?? [];
    const examples = [...rest.matchAll(EXAMPLE)].map(
      ([, kind, mode, day = "2026-11-24", body = "", printed = ""]): Example => {
        const text = mode === "whole" ? body : mode === "append" ? BASE + body : fileWith(body);
        return {
          kind: kind as Example["kind"],
          text,
          now: new Date(`${day}T00:00:00Z`),
          printed: printed.split("\n").filter(Boolean),
        };
      },
    );
    return { id, intro: rest.split("```")[0]?.trim() ?? "", examples };
  });

test("the base file breaks no rule", () => {
  expect(problemsOf(BASE, RULES).map(sentence)).toEqual([]);
});

test("every rule has a section, and every section a rule", () => {
  expect(SECTIONS.map(({ id }) => id).sort()).toEqual([...new Set(IDS)].sort());
});

test("every section says what holds, and shows it failing and passing", () => {
  const kinds = ({ examples }: Section) => [...new Set(examples.map(({ kind }) => kind))].join(" ");
  const incomplete = SECTIONS.filter(({ id }) => !WITHOUT_EXAMPLE.includes(id)).filter(
    (section) => kinds(section) !== "fail pass" || !/^[A-Z`].*[.)]$/s.test(section.intro),
  );
  expect(incomplete.map(({ id }) => id)).toEqual([]);
});

test("the ids are sorted within each chapter, and in code", () => {
  const chapters = RULES_PAGE.split(/^## /m).map((chapter) =>
    [...chapter.matchAll(/^### (.*)$/gm)].map(([, id]) => id),
  );
  for (const ids of [...chapters, SPEC_RULES.map(({ id }) => id), [...FILE_RULES]])
    expect(ids).toEqual([...ids].sort());
});

describe.each(SECTIONS.filter(({ id }) => !WITHOUT_EXAMPLE.includes(id)))("$id", ({ id, examples }) => {
  test.each(examples.filter(({ kind }) => kind === "fail"))("fails as the page says", ({ text, now, printed }) => {
    const problems = problemsOf(text, RULES, now);
    expect(problems.map(sentence)).toEqual(printed);
    expect(new Set(problems.map(({ rule }) => rule))).toEqual(new Set([id]));
  });

  test.each(examples.filter(({ kind }) => kind === "pass"))("passes without any problem", ({ text, now }) => {
    expect(problemsOf(text, RULES, now).map(sentence)).toEqual([]);
  });
});
