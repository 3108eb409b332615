import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNodes } from "../../sandbox/clusters/cluster-access";
import { jobSetsPath } from "../../sandbox/platform/run-objects";
import { stopSandbox } from "../../sandbox/sandbox";
import { FRAMEWORKS } from "../../spec/schema/work";
import { exampleFile } from "../platforms";
import { until } from "../sandbox/folder";
import { soundPlatform } from "../states";
import { frameworkRuns, IMAGE, manifestOf, TOOL } from "./framework-runs";
import { refusesUncountedGpus } from "./gpu-device-refusals";
import { inventory, type RunningOnPrem, startOnPrem } from "./on-prem-fixture";

// biome-ignore lint/suspicious/noExplicitAny: files and answers are data that the test looks into at will.
type Data = any;

const PLATFORM = soundPlatform(
  exampleFile((file: Data) => {
    file.state = { local: {} };
    const needs = { gpuMemoryGiB: 40, cpus: 4, memoryGiB: 16 };
    file.runs.push(...frameworkRuns("try", { gpusPerWorker: 2, needs, datasets: ["imagenet"], side: "onPrem" }));
  }),
);

const NAMESPACES = { open: "acme-vision", medical: "acme-medical", restricted: "acme-medical-restricted" } as const;
const jobs = (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs`;
const pods = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
const workloads = (namespace: string) => `/apis/kueue.x-k8s.io/v1beta2/namespaces/${namespace}/workloads`;

let folder: string;
let box: RunningOnPrem;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "on-prem-")));
  box = await startOnPrem({ folder: join(folder, "box"), platform: PLATFORM, absent: ["fra1-cpu-02"] });
  await box.terraform("init", "-input=false");
}, 1_800_000);

afterAll(async () => {
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function manifest(name: string): Data {
  return structuredClone(manifestOf(PLATFORM, name));
}

/** A run that takes whole GPUs for a while. */
function lasting(name: string, gpus: number, seconds: number, labels: object = {}): Data {
  const made = manifest("try-command");
  const [role] = made.spec.replicatedJobs;
  role.template.spec.completions = 1;
  role.template.spec.parallelism = 1;
  role.template.spec.template.metadata.annotations["sandbox.gpu.platform/run-for"] = `${seconds}s`;
  const { resources } = role.template.spec.template.spec.containers[0];
  for (const kind of ["requests", "limits"]) resources[kind]["nvidia.com/gpu"] = String(gpus);
  made.metadata = { ...made.metadata, name, generateName: undefined, labels: { ...made.metadata.labels, ...labels } };
  return made;
}

async function condition(path: string, type: string): Promise<boolean> {
  const object = await box.api.find<Data>(path);
  return object?.status?.conditions?.some((one: Data) => one.type === type && one.status === "True") ?? false;
}

async function workloadOf(namespace: string, owner: string): Promise<Data> {
  const { items } = await box.api.get<Data>(workloads(namespace));
  return items.find((one: Data) => one.metadata.ownerReferences?.some(({ name }: Data) => name === owner));
}

async function admitted(namespace: string, owner: string): Promise<boolean> {
  const workload = await workloadOf(namespace, owner);
  return workload?.status?.conditions?.some((one: Data) => one.type === "Admitted" && one.status === "True") ?? false;
}

describe("the on-prem state, on a real API server", () => {
  test("names a node that is missing, at plan, and plans on", async () => {
    const plan = await box.terraform("plan", "-input=false");
    expect(plan.replace(/\s+/g, " ")).toMatch(
      /nodes of onPrem\.pools that the cluster │? ?does not have: fra1-cpu-02\./,
    );
    expect(plan).toContain("to add");
  });

  test("names a node with GPUs of another kind", async () => {
    const path = "/api/v1/nodes/fra1-gpu-03";
    const labels = (product: string) => ({
      metadata: { labels: { "nvidia.com/gpu.product": product, "nvidia.com/gpu.count": "8" } },
    });
    await box.api.patch(path, labels("NVIDIA-L4"));
    const plan = (await box.terraform("plan", "-input=false")).replace(/[│\s]+/g, " ");
    expect(plan).toContain("nodes whose GPUs are not those of their pool: fra1-gpu-03 has 8 × NVIDIA-L4.");
    await box.api.patch(path, labels("NVIDIA-A100-SXM4-80GB"));
    expect(await box.terraform("plan", "-input=false")).not.toContain("not those of their pool");
  });

  test("deploys with all nodes there, and has nothing to change at a second plan", async () => {
    await addNodes(box.folder, "onprem", inventory(PLATFORM.onPrem?.pools ?? []));
    await box.terraform("apply", "-auto-approve", "-input=false");
    const plan = await box.terraform("plan", "-input=false", "-detailed-exitcode");
    expect(plan).toContain("No changes.");
    expect(plan.replace(/[│\s]+/g, " ")).toContain(
      "onPrem.certificateIssuer names the ClusterIssuer acme-ca, which the cluster does not have",
    );
    await box.api.create("/apis/cert-manager.io/v1/clusterissuers", {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name: "acme-ca" },
      spec: { ca: { secretName: "acme-ca" } },
    });
    expect(await box.terraform("plan", "-input=false", "-detailed-exitcode")).not.toContain("Warning");
  });
});

describe("runs of each framework", () => {
  test.each(FRAMEWORKS)(
    "%s is admitted by the real webhooks and Kueue, runs on its pool, and completes",
    async (framework) => {
      const { metadata } = await box.api.create<Data>(jobSetsPath(NAMESPACES.open), manifest(`try-${framework}`));
      await until(() => admitted(NAMESPACES.open, metadata.name), 30_000);
      const { status } = await workloadOf(NAMESPACES.open, metadata.name);
      expect(JSON.stringify(status.admission)).toContain('"nvidia.com/gpu":"acme-on-prem-bench"');
      const ofRun = async () => {
        const { items } = await box.api.get<Data>(
          `${pods(NAMESPACES.open)}?labelSelector=jobset.sigs.k8s.io/jobset-name=${metadata.name}`,
        );
        return items as Data[];
      };
      await until(async () => (await ofRun()).length >= 2, 20_000);
      for (const { spec, metadata: pod } of await ofRun()) {
        // a head or a driver asks for no GPU: its affinity keeps it with its workers.
        if ("nvidia.com/gpu" in spec.containers[0].resources.limits)
          expect(spec.nodeSelector).toMatchObject({ "gpu.platform/pool": "bench" });
        else expect(JSON.stringify(spec.affinity)).toContain('"values":["bench"]');
        const names = spec.containers[0].env.map(({ name }: Data) => name);
        expect(names).toEqual(
          expect.arrayContaining([
            "RUN_ID",
            "ATTEMPT",
            "CHECKPOINT_URI",
            "DATASET_IMAGENET_URI",
            "MODEL_OUTPUT_URI",
            "AWS_ENDPOINT_URL_S3",
            "WORKERS",
            "WORKER_INDEX",
          ]),
        );
        expect(pod.labels).toMatchObject({ "gpu.platform/team": "vision", "gpu.platform/run": `try-${framework}` });
      }
      await until(() => condition(`${jobSetsPath(NAMESPACES.open)}/${metadata.name}`, "Completed"), 60_000);
    },
  );
});

describe("what teams' namespaces refuse", () => {
  const refused = (path: string, body: object) =>
    box.api.create(path, body).then(
      () => "taken",
      (error: Error) => error.message,
    );

  const gpuPod = (image: string, more: object = {}) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "by-hand" },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "main",
          image,
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { "nvidia.com/gpu": "1" } },
        },
      ],
      ...more,
    },
  });

  test("a pod with GPUs that no queue has admitted", async () => {
    expect(await refused(pods(NAMESPACES.open), gpuPod(IMAGE))).toContain(
      "a pod that asks for GPUs must belong to a Job or JobSet that Kueue has admitted",
    );
  });

  refusesUncountedGpus(() => box, pods(NAMESPACES.open));

  test("an image by tag, but for the one of a run's own first step", async () => {
    const cpu = (image: string) => {
      const pod: Data = gpuPod(image);
      delete pod.spec.containers[0].resources.limits;
      return pod;
    };
    expect(await refused(pods(NAMESPACES.open), cpu("registry.acme.example/train/road:latest"))).toContain(
      "images must be named by digest (…@sha256:…): registry.acme.example/train/road:latest",
    );
    for (const image of [IMAGE, TOOL]) {
      expect(await refused(`${pods(NAMESPACES.open)}?dryRun=All`, cpu(image))).toBe("taken");
    }
    expect(await refused(pods(NAMESPACES.open), cpu(`${TOOL}0`))).toContain("images must be named by digest");
  });

  test("a Job without a queue, or with one that is not the namespace's", async () => {
    const made = manifest("try-pytorch");
    made.metadata.labels = {};
    expect(await refused(jobSetsPath(NAMESPACES.open), made)).toContain("must name a queue of their namespace");
    made.metadata.labels = { "kueue.x-k8s.io/queue-name": "fast" };
    expect(await refused(jobSetsPath(NAMESPACES.open), made)).toContain(
      "this namespace has no queue fast; it has burst, burst-cpu, experiment, experiment-cpu",
    );
  });

  test("GPUs of a kind that no pool of the queue has: Kueue would admit it and give it none", async () => {
    const made = manifest("try-pytorch");
    expect(await refused(`${jobSetsPath(NAMESPACES.open)}?dryRun=All`, made)).toBe("taken");
    const unit = /nvidia\.com\/[a-z0-9.-]+(?=":"\d)/g;
    const other = JSON.parse(JSON.stringify(made).replaceAll(unit, "nvidia.com/mig-9g.99gb"));
    expect(await refused(jobSetsPath(NAMESPACES.open), other)).toMatch(
      /no pool of the queue \S+ has nvidia.com\/mig-9g.99gb; ask/,
    );
  });

  test("a run on restricted data in a queue that leaves, and takes it in one that stays", async () => {
    const made = manifest("scan-segmenter");
    expect(made.metadata.namespace).toBe(NAMESPACES.restricted);
    expect(await refused(`${jobSetsPath(NAMESPACES.restricted)}?dryRun=All`, made)).toBe("taken");
    made.metadata.labels["kueue.x-k8s.io/queue-name"] = "burst";
    expect(await refused(jobSetsPath(NAMESPACES.restricted), made)).toContain(
      "runs on restricted data never leave the on-prem cluster, and their namespace has no queue burst; it has experiment, experiment-cpu",
    );
  });

  test("restricted data's address outside its namespace, in a JobSet's environment and in a Job's arguments", async () => {
    const made = manifest("try-pytorch");
    const [container] = made.spec.replicatedJobs[0].template.spec.template.spec.containers;
    container.env = [...container.env, { name: "EXTRA", value: "s3://acme-restricted/datasets/patient-scans" }];
    expect(await refused(jobSetsPath(NAMESPACES.open), made)).toMatch(
      /a run here may name only these places: s3:\/\/acme-datasets\/, .*; got s3:\/\/acme-restricted\/datasets\/patient-scans$/,
    );
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "args", labels: { "kueue.x-k8s.io/queue-name": "experiment-cpu" } },
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "main", image: IMAGE, args: ["--data=s3://elsewhere/x"] }],
          },
        },
      },
    };
    expect(await refused(jobs(NAMESPACES.open), job)).toContain("got --data=s3://elsewhere/x");
    const beside = "--data=s3://acme-datasets/imagenet,s3://elsewhere/x";
    job.spec.template.spec.containers = [{ name: "main", image: IMAGE, args: [beside] }];
    expect(await refused(jobs(NAMESPACES.open), job)).toContain(`got ${beside}`);
    job.spec.template.spec.containers = [{ name: "main", image: IMAGE, args: ["--data=s3://acme-datasets/imagenet"] }];
    expect(await refused(`${jobs(NAMESPACES.open)}?dryRun=All`, job)).toBe("taken");
  });

  test("nothing in namespaces that are no team's", async () => {
    const elsewhere = gpuPod("example/any:latest");
    expect(await refused(`${pods("default")}?dryRun=All`, elsewhere)).toBe("taken");
  });
});

describe("the queue", () => {
  test("lends what is idle, gives it back on demand, and runs what was stopped later", async () => {
    const { open, medical } = NAMESPACES;
    await box.api.create(jobSetsPath(open), lasting("own", 8, 20));
    await box.api.create(jobSetsPath(open), lasting("lent", 8, 20));
    await until(async () => (await admitted(open, "own")) && (await admitted(open, "lent")), 30_000);
    const owner = lasting("owner", 8, 5);
    owner.metadata.namespace = medical;
    owner.metadata.labels["gpu.platform/team"] = "medical";
    await box.api.create(jobSetsPath(medical), owner);
    await until(() => admitted(medical, "owner"), 60_000);
    const evicted = (await Promise.all(["own", "lent"].map((name) => workloadOf(open, name)))).filter(({ status }) =>
      status.conditions.some(({ type, reason }: Data) => type === "Evicted" && reason === "Preempted"),
    );
    expect(evicted).toHaveLength(1);
    for (const name of ["own", "lent"])
      await until(() => condition(`${jobSetsPath(open)}/${name}`, "Completed"), 120_000);
    expect(await condition(`${jobSetsPath(medical)}/owner`, "Completed")).toBe(true);
  });

  test("makes a team that has used its quota and all that is idle wait, and then runs it", async () => {
    const { open } = NAMESPACES;
    await box.api.create(jobSetsPath(open), lasting("first", 8, 8));
    await box.api.create(jobSetsPath(open), lasting("second", 8, 8));
    await until(async () => (await admitted(open, "first")) && (await admitted(open, "second")), 30_000);
    await box.api.create(jobSetsPath(open), lasting("third", 8, 2));
    await until(async () => (await workloadOf(open, "third"))?.status?.conditions !== undefined, 20_000);
    expect(await admitted(open, "third")).toBe(false);
    await until(() => condition(`${jobSetsPath(open)}/third`, "Completed"), 60_000);
  });

  test("lets the interactive go before what is in batch, inside one team", async () => {
    const { open } = NAMESPACES;
    await box.api.create(
      jobSetsPath(open),
      lasting("batch-1", 8, 30, { "kueue.x-k8s.io/priority-class": "acme-batch" }),
    );
    await box.api.create(
      jobSetsPath(open),
      lasting("batch-2", 8, 30, { "kueue.x-k8s.io/priority-class": "acme-batch" }),
    );
    await until(async () => (await admitted(open, "batch-1")) && (await admitted(open, "batch-2")), 30_000);
    await box.api.create(
      jobSetsPath(open),
      lasting("now", 8, 2, { "kueue.x-k8s.io/priority-class": "acme-interactive" }),
    );
    await until(() => condition(`${jobSetsPath(open)}/now`, "Completed"), 30_000);
    const done = await Promise.all(
      ["batch-1", "batch-2"].map((name) => condition(`${jobSetsPath(open)}/${name}`, "Completed")),
    );
    expect(done).toContain(false);
  });
});
