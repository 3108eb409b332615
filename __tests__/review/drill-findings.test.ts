import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport } from "../../review/build-report";
import { drillRow } from "./drill-rows";
import { baseStates, base as example } from "./example-reports";
import { EXAMPLE, statesOf, textOfPlatform } from "./platform-texts";

const DOCUMENT = readFileSync(join(__dirname, "../../docs/review.md"), "utf8");

type Edit = readonly [from: string, to: string];

function edited(edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    return text.replace(from, to);
  }, EXAMPLE);
}

const FRA1 = "  - name: road-detector-fra1\n    model: road-detector\n    version: ";
const DIGITS = "  - name: digits-fra1\n    model: digits\n    version: digits-1\n    side: onPrem\n    pool: edge\n";
const CANARY = '    canary: { version: "8", percent: 10 }\n';

test.each<readonly [string, readonly Edit[]]>([
  [
    "`serving-moved`: a deployment changes its side",
    [[DIGITS, DIGITS.replace("onPrem", "cloud").replace("edge", "prep")]],
  ],
  [
    "`serving-twice`: a second deployment of a model",
    [[DIGITS, `${DIGITS.replace("digits-fra1", "digits-twin")}    replicas: { min: 1, max: 1 }\n${DIGITS}`]],
  ],
  [
    "`serving-zero`: a deployment may have no replica",
    [["    replicas: { min: 2, max: 6 }", "    replicas: { min: 0, max: 6 }"]],
  ],
  ["`rollout-full`: a new version", [[`${FRA1}"7"`, `${FRA1}"8"`]]],
  ["`canary`: a version on trial", [[`${FRA1}"7"\n`, `${FRA1}"7"\n${CANARY}`]]],
  ["`canary`: it is promoted", [[`version: "7"\n${CANARY}`, 'version: "8"\n']]],
  ["`canary`: it is taken back", [[CANARY, ""]]],
])("%s", (change, edits) => {
  const head = textOfPlatform(edited(edits), "platforms/example.yaml");
  const base = { ...example, called: "main" };
  const report = buildReport({ head, headStates: statesOf(head), base, baseStates, plans: [] });
  const row = drillRow(change, "files", report);
  if (process.env.SHOW_ROWS) process.stderr.write(`${row}\n`);
  expect(DOCUMENT).toContain(row);
});
