import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exampleFile } from "../platforms";
import { runProgram } from "./run-program";

const folder = mkdtempSync(join(tmpdir(), "start-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("start", () => {
  test("stops at an error, and says that nothing was synthesized", () => {
    const file = join(folder, "bad.yaml");
    writeFileSync(
      file,
      exampleFile((draft) => Object.assign(draft, { name: "No" })),
    );
    const { stdout, stderr, code } = runProgram("cli/start", [file]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toContain(`${file} has errors: nothing was synthesized\n`);
  });

  test("exits 2 for a file that is not there", () => {
    expect(runProgram("cli/start", ["none.yaml"])).toEqual({
      stdout: "",
      stderr: "none.yaml: no such file\n",
      code: 2,
    });
  });
});
