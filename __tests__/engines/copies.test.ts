import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../sandbox/aws/emulator";
import { s3Request } from "../../sandbox/aws/s3-request";
import { cacheFolder } from "../../sandbox/cache-folder";
import { certificateAuthority } from "../../sandbox/charts/certificates";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { storeEndpoint, storeEndpointNames } from "../../sandbox/link/store-endpoint";
import { egressProxy, tableRoute } from "../../sandbox/node/egress-proxy";
import { accepts } from "../../sandbox/ports";

const SCRIPTS = join(__dirname, "..", "..", "charts", "copies", "files");
const REGION = "eu-north-1";
const CLOUD = "cloud:models";
const ON_PREM = "onprem:acme-models";

const folder = { path: realpathSync(mkdtempSync(join(tmpdir(), "copies-"))) };
let rclone: string;
let emulator: Emulator;
let cloud: Server;
let store: ChildProcess;
let variables: Readonly<Record<string, string>>;

/** S3 for a key that may list some prefixes only: it says of a missing object that it is forbidden, not that it is missing. */
function forbidding(target: URL): Promise<Server> {
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request(target, { method, path: url, headers }, (said) => {
      const status = method === "HEAD" && said.statusCode === 404 ? 403 : (said.statusCode ?? 500);
      answer.writeHead(status, said.headers);
      said.pipe(answer);
    });
    asked.pipe(passed);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A free port, as far as anybody can know. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const engines = prepareEngines({
    folder: enginesFolder(process.env),
    wanted: ["rclone"],
    onProgress: () => {},
  });
  rclone = await engines.path("rclone");
  emulator = await startEmulator({
    folder: join(folder.path, "aws"),
    port: await freePort(),
    accountId: "111122223333",
    region: REGION,
    cacheDir: cacheFolder(process.env),
  });
  cloud = await forbidding(new URL(emulator.url));
  const place = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
  await s3Request(emulator.url, REGION, "PUT", "models", place);
  const port = await freePort();
  const files = join(folder.path, "store");
  mkdirSync(join(files, "acme-models"), { recursive: true });
  store = spawn(rclone, ["serve", "s3", "--addr", `127.0.0.1:${port}`, "--auth-key", "key,secret", files], {
    env: { HOME: folder.path, PATH: process.env.PATH ?? "" },
    stdio: "ignore",
  });
  while (!(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 50));
  const remote = (name: string, settings: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [`RCLONE_CONFIG_${name}_${key}`, value]));
  variables = {
    ...remote("CLOUD", { TYPE: "s3", PROVIDER: "AWS", REGION, NO_CHECK_BUCKET: "true", ENV_AUTH: "true" }),
    ...remote("ONPREM", {
      TYPE: "s3",
      PROVIDER: "Other",
      REGION: "fra1",
      NO_CHECK_BUCKET: "true",
      ENDPOINT: `http://127.0.0.1:${port}`,
      ACCESS_KEY_ID: "key",
      SECRET_ACCESS_KEY: "secret",
    }),
    AWS_ENDPOINT_URL: urlOf(cloud),
    AWS_ACCESS_KEY_ID: "emulated",
    AWS_SECRET_ACCESS_KEY: "emulated",
    // sums and signatures of what is sent go after it, which takes TLS: the emulator has none.
    RCLONE_S3_USE_DATA_INTEGRITY_PROTECTIONS: "false",
    RCLONE_S3_USE_UNSIGNED_PAYLOAD: "true",
    RCLONE_CONFIG: "/dev/null",
    RCLONE_BWLIMIT: "61035K",
    SCRIPTS,
  };
});

