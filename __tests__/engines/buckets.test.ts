import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { accepts } from "../../sandbox/ports";

const SCRIPT = join(__dirname, "..", "..", "charts", "object-store", "files", "buckets.sh");
const BUCKETS = ["acme-datasets", "acme-checkpoints", "acme-models", "acme-restricted"];

const folder = realpathSync(mkdtempSync(join(tmpdir(), "buckets-")));
const files = join(folder, "store");
let store: ChildProcess;
let port: number;
let bin: string;

beforeAll(async () => {
  const engines = prepareEngines({ folder: enginesFolder(process.env), wanted: ["rclone"], onProgress: () => {} });
  const rclone = await engines.path("rclone");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  port = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  for (const made of ["acme-models", "somebody-else"]) mkdirSync(join(files, made), { recursive: true });
  writeFileSync(join(files, "acme-models", "kept"), "kept");
  store = spawn(rclone, ["serve", "s3", "--addr", `127.0.0.1:${port}`, "--auth-key", "key,secret", files], {
    env: { HOME: folder, PATH: process.env.PATH ?? "" },
    stdio: "ignore",
  });
  while (!(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 50));
  bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "rclone"), `#!/bin/sh\nexec ${rclone} "$@"\n`, { mode: 0o755 });
});

afterAll(() => {
  store?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the script as the pod of the job does: in a folder that was empty when the pod started. */
function script(secret: string, at = port) {
  const home = mkdtempSync(join(folder, "home-"));
  const { status, stdout, stderr } = spawnSync("sh", [SCRIPT], {
    cwd: home,
    encoding: "utf8",
    timeout: 240_000,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: home,
      BUCKETS: BUCKETS.join(" "),
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_STORE_TYPE: "s3",
      RCLONE_CONFIG_STORE_PROVIDER: "Other",
      RCLONE_CONFIG_STORE_ENDPOINT: `http://127.0.0.1:${at}`,
      RCLONE_CONFIG_STORE_REGION: "fra1",
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: "key",
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: secret,
      RCLONE_LOW_LEVEL_RETRIES: "1",
    },
  });
  return { status, lines: stdout.trim().split("\n"), stderr };
}

describe("the buckets of the on-prem store", () => {
  test("are not made with a key that the store does not know, and the log says which and why", () => {
    const { status, stderr } = script("wrong");
    expect(status).toBe(1);
    expect(stderr).toMatch(/403|Forbidden|SignatureDoesNotMatch|AccessDenied/);
    expect(stderr).toContain("acme-datasets cannot be made");
    expect(existsSync(join(files, "acme-datasets"))).toBe(false);
  });

  test("are made where they are missing; what is there stays", () => {
    const { status, lines, stderr } = script("secret");
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    expect(lines).toEqual([
      "acme-datasets is made",
      "acme-checkpoints is made",
      "acme-models is there",
      "acme-restricted is made",
    ]);
    expect(existsSync(join(files, "acme-models", "kept"))).toBe(true);
    for (const bucket of BUCKETS) expect(existsSync(join(files, bucket))).toBe(true);
  });

  test("are left alone the next time", () => {
    const { status, lines } = script("secret");
    expect(status).toBe(0);
    expect(lines).toEqual(BUCKETS.map((bucket) => `${bucket} is there`));
  });
});
