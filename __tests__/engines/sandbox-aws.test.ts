import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesWith } from "../../sandbox/process-table";
import { SANDBOX_VARIABLE } from "../../sandbox/processes";

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
    const line = "there is no sandbox; start one with: npm run sandbox -- up aws\n";
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
    expect(sandbox("up", "aws", EXAMPLE).stderr).toContain("the AWS emulator runs");
    expect(processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"))).toEqual(before);
    expect(sandbox("status")).toMatchObject({ code: 0, stdout: expect.stringContaining("runs: aws-emulator") });
  });

  test("ends what it started, and removes its files when told", () => {
    expect(sandbox("down", "--purge").code).toBe(0);
    expect(processesWith(SANDBOX_VARIABLE, join(folder, ".sandbox"))).toEqual([]);
    expect(existsSync(join(folder, ".sandbox"))).toBe(false);
  });
});
