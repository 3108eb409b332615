import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../sandbox/aws/emulator";
import { s3Request } from "../../sandbox/aws/s3-request";
import { cacheFolder } from "../../sandbox/cache-folder";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { accepts } from "../../sandbox/ports";

const SCRIPTS = join(__dirname, "..", "..", "charts", "copies", "files");
export const REGION = "eu-north-1";
export const CLOUD = "cloud:models";
export const ON_PREM = "onprem:acme-models";

export const folder = { path: realpathSync(mkdtempSync(join(tmpdir(), "copies-"))) };
let rclone: string;
/** The emulated AWS, once the tests run. */
export let emulator: Emulator;
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

/** Both stores as the pods of copies meet them, for the tests of the file that imports this. */
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
export async function hand(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(rclone, args, environment());
  if (status !== 0) throw new Error(`rclone ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Runs a script of the chart as the pod of a job does: with a home that was empty when the pod started. */
export function script(name: string, more: Readonly<Record<string, string>>) {
  rmSync(join(folder.path, "home"), { recursive: true, force: true });
  return run("sh", [join(SCRIPTS, `${name}.sh`)], { ...environment(), ...more });
}

export const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A folder with its SHA256SUMS, and the sum of that. */
export function written(
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
export function bytes(seed: number, length: number): Buffer {
  const all = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at += 4, state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
    all.writeUInt32LE(state, at);
  return all;
}

export const FILES = { "config.pbtxt": Buffer.from("name: road\n"), "1/weights.bin": bytes(7, 20 * 2 ** 20) };

export const copied = (
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
export async function sumsOf(place: string): Promise<Readonly<Record<string, string>>> {
  const lines = (await hand("hashsum", "sha256", "--download", place)).trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}
