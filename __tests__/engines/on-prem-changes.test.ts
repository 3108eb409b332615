import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { jobSet } from "../../jobs/job-set";
import { placeRun } from "../../placement/place-run";
import { stopSandbox } from "../../sandbox/sandbox";
import type { Platform } from "../../spec/platform";
import { byAddress, helmValues, resource } from "../kubernetes-synth";
import { NIGHTLY } from "../nightly";
import { exampleFile } from "../platforms";
import { until } from "../sandbox/folder";
import { soundPlatform, synthesizeInto } from "../states";
import { saysWhatTheClusterHas } from "./existing";
import { type RunningOnPrem, startOnPrem } from "./on-prem-fixture";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

function platformWith(change: (file: Data) => void = () => {}): Platform {
  return soundPlatform(
    exampleFile((file: Data) => {
      file.state = { local: {} };
      file.deployments.push({ ...NIGHTLY, pool: "bench" });
      change(file);
    }),
  );
}

/** The pool `lab` cut into slices of 20 GB instead of 10; quotas in the new units. */
const RECUT = platformWith((file) => {
  file.onPrem.pools[0].sharing = { mig: "all-2g.20gb" };
  file.teams[1].experiment.lab = 30;
});

const PLATFORM = platformWith();
const TEAM = "acme-vision";
const LAB = ["fra1-gpu-01", "fra1-gpu-02"];
const QUEUE = "/apis/kueue.x-k8s.io/v1beta2/clusterqueues/acme-vision-experiment";
const jobSets = `/apis/jobset.x-k8s.io/v1alpha2/namespaces/${TEAM}/jobsets`;
const jobs = `/apis/batch/v1/namespaces/${TEAM}/jobs`;
const pods = `/api/v1/namespaces/${TEAM}/pods`;
const node = (name: string) => `/api/v1/nodes/${name}`;

let folder: string;
let box: RunningOnPrem;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "on-prem-changes-")));
  box = await startOnPrem({ folder: join(folder, "box"), platform: PLATFORM });
  await box.terraform("init", "-input=false");
  await box.terraform("apply", "-auto-approve", "-input=false");
}, 1_800_000);

