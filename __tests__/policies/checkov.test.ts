import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { CLOUDS, cloudNamed } from "../field/clouds";
import { stackText } from "../states";
import { checkov, type Verdict, type Verdicts } from "./checkov";

/** The states that are in the account. */
const STATES = ["cloud-foundation", "cloud-burst", "cloud-platform", "inference-cloud"];

/** A hundred packages on a slow network, then eight platforms on a busy machine. */
const INSTALL_AND_LOOK_MS = 1_800_000;

/** A finding that stays, and why. */
interface Exception {
  readonly check: string;
  readonly says: string;
  /** `<state> <resource>`. */
  readonly at: readonly string[];
  readonly reason: string;
}

const EXCEPTIONS = parse(
  readFileSync(join(__dirname, "..", "..", "docs", "checkov-exceptions.yaml"), "utf8"),
) as readonly Exception[];
const LISTED = EXCEPTIONS.flatMap(({ check, at }) => at.map((place) => `${check} ${place}`));

function finding({ check, folder, resource }: Verdict): string {
  return `${check} ${folder.split("/")[1]} ${resource}`;
}

/** What Checkov reads of a state: it knows no `terraform` block in JSON, and looks at neither backend nor versions. */
function readable(json: string): string {
  const { provider, data, resource } = JSON.parse(json);
  return JSON.stringify({ provider, data, resource }, null, 2);
}

/** A foundation whose first bucket may be opened to the public. */
function opened(json: string): string {
  const state = JSON.parse(json);
  const blocks = state.resource.aws_s3_bucket_public_access_block;
  delete blocks[Object.keys(blocks)[0] ?? ""];
  return JSON.stringify(state);
}

describe("Checkov on the cloud's states", () => {
  let verdicts: Verdicts;
  const folder = mkdtempSync(join(tmpdir(), "policies-"));
  const write = (platform: string, state: string, json: string) => {
    mkdirSync(join(folder, platform, state), { recursive: true });
    writeFileSync(join(folder, platform, state, "cdk.tf.json"), readable(json));
  };
  const failedIn = (wanted: (platform: string) => boolean) =>
    verdicts.failed.filter((one) => wanted(one.folder.split("/")[0] ?? ""));

  beforeAll(async () => {
    CLOUDS.forEach((name, index) => {
      const { files } = cloudNamed(name);
      for (const state of STATES) write(String(index), state, stackText(files, state));
    });
    write("broken", "cloud-foundation", opened(stackText(cloudNamed("the example").files, "cloud-foundation")));
    verdicts = await checkov(folder);
  }, INSTALL_AND_LOOK_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("finds nothing that is not listed with its reason", () => {
    const found = failedIn((platform) => platform !== "broken").map((one) => `${finding(one)}: ${one.says}`);
    expect([...new Set(found)].filter((one) => !LISTED.includes(one.split(": ")[0] ?? ""))).toEqual([]);
  });

  test("finds everything that is listed still", () => {
    const found = new Set(failedIn((platform) => platform !== "broken").map(finding));
    expect(LISTED.filter((one) => !found.has(one))).toEqual([]);
  });

  test("is excepted from in whole sentences, once a place", () => {
    for (const { check, says, reason } of EXCEPTIONS) {
      expect([check, reason]).toEqual([check, expect.stringMatching(/^[A-Z].{40,}\.\n?$/s)]);
      expect([check, says.length > 10]).toEqual([check, true]);
    }
    expect(new Set(LISTED).size).toBe(LISTED.length);
  });

  test("looks at every state of every platform", () => {
    const seen = new Set(verdicts.passed.map(({ folder: one }) => one));
    const wanted = CLOUDS.flatMap((_, index) => STATES.map((state) => `${index}/${state}`));
    expect(wanted.filter((one) => !seen.has(one))).toEqual([]);
    expect(new Set(verdicts.passed.map(({ check }) => check)).size).toBeGreaterThan(60);
  });

  test("sees a bucket that may be opened to the public", () => {
    const found = failedIn((platform) => platform === "broken").map(finding);
    expect(found.filter((one) => !LISTED.includes(one)).map((one) => one.split(" ")[0])).toContain("CKV2_AWS_6");
  });
});
