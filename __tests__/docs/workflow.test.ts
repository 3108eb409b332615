import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT } from "../house/sources";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly environment?: string; readonly steps: readonly Step[] }>>;
}

const TEXT = readFileSync(join(PROJECT, "examples", "workflows", "platform.yml"), "utf8");
const WORKFLOW = parse(TEXT) as Workflow;
const STEPS = Object.values(WORKFLOW.jobs).flatMap(({ steps }) => steps);

describe("the workflow that users copy", () => {
  test("pins every action to a commit and names its version", () => {
    const uses = TEXT.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((line) => !/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("puts nothing of a pull request into a script's text", () => {
    expect(STEPS.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("reads by default, and applies in an environment only", () => {
    expect(WORKFLOW.permissions).toEqual({ contents: "read" });
    expect(WORKFLOW.jobs.apply?.environment).toBe("production");
    expect(TEXT).not.toContain("pull_request_target");
  });

  test("has scripts that bash can read", () => {
    for (const { run } of STEPS)
      if (run !== undefined) expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
  });

  test.each([
    ["the same files", "{}", 0],
    ["other files", '{"a":1}', 1],
  ])("applies %s: exit %j", (_, content, code) => {
    const folder = mkdtempSync(join(tmpdir(), "workflow-"));
    for (const path of ["cdktf.out/stacks/on-prem", "reviewed", "bin"])
      mkdirSync(join(folder, path), { recursive: true });
    for (const program of ["npm", "npx"]) writeFileSync(join(folder, "bin", program), "#!/bin/sh\n", { mode: 0o755 });
    const file = join(folder, "cdktf.out", "stacks", "on-prem", "cdk.tf.json");
    writeFileSync(file, "{}");
    const summing = "cd cdktf.out && sha256sum stacks/*/cdk.tf.json > ../reviewed/SHA256SUMS";
    spawnSync("bash", ["-c", summing], { cwd: folder });
    writeFileSync(file, content);
    const script = STEPS.find(({ id }) => id === "same")?.run ?? "exit 9";
    const ended = spawnSync("bash", ["-e", "-c", script], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}`, PLATFORM: "x" },
    });
    expect(ended.status).toBe(code);
  });
});
