import { mkdtempSync, realpathSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../sandbox/aws/emulator";
import { s3Request } from "../../sandbox/aws/s3-request";
import { cacheFolder } from "../../sandbox/cache-folder";
import { prepareEngines } from "../../sandbox/engines/engines";
import { enginesFolder } from "../../sandbox/engines/engines-folder";
import { egressProxy } from "../../sandbox/node/egress-proxy";
import { stopSandbox } from "../../sandbox/sandbox";
import { BothStores } from "../../sandbox/site/both-stores";
import { type SiteStore, siteStore, startSiteStore } from "../../sandbox/site/site-store";
import { type Files, SUMS, sha256, standInVersion } from "../../sandbox/site/stand-in-version";
import { namedPorts } from "../../sandbox/status";
import { bucketName, onPremBucketName } from "../../spec/names";
import { examplePlatform } from "../platforms";

const platform = examplePlatform();
const VERSION = { model: "road-detector", version: "7" };
const folder = realpathSync(mkdtempSync(join(tmpdir(), "site-")));
let rclone: string;
let emulator: Emulator;
let store: SiteStore;
let hosts: Server;

beforeAll(async () => {
  const { cloud } = platform;
  if (!cloud) throw new Error("no cloud side");
  const engines = prepareEngines({ folder: enginesFolder(process.env), wanted: ["rclone"], onProgress: () => {} });
  rclone = await engines.path("rclone");
  const found = await siteStore(folder, platform.onPrem);
  if (!found) throw new Error("no store");
  store = found;
  await startSiteStore(folder, store, { rclone, fresh: true });
  hosts = egressProxy((host, port) => store.hosts[`${host}:${port}`]);
  await new Promise<void>((resolve) => hosts.listen(store.hostsPort, "127.0.0.1", () => resolve()));
  const { aws } = await namedPorts(folder, ["aws"]);
  const region = cloud.region.name;
  const cacheDir = cacheFolder(process.env);
  emulator = await startEmulator({
    folder: join(folder, "aws"),
    port: aws,
    accountId: cloud.account,
    region,
    cacheDir,
  });
  const place = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  await s3Request(emulator.url, region, "PUT", bucketName(platform, "models", cloud.account, region), place);
});

afterAll(async () => {
  hosts?.close();
  await emulator?.stop();
  await stopSandbox(folder, { purge: true });
});

const stores = () => new BothStores(platform, { rclone, store, emulator: emulator.url, models: [] });

const sums = (files: Files = {}) => new Map(Object.entries(files).map(([path, content]) => [path, sha256(content)]));

test("the store of the site is at the host name of the file, over TLS, and keeps what is written there", async () => {
  expect(store.hosts).toEqual({ "s3.fra1.acme.example:443": store.port });
  // nobody has made the bucket yet.
  expect(await stores().write("onPrem", VERSION, standInVersion("road-detector", "7"))).toBe(false);
  const made = await stores().rclone("mkdir", `onprem,no_check_bucket=false:${onPremBucketName(platform, "models")}`);
  expect(made).toBe("");
  expect(await stores().write("onPrem", VERSION, standInVersion("road-detector", "7"))).toBe(true);
  expect(sums(await stores().read("onPrem", VERSION))).toEqual(sums(standInVersion("road-detector", "7")));
});

test("the cloud's store is the emulator's", async () => {
  expect(await stores().read("cloud", VERSION)).toBeUndefined();
  expect(await stores().write("cloud", VERSION, standInVersion("road-detector", "7"))).toBe(true);
  expect((await stores().list("cloud", VERSION))?.toSorted()).toEqual(["1/model.plan", SUMS, "config.pbtxt"]);
});

test("whoever trusts another authority does not get there", async () => {
  const another = new BothStores(platform, {
    rclone,
    store: { ...store, trustFile: "/dev/null" },
    emulator: emulator.url,
    models: [],
  });
  expect(await another.read("onPrem", VERSION)).toBeUndefined();
});
