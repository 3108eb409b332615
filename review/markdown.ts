import type { Cell, Page, Section } from "./page";

/** Most characters of a comment on GitHub. */
export const MAX_COMMENT = 65_536;

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
  const limits = page.sections.map(() => Number.POSITIVE_INFINITY);
  for (const rows of ROWS)
    for (let index = limits.length - 1; index >= 0; index -= 1) {
      const text = render(top, page.sections, limits);
      if (Buffer.byteLength(text) <= MAX_COMMENT) return text;
      limits[index] = rows;
    }
  return render(top, page.sections, limits);
}

function render(top: string, sections: readonly Section[], limits: readonly number[]): string {
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

function fold({ title, open, lines, table }: Section, limit: number): string {
  const rows = table?.rows ?? [];
  const left = Math.max(0, rows.length - limit);
  const count = rows.length === 0 ? "" : ` (${rows.length})`;
  return [
    `<details${open ? " open" : ""}><summary>${escaped(title)}${count}</summary>`,
    "",
    ...lines.map((line) => `- ${escaped(line)}`),
    ...(table && rows.length > left
      ? [
          "",
          `| ${table.head.map(escaped).join(" | ")} |`,
          `|${table.head.map(() => "---").join("|")}|`,
          ...rows.slice(0, rows.length - left).map((row) => `| ${row.map(cell).join(" | ")} |`),
        ]
      : []),
    ...(left > 0
      ? ["", `${left} of ${rows.length} rows are left out here; the HTML and the JSON report have them.`]
      : []),
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
