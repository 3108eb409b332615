import type { Page, Section } from "./page";
import type { Cell } from "./tables";

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c4cad1;--soft:#f3f5f7;--faint:#57606a;--danger:#b3261e;--look:#8a5300;--safe:#1a7437}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--line:#474e57;--soft:#20252b;--faint:#a3acb7;--danger:#ff8f87;--look:#e9b35c;--safe:#6fd08c}}
body{margin:0 auto;max-width:75rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.1rem;display:inline}p{margin:.6rem 0}
.verdict{font-size:1.25rem;font-weight:700;border-left:.4rem solid;padding:.3rem .8rem}
.danger{color:var(--danger)}.look{color:var(--look)}.safe{color:var(--safe)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.6rem 0}
caption{text-align:left;color:var(--faint);padding-bottom:.3rem}
th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:4rem}
thead th{background:var(--soft)}.answers th{white-space:nowrap;width:1%}td div+div{margin-top:.2rem}
summary{cursor:pointer;padding:.5rem 0}details{border-bottom:1px solid var(--line)}
@media(max-width:40rem){.wide{min-width:40rem}.answers th{white-space:normal;min-width:5.5rem;overflow-wrap:normal}}
@media print{body{max-width:none}details::details-content{content-visibility:visible;display:block;block-size:auto}.scroll{overflow:visible}tr{break-inside:avoid}}
`;

/** Colour of the verdict beside its mark and its word, which say the same. */
const VERDICT_CLASSES: Readonly<Record<Page["level"], string>> = {
  dangerous: "danger",
  "needs a look": "look",
  safe: "safe",
  unchanged: "safe",
};

/** The page as one HTML file: no scripts, nothing from elsewhere. Pictures come as SVG. */
export function html(page: Page, picture: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(page.title)}</h1>
<p class="verdict ${VERDICT_CLASSES[page.level]}">${escaped(page.verdict)}</p>
${page.scope === undefined ? "" : `<p>${escaped(page.scope)}</p>`}
${answers(page)}
${page.sections.map(fold).join("\n")}
<details><summary><h2>Picture of the platform</h2></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Picture of the platform">${picture}</div></details>
</main>
</body>
</html>
`;
}

function answers({ answers: rows }: Page): string {
  if (rows.length === 0) return "";
  return `<table class="answers"><caption>The reviewer's questions, answered</caption>${rows.map(([question, answer]) => `<tr><th scope="row">${escaped(question)}</th><td>${lines(answer)}</td></tr>`).join("\n")}</table>`;
}

/** Lines of a cell, one below the other. */
function lines(content: Cell): string {
  const all = typeof content === "string" ? [content] : content;
  const [only] = all;
  return all.length === 1 && only !== undefined
    ? escaped(only)
    : all.map((line) => `<div>${escaped(line)}</div>`).join("");
}

function fold({ title, open, lines: said, table }: Section): string {
  const list = said.length === 0 ? "" : `<ul>${said.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`;
  const count = table ? ` (${table.rows.length})` : "";
  const head = table?.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("") ?? "";
  const rows =
    table?.rows.map((row) => `<tr>${row.map((cell) => `<td>${lines(cell)}</td>`).join("")}</tr>`).join("\n") ?? "";
  const body = table
    ? `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}"><table${table.head.length > 2 ? ' class="wide"' : ""}><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
    : "";
  return `<details${open ? " open" : ""}><summary><h2>${escaped(title)}${count}</h2></summary>${list}${body}</details>`;
}

/** Text as text. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
