import { parse } from "yaml";
import { AdmissionPolicies } from "../../constructs/admission-policies";
import { BurstLink } from "../../constructs/burst-link";
import { BurstWorker } from "../../constructs/burst-worker";
import { JobSetController } from "../../constructs/job-set-controller";
import { Kueue, type KueueProps } from "../../constructs/kueue";
import { helmValues, resource, synthKubernetes } from "../kubernetes-synth";

const KUEUE: KueueProps = {
  namespace: "kueue-system",
  annotations: {},
  podsReadyTimeoutMin: 10,
  namespaceLabel: "gpu.platform/team",
};

function kueueValues(overrides: Partial<KueueProps> = {}) {
  const all = synthKubernetes((stack) => new Kueue(stack, "kueue", { ...KUEUE, ...overrides }));
  const values = helmValues(resource(all, "helm_release"));
  return { values, configuration: parse(values.managerConfig.controllerManagerConfigYaml) };
}

describe("Kueue", () => {
  const { configuration } = kueueValues();

  test("is configured whole, in the API version of its release", () => {
    expect(configuration).toMatchObject({
      apiVersion: "config.kueue.x-k8s.io/v1beta2",
      kind: "Configuration",
      health: { healthProbeBindAddress: ":8081" },
      webhook: { port: 9443 },
      leaderElection: { leaderElect: true },
    });
  });

  test("manages Jobs and JobSets that name a queue, in teams' namespaces", () => {
    expect(configuration.integrations.frameworks).toEqual(["batch/job", "jobset.x-k8s.io/jobset"]);
    expect(configuration.manageJobsWithoutQueueName).toBe(false);
    expect(configuration.managedJobsNamespaceSelector).toEqual({
      matchExpressions: [{ key: "gpu.platform/team", operator: "Exists" }],
    });
  });

  test("takes quota back from a gang whose pods do not come", () => {
    expect(configuration.waitForPodsReady).toMatchObject({ timeout: "10m", blockAdmission: false });
  });

  test("counts what a queue declares and ignores the rest, which excludes no prefix", () => {
    expect(configuration.resources).toEqual({ quotaCheckStrategy: "IgnoreUndeclared" });
  });

  test("sends nothing unless it manages others", () => {
    expect(configuration).not.toHaveProperty("multiKueue");
  });

  test("keeps a silent worker's runs for hours, since a second copy starts from the last checkpoint", () => {
    const { multiKueue } = kueueValues({ multiKueue: { origin: "acme", workerLostTimeoutHours: 4 } }).configuration;
    expect(multiKueue).toMatchObject({ origin: "acme", workerLostTimeout: "4h" });
  });

  test("names the worker of a run though it is away, and so tries again until it is there", () => {
    const { multiKueue } = kueueValues({ multiKueue: { origin: "acme", workerLostTimeoutHours: 4 } }).configuration;
    expect(multiKueue).toMatchObject({ dispatcherName: "kueue.x-k8s.io/multikueue-dispatcher-incremental" });
  });

  test("runs where it is told, from the image it is told, by the chart's own tag", () => {
    const { values } = kueueValues({ nodeSelector: { nodes: "system" }, image: "mirror/kueue" });
    expect(values.controllerManager).toEqual({
      nodeSelector: { nodes: "system" },
      manager: { image: { repository: "mirror/kueue" } },
    });
  });

  test("lives in a restricted namespace that is made before it", () => {
    const all = synthKubernetes((stack) => new Kueue(stack, "kueue", KUEUE));
    expect(resource(all, "kubernetes_namespace_v1").metadata.labels["pod-security.kubernetes.io/enforce"]).toBe(
      "restricted",
    );
    expect(resource(all, "helm_release").namespace).toMatch(/^\$\{kubernetes_namespace_v1\./);
  });
});

describe("JobSetController", () => {
  test("takes its image from a mirror where there is one", () => {
    const values = (image?: string) => {
      const all = synthKubernetes((stack) => new JobSetController(stack, "jobset", { annotations: {}, image }));
      return helmValues(resource(all, "helm_release"));
    };
    expect(values("mirror/jobset").image).toEqual({ repository: "mirror/jobset" });
    expect(values()).not.toHaveProperty("image");
  });
});

describe("AdmissionPolicies", () => {
  test("guard the namespaces of the platform's teams, by their labels", () => {
    const namespaces = { labels: { "gpu.platform/name": "acme" }, keys: ["gpu.platform/team"] };
    const facts = {
      labels: { team: "gpu.platform/team", restricted: "gpu.platform/restricted", pool: "gpu.platform/pool" },
      pools: { vision: ["lab"] },
      queues: { open: ["experiment", "burst"], restricted: ["experiment"] },
      resources: { experiment: ["nvidia.com/gpu"] },
      images: ["docker.io/rclone/rclone:1.75.1"],
      addresses: { open: ["s3://acme-datasets/"], restricted: ["s3://acme-restricted/"] },
    };
    const all = synthKubernetes(
      (stack) =>
        new AdmissionPolicies(stack, "policies", {
          prefix: "acme",
          namespace: "acme-system",
          annotations: {},
          namespaces,
          ...facts,
        }),
    );
    expect(helmValues(resource(all, "helm_release"))).toEqual({
      annotations: {},
      ...facts,
      name: "acme",
      namespaceSelector: {
        matchLabels: { "gpu.platform/name": "acme" },
        matchExpressions: [{ key: "gpu.platform/team", operator: "Exists" }],
      },
    });
  });
});

describe("BurstWorker", () => {
  const worker = (...teams: string[]) =>
    synthKubernetes(
      (stack) =>
        new BurstWorker(stack, "worker", {
          name: "acme-burst",
          serviceAccount: { namespace: "acme-system", name: "multikueue" },
          namespaces: new Map(teams.map((name) => [name, `acme-${name}`])),
        }),
    );
  const all = worker("vision");
  const verbs = (role: string) =>
    Object.fromEntries(
      resource(all, "kubernetes_cluster_role_v1", role).rule.flatMap(
        ({ api_groups, resources, verbs }: Record<string, string[]>) =>
          (resources ?? []).map((one) => [`${api_groups}/${one}`, verbs?.join(" ")]),
      ),
    );

  test("sees Jobs, JobSets and workloads everywhere, and changes nothing by that", () => {
    const look = "get list watch";
    expect(verbs("acme-burst-watches")).toEqual({
      "batch/jobs": look,
      "batch/jobs/status": look,
      "jobset.x-k8s.io/jobsets": look,
      "jobset.x-k8s.io/jobsets/status": look,
      "kueue.x-k8s.io/workloads": look,
      "kueue.x-k8s.io/workloads/status": look,
    });
    expect(resource(all, "kubernetes_cluster_role_binding_v1").role_ref.name).toContain("worker_watches_");
  });

  test("makes and ends them in teams' namespaces, and nowhere else", () => {
    expect(verbs("acme-burst-sends")).toEqual({
      "batch/jobs": "create delete",
      "jobset.x-k8s.io/jobsets": "create delete",
      "kueue.x-k8s.io/workloads": "create delete patch update",
      "kueue.x-k8s.io/workloads/status": "patch update",
    });
    const binding = resource(all, "kubernetes_role_binding_v1");
    expect(binding.metadata.namespace).toBe("acme-vision");
    expect(binding.role_ref.name).toContain("worker_sends_");
  });

  test("does not touch a team's binding when another is added before it", () => {
    expect(worker("audio", "vision")).toMatchObject(all);
  });

  test("holds no token", () => {
    expect(Object.keys(all).filter((address) => /secret|token/.test(address))).toEqual([]);
    expect(resource(all, "kubernetes_service_account_v1").automount_service_account_token).toBe(false);
  });
});

describe("BurstLink", () => {
  test("names the Secret and holds nothing of it", () => {
    const all = synthKubernetes(
      (stack) =>
        new BurstLink(stack, "link", {
          name: "acme-burst",
          namespace: "kueue-system",
          annotations: {},
          kubeconfigSecret: "acme-burst-kubeconfig",
        }),
    );
    expect(Object.keys(all)).toEqual(["helm_release.link"]);
    expect(helmValues(resource(all, "helm_release"))).toEqual({
      annotations: {},
      name: "acme-burst",
      kubeconfigSecret: "acme-burst-kubeconfig",
    });
  });
});
