import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNodes } from "../../sandbox/clusters/cluster-access";
import { bringClusterBack, hearNode, silenceNode, takeClusterAway } from "../../sandbox/clusters/drills";
import { ApiError } from "../../sandbox/clusters/kubernetes-api";
import { cutLink, restoreLink } from "../../sandbox/link/link";
import { readProcessList } from "../../sandbox/node/process-list";
import { processesWith } from "../../sandbox/process-table";
import { SANDBOX_VARIABLE } from "../../sandbox/processes";
import { sandboxState, stopSandbox } from "../../sandbox/sandbox";
import { recordProcesses } from "../../sandbox/status";
import { until } from "../sandbox/folder";
import { type RunningSandbox, startSandbox } from "./cluster-fixture";

const JOBS = "/apis/batch/v1/namespaces/team/jobs";
const JOB_SETS = "/apis/jobset.x-k8s.io/v1alpha2/namespaces/team/jobsets";
const BURST = "/apis/kueue.x-k8s.io/v1beta2/multikueueclusters/cloud";

interface Conditioned {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

let folder: string;
let box: RunningSandbox;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "engines-")));
  box = await startSandbox(join(folder, "box"));
  await box.terraform("kubernetes", "init", "-no-color");
  await box.terraform("kubernetes", "apply", "-auto-approve", "-no-color");
}, 1_800_000);

