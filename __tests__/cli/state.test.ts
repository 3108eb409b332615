import { runProgram } from "./run-program";

describe("state", () => {
  test("prints commands that make a versioned, encrypted, private, TLS-only bucket where the file says", () => {
    const { stdout, code } = runProgram("cli/state", ["platforms/example.yaml"]);
    const [first, ...commands] = stdout.trim().split("\n");
    expect(code).toBe(0);
    expect(first).toBe("set -eu");
    for (const command of commands) expect(command).toContain("--region eu-north-1 --bucket acme-tfstate");
    expect(commands.map((command) => command.split(" ")[2])).toEqual([
      "create-bucket",
      "put-public-access-block",
      "put-bucket-ownership-controls",
      "put-bucket-versioning",
      "put-bucket-encryption",
      "put-bucket-policy",
    ]);
    expect(stdout).toContain('"aws:SecureTransport":"false"');
  });

  test("exits 2 for a file that is not there", () => {
    expect(runProgram("cli/state", ["none.yaml"])).toEqual({
      stdout: "",
      stderr: "none.yaml: no such file\n",
      code: 2,
    });
  });
});
