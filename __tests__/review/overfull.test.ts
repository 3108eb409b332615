import { buildReport } from "../../review/build-report";
import { EXAMPLE, textOfPlatform } from "./platform-texts";

const LONG = EXAMPLE.replace("hours: 60", "hours: 600").replace("timesPerMonth: 2\n", "timesPerMonth: 20\n");

function told(head: string, base: string) {
  const older = { ...textOfPlatform(base), called: "main" };
  const report = buildReport({ head: textOfPlatform(head), headStates: [], base: older, baseStates: [], plans: [] });
  const findings = report.findings.filter(({ rule }) => rule === "overfull").map(({ level }) => level);
  return { findings, notes: report.moneyNotes.filter((line) => line.includes("of its hours in a month")).length };
}

test("work that no month holds needs a look when it comes, and stays a line of the money", () => {
  expect(told(LONG, EXAMPLE)).toEqual({ findings: ["look"], notes: 1 });
  expect(told(LONG, LONG)).toEqual({ findings: [], notes: 1 });
  // less than before, and still too much.
  expect(told(LONG.replace("timesPerMonth: 20\n", "timesPerMonth: 10\n"), LONG)).toEqual({ findings: [], notes: 1 });
  expect(told(EXAMPLE, LONG)).toEqual({ findings: [], notes: 0 });
});
