import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { readPlan } from "../../review/plan/plan-file";
import type { Emulator } from "../../sandbox/aws/emulator";
import { PROJECT } from "../house/sources";
import { exampleFile } from "../platforms";
import { soundPlatform } from "../states";
import { emulatorOf, inScratch, Workspace } from "./terraform";

const STACK = "cloud-foundation";

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly id?: string; readonly run?: string }[] }>
  >;
}

const { jobs } = parse(readFileSync(join(PROJECT, "examples", "workflows", "platform.yml"), "utf8")) as Workflow;

/** The shell of a step of the workflow that users copy. */
function script(job: string, id: string): string {
  const run = jobs[job]?.steps.find((step) => step.id === id)?.run;
  if (run === undefined) throw new Error(`the job ${job} has no step ${id}`);
  return run;
}

/** Stand-ins for what a runner of GitHub's has: npm and npx do nothing, since the files are synthesized, and curl gets a token. */
function runner(folder: string): NodeJS.ProcessEnv {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries({ npm: "", npx: "", curl: `echo '{"value":"token"}'` }))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return {
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    PLATFORM: "platforms/acme.yaml",
    STATES: STACK,
    RUNNER_TEMP: folder,
    ROLE: "arn:aws:iam::111122223333:role/plan",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example?",
  };
}

/** A tenth of the state's resources that do not name another: what the steps do with it is the same, and it is quick. */
function fewer(text: string): string {
  const file = JSON.parse(text) as { resource: Record<string, unknown>; data?: unknown; check?: unknown };
  const { aws_kms_key, aws_kms_alias } = file.resource;
  return JSON.stringify({ ...file, resource: { aws_kms_key, aws_kms_alias } });
}

test("the workflow applies the plan that was reviewed, and no plan whose state or files have moved on", async () => {
  await inScratch(async (folder) => {
    const platform = soundPlatform(
      exampleFile((file) => {
        file.state = { local: {} };
        file.allowDestroy = true;
      }),
    );
    let emulator: Emulator | undefined;
    try {
      emulator = await emulatorOf(platform, join(folder, "emulator"));
      const workspace = await Workspace.of(platform, folder, emulator);
      workspace.change(STACK, fewer);
      const environment = runner(folder);
      const step = (job: string, id: string) => workspace.shell(script(job, id), environment);

      expect(await step("review", "synth")).toMatchObject({ code: 0 });
      expect(await step("review", "plan")).toMatchObject({ code: 0 });
      const planned = readPlan(STACK, "plan.json", readFileSync(join(folder, `plan-${STACK}.json`), "utf8"));
      expect(new Set(planned.changes.filter(({ managed }) => managed).map(({ action }) => action))).toEqual(
        new Set(["create"]),
      );

      // the apply is another job, on another machine: it has what was uploaded, and what it synthesizes itself.
      for (const gone of [".terraform", ".terraform.lock.hcl", "plan"])
        rmSync(join(folder, "cdktf.out", "stacks", STACK, gone), { recursive: true, force: true });
      expect(await step("apply", "same")).toMatchObject({ code: 0 });
      const applied = await step("apply", "apply");
      expect(applied).toMatchObject({ code: 0 });
      expect(applied.output).toMatch(/Apply complete! Resources: [1-9]\d* added, 0 changed, 0 destroyed\./);

      const again = await step("apply", "apply");
      expect(again.code).toBe(1);
      expect(again.output).toContain("Saved plan is stale");

      workspace.change(STACK, (text) => text.replace("4711", "4712"));
      const other = await step("apply", "same");
      expect(other.code).toBe(1);
      expect(other.output).toContain(
        "::error::the files are not those that were reviewed: plan again in a pull request",
      );
    } finally {
      await emulator?.stop();
    }
  });
});
