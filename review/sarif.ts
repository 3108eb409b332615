import type { Log } from "sarif";
import type { Report } from "./report";

const LEVELS = { danger: "error", look: "warning", note: "note" } as const;

/** Findings as SARIF 2.1.0, on the lines of the platform file; `uri` is that file as seen from the repository. */
export function sarif({ findings }: Report, uri: string): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const log: Log = {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "hybrid-gpu-platform review", rules: rules.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: findings.map(({ rule, level, title, advice, line, column }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level: LEVELS[level],
          message: { text: advice === undefined ? title : `${title}; ${advice}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(uri) },
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
