import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { stopSandbox } from "../../sandbox/sandbox";
import type { Platform } from "../../spec/platform";
import { PROJECT } from "../house/sources";
import { until } from "../sandbox/folder";
import { soundPlatform, synthesizeInto } from "../states";
import { type RunningOnPrem, startOnPrem } from "./on-prem-fixture";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type Data = any;

const SERVERS = readFileSync(join(PROJECT, "platforms", "servers.yaml"), "utf8");

/** Two models on boxes without GPUs, changed. */
function platformWith(change: (deployments: Readonly<Record<"churn" | "router", Data>>, file: Data) => void): Platform {
  const file: Data = parse(SERVERS);
  file.onPrem.pools = file.onPrem.pools.filter(({ name }: Data) => name === "edge");
  // what takes time and is of no interest here.
  file.onPrem.existing = ["metricsServer", "prometheus"];
  file.observability = { onPrem: false };
  const named = (list: Data[]) => list.filter(({ name }) => name === "churn" || name === "router");
  file.models = named(file.models);
  file.deployments = named(file.deployments);
  const [churn, router] = file.deployments;
  change({ churn, router }, file);
  return soundPlatform(stringify(file));
}

const HOST = { host: "router.ber1.galley.example", tls: { issuer: "galley-ca" } };
const fixed = { min: 1, max: 1 };

/** `router` has a host, `churn` no replica until a request comes. */
const REACHED = platformWith(({ router }) => Object.assign(router, HOST));
/** Nobody needs the gateway any more, nor KEDA. */
const PLAIN = platformWith(({ churn }) => Object.assign(churn, { replicas: fixed }));
const NOTHING = platformWith((_, file) => {
  file.deployments = [];
});

let folder: string;
let box: RunningOnPrem;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "leaving-models-")));
  box = await startOnPrem({ folder: join(folder, "box"), platform: REACHED });
  await box.terraform("init", "-input=false");
  await box.terraformOfModels("init", "-input=false");
}, 1_800_000);

afterAll(async () => {
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function change(platform: Platform): void {
  synthesizeInto(join(box.folder, "project", "cdktf.out"), platform);
}

/** What a plan of the on-prem state says, in one line. */
async function planned(platform: Platform): Promise<string> {
  change(platform);
  const text = await box.terraform("plan", "-input=false").catch((error: Error) => error.message);
  return text.replaceAll(/[│╷╵\s]+/g, " ");
}

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const NAMESPACES = ["gateway-helm", "keda", "keda-add-ons-http"];

async function namespaces(): Promise<readonly string[]> {
  const { items } = await box.api.get<Data>("/api/v1/namespaces");
  return items.map(({ metadata }: Data) => metadata.name).filter((name: string) => NAMESPACES.includes(name));
}

/** As KEDA's charts do; the stand-ins leave definitions behind. */
async function takeDefinitionsAway(): Promise<void> {
  const { items } = await box.api.get<Data>(DEFINITIONS);
  for (const { metadata, spec } of items)
    if (spec.group.endsWith("keda.sh")) await box.api.delete(`${DEFINITIONS}/${metadata.name}`);
  const apis = "/apis/apiregistration.k8s.io/v1/apiservices";
  await until(async () => (await box.api.find(`${apis}/v1alpha1.keda.sh`)) === undefined, 60_000);
  await until(async () => (await box.api.find(`${apis}/v1alpha1.http.keda.sh`)) === undefined, 60_000);
}

test("a cluster that never heard of gateways and KEDA can be planned without them", async () => {
  const text = await planned(PLAIN);
  expect(text).not.toContain("Error:");
  expect(text).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
});

test("controllers stay while a model that they serve is there, and the plan says what to deploy first", async () => {
  change(REACHED);
  await box.terraform("apply", "-auto-approve", "-input=false");
  await box.terraformOfModels("apply", "-auto-approve", "-input=false");
  expect(await namespaces()).toEqual(NAMESPACES);

  const refused = await planned(PLAIN);
  const first =
    "deploy inference-on-prem first: PLATFORM=FILE npx cdktf deploy inference-on-prem --ignore-missing-stack-dependencies";
  expect(refused).toContain(
    `Gateway galley-inference/galley cannot end without Envoy Gateway, which this plan takes away; ${first}`,
  );
  expect(refused).toContain(
    `HTTPScaledObject galley-inference/churn cannot end without KEDA, which this plan takes away; ${first}`,
  );
  expect(refused).toMatch(/^terraform plan -input=false ended with 1:/);
});

test("where the last model leaves its side, the plan says how its state goes", async () => {
  expect(await planned(NOTHING)).toContain(
    "which this plan takes away; this file has no inference-on-prem; with the file as it was, PLATFORM=FILE npx cdktf destroy inference-on-prem first",
  );
});

test("once the models no longer need them, they go, and with their definitions gone nothing is left to do", async () => {
  change(PLAIN);
  await box.terraformOfModels("apply", "-auto-approve", "-input=false");
  await box.terraform("apply", "-auto-approve", "-input=false");
  expect(await namespaces()).toEqual([]);
  await takeDefinitionsAway();
  expect(await planned(PLAIN)).toContain("No changes.");
});