afterAll(async () => {
  await box?.emulator.stop();
  await stopSandbox(join(folder, "box"), { purge: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function holds(cluster: "onprem" | "cloud", path: string, condition: string): Promise<boolean> {
  const object = await box.api(cluster).find<Conditioned>(path);
  return object?.status?.conditions?.some(({ type, status }) => type === condition && status === "True") ?? false;
}

async function nodeNames(): Promise<readonly string[]> {
  const { items } = await box.api("cloud").get<{ items: { metadata: { name: string } }[] }>("/api/v1/nodes");
  return items.map(({ metadata }) => metadata.name);
}

function kill(pid: number | undefined): void {
  // 0 would be this process and all around it.
  if (!pid) throw new Error("no process to kill");
  process.kill(pid, "SIGKILL");
}

function podTemplate(gpus: number): object {
  return {
    metadata: { annotations: { "sandbox.gpu.platform/run-for": "2s" } },
    spec: {
      restartPolicy: "Never",
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
      containers: [
        { name: "train", image: "registry.example/train", resources: { limits: { "nvidia.com/gpu": String(gpus) } } },
      ],
    },
  };
}

describe("two clusters with their controllers", () => {
  test("run every controller as its chart says, ready by its own probe", async () => {
    for (const [cluster, pods] of [
      ["onprem", ["jobset-system/jobset-controller", "kueue-system/kueue-controller-manager"]],
      ["cloud", ["jobset-system/jobset-controller", "kube-system/karpenter", "kueue-system/kueue-controller-manager"]],
    ] as const) {
      const list = () => readProcessList(box.clusters.clusters[cluster]?.folder ?? "");
      expect(
        list()
          .map(({ pod }) => pod.replace(/-[a-z0-9]+-[a-z0-9]+$/, ""))
          .sort(),
      ).toEqual(pods);
      // on a busy machine a probe may fail once, or a leader lose its lease and be started again, as on a kubelet: not more than that.
      await until(() => list().every(({ ready }) => ready), 60_000);
      expect(list().filter(({ restarts }) => restarts > 1)).toEqual([]);
    }
  });

  test("have nothing to change at a second plan", async () => {
    expect(await box.terraform("kubernetes", "plan", "-no-color", "-detailed-exitcode")).toContain("No changes.");
  });

  test("ask the controllers' webhooks, which refuse and change what they should", async () => {
    const flavor = { apiVersion: "kueue.x-k8s.io/v1beta2", kind: "ResourceFlavor", metadata: { name: "wrong" } };
    const refused = box.api("onprem").create("/apis/kueue.x-k8s.io/v1beta2/resourceflavors", {
      ...flavor,
      spec: { nodeTaints: [{ key: "a", effect: "NoSuch" }] },
    });
    await expect(refused).rejects.toThrow(ApiError);
    const job = await box
      .api("onprem")
      .create<{ spec: { suspend: boolean; managedBy: string } }>(`${JOBS}?dryRun=All`, {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "dry", labels: { "kueue.x-k8s.io/queue-name": "burst" } },
        spec: { template: podTemplate(1) },
      });
    expect(job.spec).toMatchObject({ suspend: true, managedBy: "kueue.x-k8s.io/multikueue" });
  });

  test("let a token of EKS in that is for this cluster, and no other", async () => {
    await box.terraform("tokens", "init", "-no-color");
    await box.terraform("tokens", "apply", "-auto-approve", "-no-color");
    const { tokens, endpoint } = JSON.parse(await box.terraform("tokens", "output", "-json")) as {
      tokens: { value: { acme: string; other: string } };
      endpoint: { value: string };
    };
    expect(endpoint.value).toBe(box.clusters.clusters.cloud?.server);
    const review = (token: string) =>
      box
        .api("cloud")
        .create<{ status: { authenticated?: boolean; user?: { groups?: string[] } } }>(
          "/apis/authentication.k8s.io/v1/tokenreviews",
          { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } },
        );
    expect((await review(tokens.value.acme)).status).toMatchObject({
      authenticated: true,
      user: { groups: expect.arrayContaining(["system:masters"]) },
    });
    expect((await review(tokens.value.other)).status.authenticated).toBeFalsy();
  });

  test("burst: a JobSet goes to the cloud, gets nodes from zero, and comes back complete", async () => {
    const before = await nodeNames();
    await box.api("onprem").create(JOB_SETS, {
      apiVersion: "jobset.x-k8s.io/v1alpha2",
      kind: "JobSet",
      metadata: { name: "train", labels: { "kueue.x-k8s.io/queue-name": "burst" } },
      spec: {
        replicatedJobs: [
          {
            name: "worker",
            replicas: 1,
            template: { spec: { parallelism: 2, completions: 2, backoffLimit: 0, template: podTemplate(8) } },
          },
        ],
      },
    });
    await until(async () => (await nodeNames()).length === before.length + 2, 60_000);
    await until(() => holds("onprem", `${JOB_SETS}/train`, "Completed"), 60_000);
    await until(async () => (await box.api("cloud").find(`${JOB_SETS}/train`)) === undefined, 30_000);
    await until(async () => (await nodeNames()).length === before.length, 120_000);
  });

  test("notice a cut link, and go on when it is back", async () => {
    await until(() => holds("onprem", BURST, "Active"), 30_000);
    await cutLink(box.folder, "burst");
    await until(async () => !(await holds("onprem", BURST, "Active")), 30_000);
    await restoreLink(box.folder, "burst");
    await until(() => holds("onprem", BURST, "Active"), 90_000);
  });

  test("notice that the other's control plane is away, and go on when it is back", async () => {
    await takeClusterAway(box.folder, "cloud");
    await until(async () => !(await holds("onprem", BURST, "Active")), 60_000);
    await bringClusterBack(box.folder, "cloud", box.engines);
    await until(() => holds("onprem", BURST, "Active"), 90_000);
    // the cloud's own controllers end when they lose their leases, and are started again.
    await until(() => sandboxState(box.folder)?.trouble.length === 0, 90_000);
    expect(await nodeNames()).toContain("cloud-0");
  });

  test("have nodes that fall silent and are heard again", async () => {
    await addNodes(box.folder, "onprem", [
      { name: "spare", labels: {}, taints: [], capacity: { cpu: "4", memory: "8Gi" } },
    ]);
    await until(() => holds("onprem", "/api/v1/nodes/spare", "Ready"));
    await silenceNode(box.folder, "onprem", "spare");
    expect(await holds("onprem", "/api/v1/nodes/spare", "Ready")).toBe(false);
    await hearNode(box.folder, "onprem", "spare");
    await until(() => holds("onprem", "/api/v1/nodes/spare", "Ready"));
  });

  test("start a controller again that was killed, and say what it said", async () => {
    const cluster = box.clusters.clusters.onprem?.folder ?? "";
    const jobSet = () => readProcessList(cluster).find(({ pod }) => pod.startsWith("jobset-system/"));
    kill(jobSet()?.pid);
    await until(() => jobSet()?.restarts === 1 && jobSet()?.ready === true, 30_000);
    expect(jobSet()?.lastWords).not.toBe("");
  });

  test("run a tool for real where a pod has its image, as the pod's own service account", async () => {
    const api = box.api("onprem");
    const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/team";
    await api.create(`${rbac}/roles`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "writer" },
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["create"] }],
    });
    await api.create(`${rbac}/rolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "writer" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "writer" },
      subjects: [{ kind: "ServiceAccount", name: "default", namespace: "team" }],
    });
    const script = 'kubectl create configmap made --from-literal=by="$ME" && ! kubectl get secrets';
    await api.create(JOBS, {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "tool" },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [
              {
                name: "tool",
                image: "registry.k8s.io/kubectl:v1.35.4",
                command: ["/bin/sh", "-c", script],
                env: [{ name: "ME", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }],
              },
            ],
          },
        },
      },
    });
    await until(() => holds("onprem", `${JOBS}/tool`, "Complete"), 30_000);
    const made = await api.get<{ data: { by: string } }>("/api/v1/namespaces/team/configmaps/made");
    expect(made.data.by).toBe("team");
  });

  test("listen on loopback alone, and are in no trouble", () => {
    const state = sandboxState(box.folder);
    expect(state?.strayListeners).toEqual([]);
    expect(state?.trouble).toEqual([]);
    expect(state?.processes).toBeGreaterThanOrEqual(17);
  });

  test("are named with their last lines when they end by themselves", async () => {
    const { status } = sandboxState(box.folder) ?? {};
    const kwok = status?.processes["cloud kwok-controller"];
    kill(kwok?.pid);
    await until(() => (sandboxState(box.folder)?.trouble.length ?? 0) > 0);
    expect(sandboxState(box.folder)?.trouble).toEqual([
      {
        name: "cloud kwok-controller",
        what: "has ended by itself",
        logFile: kwok?.logFile,
        lastLines: expect.arrayContaining([expect.stringContaining("{")]),
      },
    ]);
    recordProcesses(box.folder, { "cloud kwok-controller": undefined });
  });

  test("leave no process and no file", async () => {
    await stopSandbox(box.folder, { purge: true });
    expect(processesWith(SANDBOX_VARIABLE, box.folder)).toEqual([]);
    expect(existsSync(box.folder)).toBe(false);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(box.folder);
  });
});
