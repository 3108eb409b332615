import type { Page, Section } from "./page";
import type { Cell } from "./tables";

/** Most characters of a comment on GitHub. */
export const MAX_COMMENT = 65_536;

/** Most rows of a table: no comment holds more. */
const MOST_ROWS = 1000;

/** Rows of a table that are tried, until the report fits; the lowest sections are shortened first. */
const ROWS = [300, 100, 30, 10, 0];

/** The page as Markdown that GitHub shows in a comment: verdict and answers first, then folds. */
export function markdown(page: Page): string {
  const top = [
    `## ${escaped(page.title)}`,
    "",
    `**${escaped(page.verdict)}**`,
    ...scope(page),
    ...answers(page),
    "",
  ].join("\n");
  const sections = page.sections.map(written);
  const limits = sections.map(() => MOST_ROWS);
  for (const rows of ROWS)
    for (let index = limits.length - 1; index >= 0; index -= 1) {
      const text = render(top, sections, limits);
      if (Buffer.byteLength(text) <= MAX_COMMENT) return text;
      limits[index] = rows;
    }
  return render(top, sections, limits);
}

/** A section as Markdown, its rows apart: they are written once, however often the report is tried. */
interface Written {
  readonly title: string;
  readonly open: boolean;
  readonly lines: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly string[];
  /** Rows that there are, written or not. */
  readonly count: number;
}

function written({ title, open, lines, table }: Section): Written {
  return {
    title: escaped(title),
    open,
    lines: lines.map((line) => `- ${escaped(line)}`),
    head: table ? [`| ${table.head.map(escaped).join(" | ")} |`, `|${table.head.map(() => "---").join("|")}|`] : [],
    rows: table?.rows.slice(0, MOST_ROWS).map((row) => `| ${row.map(cell).join(" | ")} |`) ?? [],
    count: table?.rows.length ?? 0,
  };
}

function render(top: string, sections: readonly Written[], limits: readonly number[]): string {
  return `${[top, ...sections.map((section, index) => fold(section, limits[index] ?? 0))].join("\n")}\n`;
}

function scope({ scope: said }: Page): string[] {
  return said === undefined ? [] : ["", escaped(said)];
}

function answers({ answers: rows }: Page): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "| Question | This change |",
    "|---|---|",
    ...rows.map(([question, answer]) => `| **${escaped(question)}** | ${cell(answer)} |`),
  ];
}

function fold({ title, open, lines, head, rows, count }: Written, limit: number): string {
  const shown = rows.slice(0, limit);
  const left = count - shown.length;
  return [
    `<details${open ? " open" : ""}><summary>${title}${count === 0 ? "" : ` (${count})`}</summary>`,
    "",
    ...lines,
    ...(shown.length > 0 ? [...(lines.length > 0 ? [""] : []), ...head, ...shown] : []),
    ...(left > 0 ? ["", `${left} of ${count} rows are left out here; the HTML and the JSON report have them.`] : []),
    "",
    "</details>",
  ].join("\n");
}

function cell(content: Cell): string {
  const lines = typeof content === "string" ? [content] : content;
  return lines.map((line) => escaped(short(line))).join("<br>");
}

/** An answer must not push the others out of the first lines. */
function short(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

/** Text as text: no mark of Markdown or HTML, no mention, no link, one line. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign)
    .replace(/[\\`*_{}[\]|~#]/g, (sign) => `\\${sign}`)
    .replace(/@/g, "@&#8203;")
    .replace(/:\/\//g, ":&#8203;//");
}