afterAll(async () => {
  store?.kill();
  cloud?.close();
  cloud?.closeAllConnections();
  await emulator?.stop();
  rmSync(folder.path, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  const home = join(folder.path, "home");
  mkdirSync(home, { recursive: true });
  const bin = join(folder.path, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "rclone"), `#!/bin/sh\nexec ${rclone} "$@"\n`, { mode: 0o755 });
  return { PATH: `${bin}:${process.env.PATH}`, HOME: home, ...variables };
}

/** Not in step: the S3 in front of the emulator is in this process. */
function run(file: string, args: readonly string[], env: Record<string, string>) {
  return new Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(file, args, { env, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? 255) : 0, stdout, stderr }),
    );
  });
}

/** Runs rclone by hand, as whoever fills a bucket does. */
async function hand(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(rclone, args, environment());
  if (status !== 0) throw new Error(`rclone ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Runs a script of the chart as the pod of a job does: with a home that was empty when the pod started. */
function script(name: string, more: Readonly<Record<string, string>>) {
  rmSync(join(folder.path, "home"), { recursive: true, force: true });
  return run("sh", [join(SCRIPTS, `${name}.sh`)], { ...environment(), ...more });
}

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A folder with its SHA256SUMS, and the sum of that. */
function written(
  name: string,
  files: Readonly<Record<string, Buffer>>,
): { readonly path: string; readonly sum: string } {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(join(path, file, ".."), { recursive: true });
    writeFileSync(join(path, file), bytes);
  }
  const sums = Object.entries(files)
    .map(([file, bytes]) => `${sha256(bytes)}  ./${file}\n`)
    .join("");
  writeFileSync(join(path, "SHA256SUMS"), sums);
  return { path, sum: sha256(sums) };
}

/** Bytes that look like no others; the file of 20 MiB goes in several parts. */
function bytes(seed: number, length: number): Buffer {
  const all = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at += 4, state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
    all.writeUInt32LE(state, at);
  return all;
}

const FILES = { "config.pbtxt": Buffer.from("name: road\n"), "1/weights.bin": bytes(7, 20 * 2 ** 20) };

const copied = (
  model: string,
  version: string,
  sum: string,
  direction: "in" | "out",
  more: Readonly<Record<string, string>> = {},
) => {
  const [from, to] = direction === "in" ? [CLOUD, ON_PREM] : [ON_PREM, CLOUD];
  return script("copy", {
    MODEL: model,
    VERSION: version,
    MODEL_SHA256: sum,
    FROM: `${from}/${model}`,
    TO: `${to}/${model}`,
    CHECK: direction === "in" ? "to" : "from",
    ...more,
  });
};

/** Every file of a folder by its sum, read anew. */
async function sumsOf(place: string): Promise<Readonly<Record<string, string>>> {
  const lines = (await hand("hashsum", "sha256", "--download", place)).trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

describe.each([
  ["in", CLOUD, ON_PREM],
  ["out", ON_PREM, CLOUD],
] as const)("a copy of a version %s", (direction, from, to) => {
  const model = `road-${direction}`;
  const made = () => written(`model-${direction}`, FILES);
  const expected = () => Object.fromEntries(Object.entries(FILES).map(([file, content]) => [file, sha256(content)]));

  test("brings every byte, its sums last, and marks it as a copy", async () => {
    const { path, sum } = made();
    await hand("copy", path, `${from}/${model}/7/`);
    expect(await copied(model, "7", sum, direction)).toMatchObject({
      status: 0,
      stdout: `${model} version 7 is there, 2 files\n`,
    });
    expect(await sumsOf(`${to}/${model}/7/`)).toEqual({ ...expected(), SHA256SUMS: sum });
    expect(await hand("cat", `${to}/${model}/.copied/7`)).toBe(sum);
  });

  test("sends nothing the second time, and goes on where an earlier one stopped", async () => {
    const { sum } = made();
    expect((await copied(model, "7", sum, direction)).stdout).toBe(`${model} version 7 is there\n`);
    const before = await hand("lsf", "--format", "pt", `${to}/${model}/7/1/`);
    await hand("deletefile", `${to}/${model}/7/SHA256SUMS`);
    await hand("deletefile", `${to}/${model}/7/config.pbtxt`);
    expect((await copied(model, "7", sum, direction)).status).toBe(0);
    expect(await hand("lsf", "--format", "pt", `${to}/${model}/7/1/`)).toBe(before);
    expect(await sumsOf(`${to}/${model}/7/`)).toEqual({ ...expected(), SHA256SUMS: sum });
  });

  test("refuses another SHA256SUMS than the platform file's, and a file that differs from it", async () => {
    const { path, sum } = made();
    const other = await copied(model, "7", "0".repeat(64), direction);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(
      `${model} version 7: SHA256SUMS in ${from}/${model}/7 has sha256 ${sum}, and the platform file says ${"0".repeat(64)}\n`,
    );
    await hand("copy", path, `${from}/${model}/8/`);
    writeFileSync(join(folder.path, "wrong"), "name: lane\n");
    await hand("copyto", join(folder.path, "wrong"), `${from}/${model}/8/config.pbtxt`);
    const damaged = await copied(model, "8", sum, direction);
    expect(damaged.status).toBe(1);
    expect(damaged.stderr).toContain("config.pbtxt: files differ");
    expect(damaged.stderr).toContain(`${model} version 8: files in ${from}/${model}/8/ differ from SHA256SUMS`);
    expect(await hand("lsf", `${to}/${model}/8/`)).not.toContain("SHA256SUMS");
  });

  test("names the file of a version that nobody has put there", async () => {
    const missing = await copied(model, "9", "0".repeat(64), direction);
    expect([missing.status, missing.stdout]).toEqual([1, ""]);
    expect(missing.stderr).toContain(`${model} version 9: no SHA256SUMS in ${from}/${model}/9\n`);
  });

  test("is removed when no deployment needs it, and nothing that was not brought is", async () => {
    const { path } = made();
    await hand("copy", path, `${to}/${model}/born-here/`);
    const tidy = (kept: string) => script("tidy", { TO: to, KEPT: kept });
    expect(await tidy(`${model} 7 8`)).toMatchObject({ status: 0, stdout: "" });
    expect((await tidy(model)).stdout).toContain(`removed ${model} version 7\n`);
    expect(await hand("lsf", `${to}/${model}/`)).toBe("born-here/\n");
  });
});

test("a copy that came with other bytes is sent again", async () => {
  const { path, sum } = written("model-healed", FILES);
  await hand("copy", path, `${CLOUD}/healed/7/`);
  writeFileSync(join(folder.path, "wrong"), "name: lane\n");
  await hand("copyto", join(folder.path, "wrong"), `${ON_PREM}/healed/7/config.pbtxt`);
  // as old as the right one, so that it looks the same.
  await hand("touch", "--no-create", "--timestamp", "2026-11-24T00:00:00", `${CLOUD}/healed/7/config.pbtxt`);
  await hand("touch", "--no-create", "--timestamp", "2026-11-24T00:00:00", `${ON_PREM}/healed/7/config.pbtxt`);
  expect((await copied("healed", "7", sum, "in")).status).toBe(0);
  expect(await hand("cat", `${ON_PREM}/healed/7/config.pbtxt`)).toBe("name: road\n");
});

describe("a copy of a dataset", () => {
  const copy = () =>
    script("dataset", {
      DATASET: "imagenet",
      FROM: "onprem:acme-models/imagenet",
      TO: `${CLOUD}/imagenet`,
      CHECK: "from",
    });

  test("without sums is there by size, and what is new comes with the next run", async () => {
    const { path } = written("dataset", { "a.tar": bytes(1, 4096) });
    rmSync(join(path, "SHA256SUMS"));
    await hand("copy", path, "onprem:acme-models/imagenet/");
    expect((await copy()).stdout).toBe("dataset imagenet is there, by size: it has no SHA256SUMS\n");
    await hand("copyto", join(path, "a.tar"), "onprem:acme-models/imagenet/b.tar");
    expect((await copy()).status).toBe(0);
    expect(await hand("lsf", `${CLOUD}/imagenet/`)).toBe("a.tar\nb.tar\n");
  });

  test("with sums is checked file by file, and once it is whole it is left alone", async () => {
    const { path, sum } = written("dataset", { "a.tar": bytes(1, 4096), "b.tar": bytes(2, 4096) });
    await hand("copy", path, "onprem:acme-models/imagenet/");
    expect(await copy()).toMatchObject({ status: 0, stdout: "dataset imagenet is there, 2 files\n" });
    expect(await sumsOf(`${CLOUD}/imagenet/`)).toMatchObject({ "b.tar": sha256(bytes(2, 4096)), SHA256SUMS: sum });
    expect((await copy()).stdout).toBe("dataset imagenet is there\n");
  });
});

describe("through the interface endpoint of S3", () => {
  const said: string[] = [];
  const open: { close(): unknown }[] = [];
  let linked: Readonly<Record<string, string>>;

  async function listening(server: NetServer): Promise<number> {
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Makes an endpoint as Terraform does, and gives the name under which buckets are reached. */
  async function endpointName(): Promise<string> {
    const ec2 = async (parameters: Readonly<Record<string, string>>) => {
      const scope = `Credential=emulated/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
      const answer = await fetch(emulator.url, {
        method: "POST",
        headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
        body: new URLSearchParams({ Version: "2016-11-15", ...parameters }),
      });
      return answer.text();
    };
    const [, vpc = ""] = /<vpcId>(.*?)</.exec(await ec2({ Action: "CreateVpc", CidrBlock: "10.60.0.0/16" })) ?? [];
    const asked = { VpcId: vpc, ServiceName: `com.amazonaws.${REGION}.s3`, VpcEndpointType: "Interface" };
    await ec2({ Action: "CreateVpcEndpoint", ...asked });
    const found = await ec2({ Action: "DescribeVpcEndpoints" });
    const [, name = ""] = /<dnsName>\*\.(.*?)</.exec(found) ?? [];
    return `bucket.${name}`;
  }

  beforeAll(async () => {
    const authority = certificateAuthority();
    const trusted = join(folder.path, "trusted.pem");
    writeFileSync(trusted, authority.authorityPem);
    const endpoint = await listening(
      storeEndpoint({ emulator: emulator.url, region: REGION, authority, onAnswer: (line) => said.push(line) }),
    );
    const proxy = await listening(egressProxy(tableRoute({ [`${storeEndpointNames(REGION)}:443`]: endpoint })));
    linked = {
      RCLONE_CONFIG_CLOUD_ENDPOINT: `https://${await endpointName()}`,
      HTTPS_PROXY: `http://127.0.0.1:${proxy}`,
      SSL_CERT_FILE: trusted,
      AWS_ENDPOINT_URL: "",
    };
  });

  afterAll(() => {
    for (const one of open) one.close();
  });

  test.each([
    ["in", CLOUD, ON_PREM],
    ["out", ON_PREM, CLOUD],
  ] as const)(
    "a version comes %s whole, and every request goes to the bucket's own name there",
    async (direction, from, to) => {
      const model = `linked-${direction}`;
      const { path, sum } = written(`model-${model}`, FILES);
      await hand("copy", path, `${from}/${model}/7/`);
      said.length = 0;
      expect(await copied(model, "7", sum, direction, linked)).toMatchObject({
        status: 0,
        stdout: `${model} version 7 is there, 2 files\n`,
      });
      expect((await sumsOf(`${to}/${model}/7/`)).SHA256SUMS).toBe(sum);
      const host = (linked.RCLONE_CONFIG_CLOUD_ENDPOINT ?? "").replace("https://", "");
      expect(said.length).toBeGreaterThan(3);
      expect(said.filter((line) => !line.includes(` models.${host}/`))).toEqual([]);
    },
  );
});
