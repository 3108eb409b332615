import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { processesWith } from "../../sandbox/process-table";
import { SANDBOX_VARIABLE } from "../../sandbox/processes";
import { updateStatus } from "../../sandbox/status";

const PROJECT = join(__dirname, "..", "..");
const EXAMPLE = join(PROJECT, "platforms", "example.yaml");

/** A folder of its own for the sandbox: the checkout's is the user's. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-aws-")));

function sandbox(...args: string[]) {
  const ended = spawnSync(process.execPath, [join(PROJECT, "scripts", "run.mjs"), "cli/sandbox", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { stdout: ended.stdout, stderr: ended.stderr, code: ended.status };
}

describe("the emulated AWS by command", () => {
  afterAll(() => {
    sandbox("down", "--purge");
    rmSync(folder, { recursive: true, force: true });
  });

  test("says what to do where there is none", () => {
    const line = "there is no sandbox; start one with: npm run sandbox -- up\n";
    expect(sandbox("env")).toEqual({ stdout: "", stderr: line, code: 2 });
    expect(sandbox("status")).toEqual({ stdout: "", stderr: line, code: 2 });
  });

  test("starts, names its stand-in, and has the state bucket of the file", async () => {
    const { stdout, code } = sandbox("up", "aws", EXAMPLE);
    expect(code).toBe(0);
    expect(stdout).toContain("AWS is emulated: moto");
    const url = /AWS_ENDPOINT_URL='([^']+)'/.exec(sandbox("env").stdout)?.[1];
    const scope = "Credential=emulated/20260101/eu-north-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    const headers = { authorization: `AWS4-HMAC-SHA256 ${scope}` };
    expect((await fetch(`${url}/acme-tfstate`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/acme-other`, { headers })).status).toBe(404);
  });

  test("a second start leaves it as it is, and status names it", () => {
    const before = processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"));
    expect(sandbox("up", "aws", EXAMPLE)).toMatchObject({ code: 0, stderr: "the AWS emulator runs\n" });
    expect(processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"))).toEqual(before);
    expect(sandbox("status")).toMatchObject({ code: 0, stdout: expect.stringContaining("runs: aws-emulator") });
  });

  test("carries the mark by which its sandbox ends it, on record or not", () => {
    expect(processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"))).toHaveLength(1);
  });

  test("a start that was interrupted after the emulator is made whole by the next", () => {
    updateStatus(join(folder, ".sandbox"), (status) => ({ ...status, values: { ...status.values, environment: {} } }));
    expect(sandbox("env").stdout).not.toContain("AWS_ENDPOINT_URL=");
    expect(sandbox("up", "aws", EXAMPLE).code).toBe(0);
    expect(sandbox("env").stdout).toContain("AWS_ENDPOINT_URL='http://127.0.0.1:");
  });

  test("refuses a platform of another account, and says how to go on", () => {
    const other = join(folder, "other.yaml");
    const { onPrem: _, ...cloudOnly } = parse(readFileSync(EXAMPLE, "utf8"));
    const file = { ...cloudOnly, teams: [], datasets: [], runs: [], models: [], deployments: [] };
    file.cloud.account = "444455556666";
    file.cloud.kubernetes.admins = ["arn:aws:iam::444455556666:role/platform-admin"];
    writeFileSync(other, stringify(file));
    const { stderr, code } = sandbox("up", "aws", other);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "the AWS emulator runs for 111122223333 eu-north-1, not for 444455556666 eu-north-1; end it first: npm run sandbox -- down",
    );
  });

  test("ends what it started, and removes its files when told", () => {
    expect(sandbox("down", "--purge").code).toBe(0);
    expect(processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"))).toEqual([]);
    expect(existsSync(join(folder, ".sandbox"))).toBe(false);
  });
});
