import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { stopSandbox } from "../../sandbox/sandbox";
import { namedPorts } from "../../sandbox/status";
import type { Platform } from "../../spec/platform";
import { exampleFile } from "../platforms";
import { until } from "../sandbox/folder";
import { soundPlatform, synthesizeInto } from "../states";
import { type RunningCeph, startCeph } from "./ceph-fixture";
import { type RunningOnPrem, startOnPrem } from "./on-prem-fixture";
import { keepsDataApart, ofTeam, STORE_SECRETS, type StoreClient, storeClient } from "./store-client";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

const REGION = "us-east-1";
const ROOK = "/apis/ceph.rook.io/v1/namespaces/rook-ceph";
const CLAIMS = "/apis/objectbucket.io/v1alpha1/namespaces/rook-ceph/objectbucketclaims";

let folder: string;
let box: RunningOnPrem;
let ceph: RunningCeph;
let client: StoreClient;

/** The example with a store that Rook runs. */
function platformWith(change: (file: Data) => void = () => {}): Platform {
  return soundPlatform(
    exampleFile((file: Data) => {
      file.state = { local: {} };
      file.onPrem.objectStore = {
        provision: { kind: "rook-ceph", capacityTiB: 10, storageClass: "local-nvme-block", servers: 3 },
      };
      change(file);
    }),
  );
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "ceph-")));
  const ports = await namedPorts(join(folder, "box"), ["monitor", "gateway"]);
  ceph = await startCeph({ folder: join(folder, "ceph"), ports });
  const engines = prepareEngines({ folder: enginesFolder(process.env), wanted: ["rclone"], onProgress: () => {} });
  const rclone = await engines.path("rclone");
  box = await startOnPrem({
    folder: join(folder, "box"),
    platform: platformWith(),
    // the job that brings keys runs as it is, as a process of this machine.
    tools: [{ image: "aws-cli", entrypoint: "aws" }],
  });
  client = storeClient({ api: box.api, rclone, endpoint: ceph.endpoint, region: REGION, folder });
  await box.terraform("init", "-input=false");
}, 1_800_000);

