import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "sarif";
import { exampleFile } from "../platforms";
import { runProgram } from "./run-program";

const folder = mkdtempSync(join(tmpdir(), "check-"));
const bad = join(folder, "bad.yaml");
writeFileSync(bad, "name: acme\nowner: me\nstate: { local: {} }\ncloud:\n  acount: 12\nteams: nobody\n");
afterAll(() => rmSync(folder, { recursive: true }));

describe("check", () => {
  test("says nothing of a good file and exits 0", () => {
    expect(runProgram("cli/check", ["platforms/example.yaml"])).toEqual({ stdout: "", stderr: "", code: 0 });
  });

  test("prints every problem of every file, sorted by place, and exits 1", () => {
    const { stdout, code } = runProgram("cli/check", [bad, "platforms/example.yaml"]);
    const lines = stdout.trim().split("\n");
    expect(code).toBe(1);
    expect(lines).toContain(
      `${bad}:5:3: error unknown-key: cloud.acount is not a key of the platform file; did you mean account?`,
    );
    expect(lines).toContain(`${bad}:6:8: error wrong-type: teams expected a list, got text "nobody"; write a list`);
    const places = lines.map((line) => Number(/:(\d+):\d+: /.exec(line)?.[1]));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("gives the same to machines", () => {
    const json = JSON.parse(runProgram("cli/check", ["--format", "json", bad]).stdout) as {
      rule: string;
      line: number;
      column: number;
    }[];
    const sarif = JSON.parse(runProgram("cli/check", ["--format", "sarif", bad]).stdout) as Log;
    const results = sarif.runs[0]?.results ?? [];
    expect(results.map(({ ruleId }) => ruleId)).toEqual(json.map(({ rule }) => rule));
    expect(results[0]?.locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: json[0]?.line,
      startColumn: json[0]?.column,
    });
    expect(json.length).toBeGreaterThan(3);
  });

  test.each([
    [[join(folder, "none.yaml")], "no such file"],
    [[folder], "is a folder"],
    [[], "missing required argument"],
    [["--format", "xml", bad], "is invalid"],
  ])("exits 2 for %j, with the reason on stderr and nothing on stdout", (args, reason) => {
    const { stdout, stderr, code } = runProgram("cli/check", args);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toContain(reason);
  });
});

describe("the app", () => {
  test("writes nothing for a file with an error, and says the same", () => {
    const outdir = join(folder, "out");
    const { stderr, code } = runProgram("main", [], { PLATFORM: bad, CDKTF_OUTDIR: outdir });
    expect(code).toBe(1);
    expect(stderr).toContain("error unknown-key: cloud.acount");
    expect(existsSync(outdir)).toBe(false);
  });

  test("synthesizes any platform file that PLATFORM names", () => {
    const outdir = join(folder, "good");
    const file = join(folder, "local.yaml");
    writeFileSync(
      file,
      exampleFile((draft) =>
        Object.assign(draft, {
          state: { local: {} },
          onPrem: undefined,
          cloud: draft.cloud,
          teams: [],
          datasets: [],
          runs: [],
          models: [],
          deployments: [],
        }),
      ),
    );
    expect(runProgram("main", [], { PLATFORM: file, CDKTF_OUTDIR: outdir }).code).toBe(0);
    expect(readdirSync(join(outdir, "stacks")).sort()).toEqual(["cloud-burst", "cloud-foundation", "cloud-platform"]);
  });
});
