import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program";

const CLOUD_ONLY = `
name: acme
owner: ml-platform@acme.example
state: { s3: { bucket: acme-tfstate, region: eu-north-1 } }
cloud:
  account: "111122223333"
  region: eu-north-1
  zones: [eu-north-1a, eu-north-1b]
  kubernetes: { admins: [arn:aws:iam::111122223333:role/platform-admin] }
  network: { vpc: 10.60.0.0/16 }
  pools: [{ name: h100, instanceType: p5.48xlarge, zone: eu-north-1a, maxNodes: 2 }]
teams: [{ name: vision, groups: ["oidc:vision"], burst: { h100: 16 } }]
`;

describe("state", () => {
  test("prints commands that make a versioned, encrypted, private, TLS-only bucket where the file says", () => {
    const { stdout, code } = runProgram("cli/state", ["platforms/example.yaml"]);
    const [first, ...commands] = stdout.trim().split("\n");
    expect(code).toBe(0);
    expect(first).toBe("set -eu");
    for (const command of commands) expect(command).toContain("--region eu-north-1");
    for (const command of commands.filter((one) => one.startsWith("aws s3api")))
      expect(command).toContain("--region eu-north-1 --bucket acme-tfstate");
    expect(commands.map((command) => command.split(" ")[2])).toEqual([
      "head-bucket",
      "describe-key",
      "put-public-access-block",
      "put-bucket-ownership-controls",
      "put-bucket-versioning",
      "put-bucket-encryption",
      "put-bucket-policy",
    ]);
    expect(commands[1]).toMatch(
      /\|\| \{ key=\$\(aws kms create-key .*; aws kms enable-key-rotation .*; aws kms create-alias .*; \}$/,
    );
    expect(stdout).toContain('"aws:SecureTransport":"false"');
    expect(stdout).toContain("--alias-name alias/tfstate/acme-tfstate ");
    expect(stdout).toContain('"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"alias/tfstate/acme-tfstate"');
  });

  test("makes no key where the file names one, and has the bucket use that", () => {
    const kmsKey = "arn:aws:kms:eu-north-1:444455556666:alias/states";
    const folder = mkdtempSync(join(tmpdir(), "state-"));
    const file = join(folder, "keyed.yaml");
    writeFileSync(file, CLOUD_ONLY.replace("region: eu-north-1 }", `region: eu-north-1, kmsKey: "${kmsKey}" }`));
    const { stdout } = runProgram("cli/state", [file]);
    rmSync(folder, { recursive: true });
    expect(stdout).not.toContain("aws kms");
    expect(stdout).toContain(`"KMSMasterKeyID":"${kmsKey}"`);
  });

  test("exits 2 for a file that is not there", () => {
    expect(runProgram("cli/state", ["none.yaml"])).toEqual({
      stdout: "",
      stderr: "none.yaml: no such file\n",
      code: 2,
    });
  });
});
