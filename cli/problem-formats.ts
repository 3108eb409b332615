import { relative } from "node:path";
import pc from "picocolors";
import type { Log } from "sarif";
import { formatProblem, type Loaded } from "../spec/loader";
import { formatPath, type LocatedProblem } from "../spec/problem";

/** One line a problem; on a terminal the source line and a caret below it. */
export function problemsAsText(loaded: readonly Loaded[], { showSource }: { readonly showSource: boolean }): string {
  return loaded
    .flatMap(({ problems, text }) =>
      problems.map((problem) =>
        showSource ? `${coloured(problem)}\n${excerpt(problem, text)}` : `${formatProblem(problem)}\n`,
      ),
    )
    .join("");
}

function coloured(problem: LocatedProblem): string {
  const paint = problem.severity === "error" ? pc.red : pc.yellow;
  return formatProblem(problem).replace(`: ${problem.severity} `, `: ${paint(problem.severity)} `);
}

/** The line of the problem and a caret under its column, indented. */
function excerpt({ line, column }: LocatedProblem, text: string): string {
  const source = text.split(/\r?\n/)[line - 1] ?? "";
  const number = String(line);
  const gap = " ".repeat(number.length);
  return `  ${pc.dim(`${number} |`)} ${source}\n  ${pc.dim(`${gap} |`)} ${source.slice(0, column - 1).replace(/[^\t]/g, " ")}${pc.bold("^")}\n`;
}

/** Problems as a JSON list. */
export function problemsAsJson(loaded: readonly Loaded[]): string {
  const problems = loaded.flatMap((one) =>
    one.problems.map(({ file, line, column, severity, rule, path, found, fix }) => ({
      file,
      line,
      column,
      severity,
      rule,
      path: formatPath(path),
      found,
      fix,
    })),
  );
  return `${JSON.stringify(problems, null, 2)}\n`;
}

/** Problems as SARIF 2.1.0, which code hosts show on the lines of a pull request. */
export function problemsAsSarif(loaded: readonly Loaded[]): string {
  const problems = loaded.flatMap((one) => one.problems);
  const rules = [...new Set(problems.map((problem) => problem.rule))].sort();
  const log: Log = {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "hybrid-gpu-platform", rules: rules.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: problems.map(({ file, line, column, severity, rule, path, found, fix }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level: severity,
          message: { text: `${formatPath(path)} ${found}; ${fix}`.trim() },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(relative(process.cwd(), file) || file) },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
