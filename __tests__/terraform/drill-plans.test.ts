import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport } from "../../review/build-report";
import { readPlan } from "../../review/plan/plan-file";
import type { Emulator } from "../../sandbox/aws/emulator";
import { s3Request } from "../../sandbox/aws/s3-request";
import { bucketName } from "../../spec/names";
import { drillRow } from "../review/drill-rows";
import { EXAMPLE, statesOf, textOfPlatform } from "../review/platform-texts";
import { emulatorOf, inScratch, Workspace } from "./terraform";

const DOCUMENT = readFileSync(join(__dirname, "../../docs/review.md"), "utf8");
const LOCAL = EXAMPLE.replace(/^state:.*\n(?: .*\n)*/m, "state: { local: {} }\n");

// two plans and applies, and more plans, with a whole account beside them.
jest.setTimeout(1_800_000);

const text = (yaml: string) => textOfPlatform(yaml, "platforms/example.yaml");

/** The example with another name of team vision, wherever the file has it. */
function renamed(formerly: boolean): string {
  return LOCAL.replaceAll("oidc:vision", "oidc:<keep>")
    .replaceAll("role/vision", "role/<keep>")
    .replaceAll(/\bvision\b/g, "sight")
    .replaceAll("<keep>", "vision")
    .replace(/^( *)- name: sight$/m, formerly ? "$1- name: sight\n$1  formerly: vision" : "$1- name: sight");
}

/** Applies states of the example in an account of their own, and hands out what plans them again. */
async function deployed(
  stacks: readonly string[],
  work: (drills: Drills) => Promise<readonly string[]>,
): Promise<void> {
  await inScratch(async (folder) => {
    const base = text(LOCAL);
    const emulator: Emulator = await emulatorOf(base.platform, join(folder, "emulator"));
    try {
      const of = (yaml: string) => Workspace.of(text(yaml).platform, join(folder, "example"), emulator);
      const workspace = await of(LOCAL);
      for (const stack of stacks) {
        await workspace.plan(stack);
        await workspace.apply(stack);
      }
      const stack = stacks.at(-1) ?? "";
      const only = (states: ReturnType<typeof statesOf>) => states.filter((state) => state.stack === stack);
      const row = async (change: string, yaml: string, ...options: readonly string[]) => {
        const head = text(yaml);
        const plans = [readPlan(stack, "plan.json", await (await of(yaml)).plan(stack, ...options))];
        const states = { headStates: only(statesOf(head)), baseStates: only(statesOf(base)) };
        const found = drillRow(
          change,
          "plan",
          buildReport({ head, base: { ...base, called: "main" }, ...states, plans }),
        );
        if (process.env.SHOW_ROWS) process.stderr.write(`${found}\n`);
        return found;
      };
      for (const one of await work({ row, emulator })) expect(DOCUMENT).toContain(one);
    } finally {
      await emulator.stop();
    }
  });
}

interface Drills {
  readonly emulator: Emulator;
  /** The row of a plan of the last state, of a file and with options of `terraform plan`. */
  row(change: string, yaml: string, ...options: readonly string[]): Promise<string>;
}

test("buckets and states that are gone", async () => {
  const { platform } = text(LOCAL);
  const { cloud } = platform;
  if (!cloud) throw new Error("the example has a cloud");
  const bucket = bucketName(platform, "datasets", cloud.account, cloud.region.name);
  const mayGo = LOCAL.replace("name: acme\n", "name: acme\nallowDestroy: true\n");
  await deployed(["cloud-foundation"], async ({ row, emulator }) => {
    const lost = await row("`state-lost`", LOCAL, "-state=lost.tfstate");
    const { ok } = await s3Request(emulator.url, cloud.region.name, "DELETE", `${bucket}?policy`);
    expect(ok).toBe(true);
    return [
      lost,
      await row("`deleted-in-aws`: a bucket's policy", LOCAL),
      await row(
        "`full-bucket`: its destruction, with `allowDestroy`",
        mayGo,
        "-destroy",
        "-target=aws_s3_bucket.datasets",
      ),
    ];
  });
});

test("a team with another name", async () => {
  await deployed(["cloud-foundation", "cloud-burst"], async ({ row }) => [
    await row("`renamed`: a team, without `formerly`", renamed(false)),
    await row("`renamed`: a team, with `formerly`", renamed(true)),
  ]);
});
