import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../sandbox/aws/emulator";
import { hostilePlatform } from "../hostile-platform";
import { exampleFile } from "../platforms";
import { soundPlatform, stackText, synthesized } from "../states";
import { emulatorOf, inScratch, type Plan, Workspace } from "./terraform";

const LOCAL = soundPlatform(
  exampleFile((file) => {
    file.state = { local: {} };
  }),
);

/** Addresses of the resources that a synth writes. */
function synthesizedAddresses(stack: string): string[] {
  const { resource } = JSON.parse(stackText(synthesized(LOCAL), stack)) as { resource: Record<string, object> };
  return Object.entries(resource)
    .flatMap(([type, names]) => Object.keys(names).map((name) => `${type}.${name}`))
    .sort();
}

function managed(plan: Plan): Plan["resource_changes"] {
  return plan.resource_changes.filter(({ mode }) => mode === "managed");
}

/** Texts anywhere in a value. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe("terraform plan, with the real AWS provider and an emulated AWS", () => {
  // one emulator and one order: the cluster's plan looks up what the foundation's apply made.
  let emulator: Emulator;
  let foundation: Workspace;
  let release: () => void;

  beforeAll(async () => {
    const folder = await new Promise<string>((resolve, reject) => {
      inScratch((scratch) => {
        resolve(scratch);
        return new Promise<void>((done) => {
          release = done;
        });
      }).catch(reject);
    });
    emulator = await emulatorOf(LOCAL, join(folder, "emulator"));
    foundation = await Workspace.of(LOCAL, join(folder, "example"), emulator);
  });

  afterAll(async () => {
    await emulator?.stop();
    release?.();
  });

  test("of cloud-foundation creates everything that was synthesized, with the platform's tags", async () => {
    const plan = JSON.parse(await foundation.plan("cloud-foundation")) as Plan;
    expect(
      managed(plan)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(synthesizedAddresses("cloud-foundation"));
    expect(new Set(managed(plan).flatMap(({ change }) => change.actions))).toEqual(new Set(["create"]));
    const vpc = managed(plan).find(({ type }) => type === "aws_vpc");
    expect(vpc?.change.after).toMatchObject({
      cidr_block: "10.60.0.0/16",
      tags_all: {
        "cost-center": "4711",
        "gpu.platform/name": "acme",
        "gpu.platform/owner": "ml-platform@acme.example",
      },
    });
  });

  test("I7 of cloud-foundation finds nothing to do once it is deployed", async () => {
    await foundation.apply("cloud-foundation");
    const plan = JSON.parse(await foundation.plan("cloud-foundation")) as Plan;
    expect(
      managed(plan)
        .filter(({ change }) => !change.actions.includes("no-op"))
        .map(({ address }) => address),
    ).toEqual([]);
  });

  test("I3 of cloud-foundation's end is refused while it holds data", async () => {
    await expect(foundation.plan("cloud-foundation", "-destroy")).rejects.toThrow(
      /Instance cannot be destroyed[\s\S]*aws_s3_bucket\./,
    );
  });

  test("of cloud-burst finds the foundation by name, with no cluster to ask", async () => {
    const plan = JSON.parse(await foundation.plan("cloud-burst")) as Plan;
    expect(
      managed(plan)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(synthesizedAddresses("cloud-burst"));
    const cluster = managed(plan).find(({ type }) => type === "aws_eks_cluster");
    expect(cluster?.change.after).toMatchObject({ name: "acme-burst", version: "1.35" });
    expect(await emulator.control.calls(0, "nobody")).toEqual([]);
  });

  /** A template that reads a file of this machine, and what the file holds. */
  function trap(folder: string): { template: string; content: string } {
    const path = join(folder, "private");
    const content = "what only this machine knows";
    writeFileSync(path, content);
    return { template: `\${file(${JSON.stringify(path)})}%{if true}x%{endif}`, content };
  }

  test.each(["cloud-foundation", "cloud-burst"])("of %s holds a template as the text that it is", async (stack) => {
    await inScratch(async (folder) => {
      const { template, content } = trap(folder);
      const text = await (await Workspace.of(hostilePlatform(template), folder, emulator)).plan(stack);
      const found = managed(JSON.parse(text)).flatMap(({ change }) => strings(change.after));
      expect(found).toContain(`owner ${template}`);
      expect(found).toContain(`tag ${template}`);
      expect(text).not.toContain(content);
    });
  });

  test("evaluates a template that is not escaped, so that the test above can fail", async () => {
    await inScratch(async (folder) => {
      const { template, content } = trap(folder);
      const workspace = await Workspace.of(LOCAL, folder, emulator);
      workspace.change("cloud-foundation", (text) => text.replaceAll('"4711"', JSON.stringify(template)));
      expect(await workspace.plan("cloud-foundation")).toContain(`${content}x`);
    });
  });
});