afterAll(async () => {
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function synthesize(platform: Platform): void {
  synthesizeInto(join(box.folder, "project", "cdktf.out"), platform);
}

/** What a plan of a changed platform does, by address. */
async function planned(platform: Platform): Promise<readonly string[]> {
  synthesize(platform);
  const text = await box.terraform("plan", "-input=false");
  return [...text.matchAll(/^ {2}# (\S+) (?:will|must) be (.+)$/gm)]
    .map(([, address, what]) => `${what}: ${address}`)
    .sort();
}

/** A trial of the example on one slice, for a while. */
function trial(platform: Platform, name: string, seconds: number): Data {
  const run = platform.runs.find((one) => one.name === "backbone-trial");
  const place = run && placeRun(platform, run).place;
  if (!run || !place) throw new Error("the example has no trial");
  const made: Data = structuredClone(jobSet(platform, run, { place, toolImage: "docker.io/rclone/rclone:1.75.1" }));
  made.metadata = { ...made.metadata, name, generateName: undefined };
  made.spec.replicatedJobs[0].template.spec.template.metadata.annotations["sandbox.gpu.platform/run-for"] =
    `${seconds}s`;
  return made;
}

async function holds(path: string, type: string): Promise<boolean> {
  const object = await box.api.find<Data>(path);
  return object?.status?.conditions?.some((one: Data) => one.type === type && one.status === "True") ?? false;
}

async function podsOf(name: string): Promise<readonly Data[]> {
  const { items } = await box.api.get<Data>(`${pods}?labelSelector=jobset.sigs.k8s.io/jobset-name=${name}`);
  return items;
}

describe("a plan of the on-prem state, on a real API server, shows what a change of the file needs", () => {
  afterAll(() => synthesize(PLATFORM));

  test("nothing, where nothing changed", async () => {
    expect(await planned(PLATFORM)).toEqual([]);
  });

  test("a node more: its labels, and the rest of the quota", async () => {
    const lines = await planned(platformWith((file) => file.onPrem.pools[1].nodes.push("fra1-gpu-05")));
    expect(lines.map((line) => line.replace(/_[0-9A-F]{8}\b/, ""))).toEqual([
      "created: kubernetes_labels.nodes_fra1-gpu-05",
      "updated in-place: helm_release.queues",
    ]);
  });

  test("a team more: its space, its queues and the pools that it may use", async () => {
    const lines = await planned(
      platformWith((file) => file.teams.push({ name: "audio", groups: ["oidc:audio"], borrow: true })),
    );
    const made = lines.filter((line) => line.startsWith("created: "));
    expect(made.every((line) => line.includes("teams_audio"))).toBe(true);
    expect(made.length).toBeGreaterThanOrEqual(7);
    expect(lines.filter((line) => !line.startsWith("created: "))).toEqual([
      "updated in-place: helm_release.object-store",
      "updated in-place: helm_release.policies",
      "updated in-place: helm_release.queues",
    ]);
  });

  test("another MIG layout: the labels of the pool's nodes, and the queues and what they take in the new unit", async () => {
    expect((await planned(RECUT)).map((line) => line.replace(/_[0-9A-F]{8}\b/, ""))).toEqual([
      "updated in-place: helm_release.policies",
      "updated in-place: helm_release.queues",
      "updated in-place: kubernetes_labels.nodes_fra1-gpu-01",
      "updated in-place: kubernetes_labels.nodes_fra1-gpu-02",
    ]);
  });

  test("a pool more: labels of its nodes, its flavor, and who may use it", async () => {
    const lines = await planned(
      platformWith((file) =>
        file.onPrem.pools.push({
          name: "attic",
          gpu: "l40s-48gb",
          gpusPerNode: 4,
          nodes: ["fra1-gpu-09"],
          usdPerGpuHour: 0.5,
        }),
      ),
    );
    expect(lines.map((line) => line.replace(/_[0-9A-F]{8}\b/, ""))).toEqual([
      "created: kubernetes_labels.nodes_fra1-gpu-09",
      "updated in-place: helm_release.policies",
      "updated in-place: helm_release.queues",
    ]);
  });
});

saysWhatTheClusterHas({
  box: () => box,
  platformWith,
  synthesize,
  restore: () => synthesize(PLATFORM),
});

test("a batch passes what team namespaces refuse, waits for its queue, and holds its server's GPU", async () => {
  const file = join(box.folder, "project", "cdktf.out", "stacks", "inference-on-prem", "cdk.tf.json");
  const { queue, pod } = helmValues(resource(byAddress(readFileSync(file, "utf8")), "helm_release", "batch-nightly"));
  // the job that its CronJob would make.
  await box.api.create(jobs, {
    metadata: { name: "nightly-1", labels: { "kueue.x-k8s.io/queue-name": queue } },
    spec: { suspend: true, backoffLimit: 2, template: { spec: pod } },
  });
  const ofBatch = `${pods}?labelSelector=batch.kubernetes.io/job-name=nightly-1`;
  await until(async () => (await box.api.get<Data>(ofBatch)).items.length === 1, 30_000);
  const [{ spec }] = (await box.api.get<Data>(ofBatch)).items;
  expect(spec.nodeSelector).toMatchObject({ "gpu.platform/pool": "bench" });
  expect(spec.initContainers.map(({ name }: Data) => name)).toEqual(["fetch", "server"]);
  // the GPU is that of the server beside the step, and Kueue counts it.
  const { items } = await box.api.get<Data>(`/apis/kueue.x-k8s.io/v1beta2/namespaces/${TEAM}/workloads`);
  expect(items.map(({ status }: Data) => JSON.stringify(status.admission)).join()).toContain('"nvidia.com/gpu":"1"');
  await box.api.delete(`${jobs}/nightly-1`, { propagationPolicy: "Background" });
});

describe("the notebook of the examples", () => {
  const notebook = (): Data => parse(readFileSync(join(__dirname, "..", "..", "examples", "notebook.yaml"), "utf8"));

  test("passes every policy, is admitted on a slice and runs on the pool of slices", async () => {
    await box.api.create(jobs, notebook());
    await until(async () => ((await box.api.find<Data>(`${jobs}/notebook`))?.status?.active ?? 0) === 1, 60_000);
    const { items } = await box.api.get<Data>(`${pods}?labelSelector=job-name=notebook`);
    expect(items[0].spec.nodeSelector).toMatchObject({ "gpu.platform/pool": "lab" });
    await box.api.delete(`${jobs}/notebook?propagationPolicy=Background`);
    await until(async () => (await box.api.find(`${jobs}/notebook`)) === undefined, 60_000);
  });

  test.each([
    ["a member of the team", "oidc:vision", TEAM, "portforward", true],
    ["a member of another team", "oidc:medical", TEAM, "portforward", false],
    ["a member, elsewhere", "oidc:vision", "acme-system", "portforward", false],
    ["a member who would enter it", "oidc:vision", TEAM, "exec", false],
  ])("is reached by %s: %s in %s, %s: %s", async (_, group, namespace, subresource, allowed) => {
    const resourceAttributes = { namespace, verb: "create", resource: "pods", subresource };
    const { status } = await box.api.create<Data>("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user: "someone", groups: [group], resourceAttributes },
    });
    expect(status.allowed).toBe(allowed);
  });

  test("is refused without its queue", async () => {
    const made = notebook();
    delete made.metadata.labels["kueue.x-k8s.io/queue-name"];
    await expect(box.api.create(`${jobs}?dryRun=All`, made)).rejects.toThrow("must name a queue of their namespace");
  });

  test("is refused by tag", async () => {
    const pod = notebook().spec.template;
    pod.spec.containers[0].image = "jupyter/base-notebook:latest";
    delete pod.spec.containers[0].resources.limits["nvidia.com/mig-1g.10gb"];
    delete pod.spec.containers[0].resources.requests["nvidia.com/mig-1g.10gb"];
    const made = { apiVersion: "v1", kind: "Pod", ...pod, metadata: { name: "by-tag", ...pod.metadata } };
    await expect(box.api.create(`${pods}?dryRun=All`, made)).rejects.toThrow("images must be named by digest");
  });
});

describe("the runbook for another MIG layout, step by step", () => {
  test("ends no work, keeps what comes later waiting, and runs what asks for the new slices", async () => {
    await box.api.create(jobSets, trial(PLATFORM, "before", 20));
    await until(async () => (await podsOf("before")).some(({ status }) => status?.phase === "Running"), 60_000);
    const [working] = await podsOf("before");
    expect(LAB).toContain(working.spec.nodeName);

    // 2. stop new runs.
    await box.api.patch(QUEUE, { spec: { stopPolicy: "Hold" } });
    await until(async () => !(await holds(QUEUE, "Active")), 30_000);
    await box.api.create(jobSets, trial(PLATFORM, "waiting", 2));
    await expect(box.api.create(jobSets, trial(RECUT, "early", 2))).rejects.toThrow(
      "no pool of the queue experiment has",
    );

    // 3. empty the nodes: what runs there ends by itself.
    for (const name of LAB) await box.api.patch(node(name), { spec: { unschedulable: true } });
    await until(() => holds(`${jobSets}/before`, "Completed"), 120_000);
    expect((await box.api.get<Data>(`${jobSets}/before`)).status.restarts ?? 0).toBe(0);
    expect((await podsOf("waiting")).length).toBe(0);

    // 4. apply, and what the MIG manager does at the label.
    synthesize(RECUT);
    await box.terraform("apply", "-auto-approve", "-input=false");
    for (const name of LAB) {
      const { metadata } = await box.api.get<Data>(node(name));
      expect(metadata.labels).toMatchObject({
        "nvidia.com/mig.config": "all-2g.20gb",
        "gpu.platform/gpu-memory-gib": "20",
      });
      const units = { "nvidia.com/mig-1g.10gb": "0", "nvidia.com/mig-2g.20gb": "24" };
      await box.api.patchStatus(node(name), { capacity: units, allocatable: units });
      await box.api.patch(node(name), { metadata: { labels: { "nvidia.com/mig.config.state": "success" } } });
    }
    // a release does not know of the hold, and must not end it.
    expect((await box.api.get<Data>(QUEUE)).spec.stopPolicy).toBe("Hold");

    // 5. open again: what asks for the old units is submitted anew.
    await expect(box.api.create(jobSets, trial(PLATFORM, "late", 2))).rejects.toThrow(
      "no pool of the queue experiment has",
    );
    await box.api.delete(`${jobSets}/waiting`);
    await box.api.create(jobSets, trial(RECUT, "after", 2));
    expect((await podsOf("after")).length).toBe(0);
    for (const name of LAB) await box.api.patch(node(name), { spec: { unschedulable: false } });
    await box.api.patch(QUEUE, { spec: { stopPolicy: "None" } });
    await until(() => holds(`${jobSets}/after`, "Completed"), 120_000);
    const plan = await box.terraform("plan", "-input=false", "-detailed-exitcode");
    expect(plan).toContain("No changes.");
  });
});
