import type { Report } from "../../review/report";

/**
 * The row of a drill's change in `docs/review.md`: how the change is known, and what the report says of it, the first finding of each rule.
 * That a state has no plan is left out, as it is so of each change that is known from the files.
 */
export function drillRow(change: string, known: "plan" | "files", { findings }: Report): string {
  const told = findings.filter(({ rule }) => rule !== "not-planned");
  const said = [...new Set(told.map(({ rule }) => rule))].map((rule) => {
    const alike = told.filter((one) => one.rule === rule);
    const more = alike.length === 1 ? "" : ` (and ${alike.length - 1} more)`;
    return `*${alike[0]?.level}* ${alike[0]?.title}${more}`;
  });
  return `| ${change} | ${known} | ${said.join("<br>") || "nothing"} |`;
}
