import { runProgram } from "./run-program";

const FILE = "platforms/example.yaml";
const PLAN = "__tests__/review/plans/replace.json";

describe("npm run review", () => {
  test("says in one line that nothing changed", () => {
    const { stdout, code } = runProgram("cli/review", [FILE, "--base", FILE]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `## Platform acme\n\n**○ Unchanged: ${FILE} means the same platform as ${FILE}, and nothing is planned.**\n\n`,
    );
  });

  test.each([
    [["none.yaml"], "none.yaml: no such file"],
    [[FILE, "--base", "no-such-revision"], "no-such-revision: is neither a file nor a git revision"],
    [[FILE, "--plan", `on-prem=${FILE}`], `${FILE}: is not JSON; write it with: terraform show -json plan > plan.json`],
    [[FILE, "--plan", "on-prem"], "on-prem: write STACK=plan.json"],
    [
      [FILE, "--plan", `cloud-foundaton=${PLAN}`],
      "--plan cloud-foundaton: is no state of this platform; its states are cloud-foundation, cloud-burst, cloud-platform, ",
    ],
    [
      [FILE, "--plan", `cloud-foundation=${PLAN}`, `cloud-foundation=${PLAN}`],
      "--plan cloud-foundation: was given twice; a state has one plan",
    ],
    [[FILE, "--format", "pdf"], "--format pdf: name some of md,html,json,sarif,svg; several need --out"],
  ])("%j is bad usage", (args, message) => {
    const { stdout, stderr, code } = runProgram("cli/review", args);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toContain(message);
  });

  test("takes the plan of a state that the platform has", () => {
    const { stdout, code } = runProgram("cli/review", [FILE, "--base", FILE, "--plan", `cloud-foundation=${PLAN}`]);
    expect(code).toBe(0);
    expect(stdout).toContain("1 of 7 states told by their plans");
  });
});
