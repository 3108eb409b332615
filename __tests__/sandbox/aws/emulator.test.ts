import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorEnvironment, misleadingVariables, startEmulator, stopEmulator } from "../../../sandbox/aws/emulator";

// only a name that begins with "mock" may be used in a module's stand-in
let mockPython = "/bin/false";

jest.mock("../../../sandbox/aws/python-environment", () => ({
  ensureEmulatorInstalled: async () => ({ python: mockPython, folder: "/nonexistent", installSeconds: 0 }),
  emulatorSources: () => "/nonexistent",
}));

describe("the variables under which a client talks to the emulator", () => {
  test("name the endpoint, keys that open nothing, and hide the user's own profiles", () => {
    expect(emulatorEnvironment("http://127.0.0.1:5000", "eu-north-1")).toEqual({
      AWS_ENDPOINT_URL: "http://127.0.0.1:5000",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
      AWS_ACCESS_KEY_ID: "emulated",
      AWS_SECRET_ACCESS_KEY: "emulated",
      AWS_REGION: "eu-north-1",
      AWS_DEFAULT_REGION: "eu-north-1",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
  });

  test("are undone by some that a shell may have", () => {
    const shell = {
      AWS_PROFILE: "prod",
      AWS_ENDPOINT_URL_S3: "https://s3",
      AWS_REGION: "x",
      AWS_SESSION_TOKEN: "t",
      HOME: "/",
    };
    expect(misleadingVariables(shell)).toEqual(["AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "AWS_SESSION_TOKEN"]);
    expect(misleadingVariables({})).toEqual([]);
  });
});

describe("ending the emulator", () => {
  test("lets a process be that is not the emulator", async () => {
    await stopEmulator(process.pid);
    expect(process.exitCode).toBeUndefined();
  });
});

describe("starting the emulator", () => {
  let folder: string;
  let server: Server;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "emulator-start-"));
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(): Promise<unknown> {
    const port = (server.address() as AddressInfo).port;
    return startEmulator({ folder, port, accountId: "111122223333", region: "eu-north-1", cacheDir: folder });
  }

  test("fails on a port that is taken", async () => {
    const port = (server.address() as AddressInfo).port;
    await expect(start()).rejects.toThrow(`port ${port} on 127.0.0.1 is taken; the AWS emulator needs a free one`);
  });

  test("tells the last word of an emulator that ends at once", async () => {
    mockPython = join(folder, "python");
    writeFileSync(mockPython, "#!/bin/sh\necho first; echo no such instance type: p99 >&2\n", { mode: 0o755 });
    const options = {
      folder,
      port: await freePort(),
      accountId: "111122223333",
      region: "eu-north-1",
      cacheDir: folder,
    };
    await expect(startEmulator(options)).rejects.toThrow(
      `the AWS emulator ended at its start: no such instance type: p99 (see ${join(folder, "aws-emulator.log")})`,
    );
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
