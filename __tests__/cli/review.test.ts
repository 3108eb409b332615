import { runProgram } from "./run-program";

const FILE = "platforms/example.yaml";

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
    [[FILE, "--format", "pdf"], "--format pdf: name some of md,html,json,sarif,svg; several need --out"],
  ])("%j is bad usage", (args, message) => {
    const { stdout, stderr, code } = runProgram("cli/review", args);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toContain(message);
  });
});