afterAll(async () => {
  ceph?.stop();
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function apply(platform: Platform): Promise<void> {
  synthesizeInto(join(box.folder, "project", "cdktf.out"), platform);
  await box.terraform("apply", "-auto-approve", "-input=false", "-target=helm_release.object-store");
}

/**
 * Stands in for Rook's operator, which needs containers of Ceph: makes in a real gateway what objects of the real API server ask for, and nothing else. It
 * takes away users whose object is gone.
 */
async function standInForRook(): Promise<void> {
  const { items: users } = await box.api.get<Data>(`${ROOK}/cephobjectstoreusers`);
  const names: string[] = users.map(({ metadata }: Data) => metadata.name);
  const there = ceph.administer("user", "list") as string[];
  for (const gone of there.filter((name) => name.includes("acme") || name.startsWith("deployment."))) {
    if (!names.includes(gone)) ceph.administer("user", "rm", `--uid=${gone}`);
  }
  for (const { metadata, spec } of users) {
    if (there.includes(metadata.name)) continue;
    const most = spec.quotas ? [`--max-buckets=${spec.quotas.maxBuckets}`] : [];
    const made: Data = ceph.administer(
      ...["user", "create", `--uid=${metadata.name}`, `--display-name=${metadata.name}`],
      ...most,
    );
    await box.api.create("/api/v1/namespaces/rook-ceph/secrets", {
      metadata: { name: `rook-ceph-object-user-${spec.store}-${metadata.name}` },
      stringData: { AccessKey: made.keys[0].access_key, SecretKey: made.keys[0].secret_key },
    });
  }
  const { items: claims } = await box.api.get<Data>(CLAIMS);
  for (const { spec } of claims) {
    const { bucketOwner, bucketPolicy } = spec.additionalConfig;
    put(bucketOwner, spec.bucketName);
    put(bucketOwner, `${spec.bucketName}?policy=`, bucketPolicy);
  }
}

function put(user: string, path: string, body = ""): void {
  const { keys }: Data = ceph.administer("user", "info", `--uid=${user}`);
  const { stdout } = spawnSync(
    "curl",
    [
      ...["--silent", "--aws-sigv4", `aws:amz:${REGION}:s3`, "-u", `${keys[0].access_key}:${keys[0].secret_key}`],
      ...["-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-X", "PUT", "--data-binary", "@-", "-w", "\n%{http_code}"],
      `${ceph.endpoint}/${path}`,
    ],
    { encoding: "utf8", input: body },
  );
  if (!/\n20[04]$/.test(stdout)) throw new Error(`the gateway answers PUT ${path} of ${user} with ${stdout}`);
}

const keysOf = async (namespace: string, name: string): Promise<Data> =>
  (await box.api.get<Data>(`/api/v1/namespaces/${namespace}/secrets/${name}`)).data ?? {};

async function filled(): Promise<boolean> {
  const all = await Promise.all(STORE_SECRETS.map(([namespace, name]) => keysOf(namespace, name)));
  return all.every(({ AWS_SECRET_ACCESS_KEY }) => AWS_SECRET_ACCESS_KEY !== undefined);
}

describe("Ceph by Rook: its own charts and definitions, the platform's job, and Ceph's gateway", () => {
  test("is asked for with all that the platform needs, and the job waits for the users", async () => {
    await apply(platformWith());
    const { spec } = await box.api.get<Data>(`${ROOK}/cephclusters/rook-ceph`);
    expect(spec.storage).toMatchObject({ useAllNodes: false, useAllDevices: false });
    const [set] = spec.storage.storageClassDeviceSets;
    expect(set).toMatchObject({ count: 3, encrypted: true, portable: false });
    expect(set.volumeClaimTemplates[0].spec).toMatchObject({
      volumeMode: "Block",
      storageClassName: "local-nvme-block",
    });
    const store = await box.api.get<Data>(`${ROOK}/cephobjectstores/objects`);
    expect(store.spec.dataPool.replicated.size).toBe(3);
    for (const kind of ["cephblockpools", "cephfilesystems"])
      expect((await box.api.get<Data>(`${ROOK}/${kind}`)).items).toEqual([]);
    const said = async () => {
      const pods = "/api/v1/namespaces/acme-system/pods?labelSelector=app.kubernetes.io/name=object-store-identities";
      const { items } = await box.api.get<Data>(pods);
      return items.map(({ status }: Data) => status?.containerStatuses?.[0]?.state?.terminated?.message).find(Boolean);
    };
    await until(async () => (await said()) !== undefined, 120_000);
    expect(await said()).toContain(
      "Rook has not made these users yet: acme-inference, deployment.scan-segmenter-fra1,",
    );
  }, 300_000);

  test("lets nobody else claim a bucket, which Rook would give away", async () => {
    const claim = (bucket: string) => ({
      apiVersion: "objectbucket.io/v1alpha1",
      kind: "ObjectBucketClaim",
      metadata: { name: "mine" },
      spec: { bucketName: bucket, storageClassName: "acme-buckets" },
    });
    const ofTeam = CLAIMS.replace("rook-ceph", "acme-vision");
    // a policy that is new is weighed a moment later.
    const refused = async () => {
      const made = await box.api.create(ofTeam, claim("acme-restricted")).catch((error) => String(error));
      if (typeof made === "string") return made.includes("denied");
      await box.api.delete(`${ofTeam}/mine`);
      return false;
    };
    await until(refused, 30_000);
    await expect(box.api.create(ofTeam, claim("acme-restricted"))).rejects.toThrow(
      "only the platform claims buckets of the class acme-buckets, in the namespace rook-ceph",
    );
    await box.api.create(ofTeam, {
      ...claim("own"),
      spec: { bucketName: "own", storageClassName: "of-another-store" },
    });
    await box.api.delete(`${ofTeam}/mine`);
  });

  test("gives each Secret a key of its own, once the users are made", async () => {
    await standInForRook();
    await until(filled, 180_000);
    const ids = await Promise.all(
      STORE_SECRETS.map(async ([namespace, name]) => (await keysOf(namespace, name)).AWS_ACCESS_KEY_ID),
    );
    expect(new Set(ids).size).toBe(STORE_SECRETS.length);
  }, 240_000);

  keepsDataApart(() => client);

  test("hides what a user has given away, and lets nobody make a bucket or another policy", async () => {
    const restricted = ofTeam("medical-restricted");
    const path = "acme-restricted/models/scan-segmenter/1/public";
    const { done } = await client.as(restricted, "hello", "rcat", "--s3-acl=public-read", `s:${path}`);
    expect(done).toBe(true);
    expect((await fetch(`${ceph.endpoint}/${path}`)).status).toBe(403);
    expect(await client.read(ofTeam("vision"), path)).toBe(false);
    expect((await client.as(ofTeam("vision"), "", "mkdir", "--s3-no-check-bucket=false", "s:acme-new")).done).toBe(
      false,
    );
    expect(() => put("acme-vision", "acme-models?policy=", "{}")).toThrow("AccessDenied");
  });

  test("brings a key that Rook has changed, and takes what a deployment may that is gone", async () => {
    const model = "acme-restricted/models/scan-segmenter/1/model";
    const held = await keysOf("acme-inference", "scan-segmenter-fra1-object-store");
    await box.api.create("/api/v1/namespaces/default/secrets", { metadata: { name: "old" }, data: held });
    expect(await client.read(["default", "old"], model)).toBe(true);
    await box.api.patch("/api/v1/namespaces/rook-ceph/secrets/rook-ceph-object-user-objects-acme-vision", {
      stringData: { AccessKey: "ANOTHER" },
    });
    await apply(
      platformWith((file) => {
        file.deployments = file.deployments.filter(({ name }: Data) => name !== "scan-segmenter-fra1");
      }),
    );
    await standInForRook();
    expect(await client.read(["default", "old"], model)).toBe(false);
    const another = Buffer.from("ANOTHER").toString("base64");
    await until(async () => (await keysOf(...ofTeam("vision"))).AWS_ACCESS_KEY_ID === another, 120_000);
  }, 300_000);

  test("is installed for a platform that nobody has a key of", async () => {
    const nobody = platformWith((file) => {
      for (const list of ["teams", "runs", "models", "deployments", "datasets"]) file[list] = [];
    });
    await apply(nobody);
    const { items } = await box.api.get<Data>(`${ROOK}/cephobjectstoreusers`);
    expect(items.map(({ metadata }: Data) => metadata.name)).toEqual(["buckets.acme"]);
    expect((await box.api.get<Data>(CLAIMS)).items).toHaveLength(4);
    await apply(platformWith());
  }, 300_000);

  test("puts no key into a state", async () => {
    const state = await box.terraform("state", "pull");
    for (const [namespace, name] of STORE_SECRETS.filter(([, secret]) => !secret.startsWith("scan"))) {
      for (const value of Object.values((await keysOf(namespace, name)) as Record<string, string>)) {
        expect(state).not.toContain(value);
        expect(state).not.toContain(Buffer.from(value, "base64").toString());
      }
    }
  });
});
