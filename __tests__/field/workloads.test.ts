import { jobSet } from "../../jobs/job-set";
import { placeRun } from "../../placement/place-run";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { examplePlatform } from "../platforms";
import { stackText, synthesized } from "../states";

const PLATFORM = examplePlatform();
const FILES = synthesized(PLATFORM);
const SIDES = ["on-prem", "cloud-platform"] as const;

/** Namespaces whose daemons drive hardware. */
const PRIVILEGED = ["gpu-operator", "kube-prometheus-stack"];

function all(stack: string, type: string): Resource[] {
  return Object.entries(byAddress(stackText(FILES, stack)))
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, held]) => held);
}

const manifests = PLATFORM.runs.map((run) => {
  const { place } = placeRun(PLATFORM, run);
  if (!place) throw new Error(`${run.name} has no place`);
  return jobSet(PLATFORM, run, { place, toolImage: "docker.io/rclone/rclone:1.75.1" });
});
const pods = manifests.flatMap(({ spec }) => spec.replicatedJobs.map(({ template }) => template.spec));

describe("workloads, as the field asks for them", () => {
  test.each(SIDES)(
    "G1 %s: namespaces are restricted, but for those that drive hardware, and say so in audit and warnings",
    (stack) => {
      const levels = all(stack, "kubernetes_namespace_v1");
      expect(levels.length).toBeGreaterThan(3);
      for (const { metadata } of levels)
        for (const mode of ["enforce", "audit", "warn"])
          expect([metadata.name, metadata.labels[`pod-security.kubernetes.io/${mode}`]]).toEqual([
            metadata.name,
            PRIVILEGED.includes(metadata.name) ? "privileged" : "restricted",
          ]);
    },
  );

  test.each(SIDES)(
    "G1 %s: every team's namespace has a quota of objects, none of GPUs, and default requests",
    (stack) => {
      const quotas = all(stack, "kubernetes_resource_quota_v1");
      const teams = all(stack, "kubernetes_namespace_v1").filter(
        ({ metadata }) => metadata.labels["gpu.platform/team"],
      );
      expect(quotas).toHaveLength(teams.length);
      expect(all(stack, "kubernetes_limit_range_v1")).toHaveLength(teams.length);
      for (const { spec } of quotas) {
        expect(spec.hard).toHaveProperty(["requests.storage"]);
        expect(Object.keys(spec.hard).filter((key) => key.includes("nvidia.com"))).toEqual([]);
      }
    },
  );

  test.each(SIDES)("G1 %s: every namespace of the platform denies traffic in and out, and opens DNS", (stack) => {
    const policies = all(stack, "kubernetes_network_policy_v1");
    const named = (name: string) => policies.filter(({ metadata }) => metadata.name === name);
    const own = all(stack, "kubernetes_namespace_v1").filter(({ metadata }) => metadata.labels["gpu.platform/name"]);
    expect(
      named("default-deny").map(({ spec }) => [spec.policy_types, spec.pod_selector, spec.ingress, spec.egress]),
    ).toEqual(own.map(() => [["Ingress", "Egress"], {}, undefined, undefined]));
    expect(named("dns")).toHaveLength(own.length);
  });

  test("G2 pods of runs have no privilege, no identity that they do not need, and memory and GPUs that nobody takes back", () => {
    expect(pods.length).toBeGreaterThanOrEqual(6);
    for (const { template } of pods) {
      const { spec } = template;
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      });
      for (const key of ["hostNetwork", "hostPID", "hostIPC"]) expect(spec).not.toHaveProperty(key);
      // nothing of the node: empty folders, and claims of the team's own namespace.
      expect(spec.volumes.filter((volume) => !("emptyDir" in volume || "persistentVolumeClaim" in volume))).toEqual([]);
      for (const { securityContext, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(resources.requests.memory).toBe(resources.limits.memory);
        for (const [name, amount] of Object.entries(resources.limits)) expect(resources.requests[name]).toBe(amount);
      }
      for (const { image } of spec.containers) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
    }
  });

  test("G3 runs end, clean up, know a hopeless failure, and have time for a last checkpoint", () => {
    for (const { metadata, spec } of manifests) {
      expect(metadata.labels).toHaveProperty(["kueue.x-k8s.io/queue-name"]);
      expect(spec).toMatchObject({ suspend: true, failurePolicy: { maxRestarts: 3 } });
      expect(spec.ttlSecondsAfterFinished).toBeGreaterThanOrEqual(3600);
    }
    for (const spec of pods) {
      expect(spec.backoffLimit).toBe(0);
      expect(spec.activeDeadlineSeconds).toBeGreaterThan(0);
      expect(spec.podFailurePolicy?.rules).toContainEqual({
        action: "FailJob",
        onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
      });
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(120);
    }
  });

  test("G5 what is served goes back as one: model and image are in the pod template, and old templates and releases are kept", () => {
    const served = ["inference-on-prem", "inference-cloud"].flatMap((stack) => all(stack, "kubernetes_deployment_v1"));
    expect(served.length).toBeGreaterThanOrEqual(3);
    for (const { metadata, spec } of served) {
      const { metadata: pod, spec: template } = spec.template;
      const version = pod.labels["gpu.platform/version"];
      const source = template.init_container
        .flatMap(({ env }: Resource) => env)
        .find(({ name }: Resource) => name === "MODEL_SOURCE");
      expect([metadata.name, source.value]).toEqual([metadata.name, expect.stringMatching(new RegExp(`/${version}$`))]);
      for (const { image } of template.container) expect(image).toMatch(/(@sha256:[0-9a-f]{64}|:[\w.-]*\d[\w.-]*)$/);
      expect(spec.revision_history_limit ?? 10).toBeGreaterThanOrEqual(3);
    }
    const releases = [...SIDES, "inference-on-prem", "inference-cloud"].flatMap((stack) => all(stack, "helm_release"));
    for (const { wait, timeout, max_history, cleanup_on_fail } of releases) {
      expect({ wait, cleanup_on_fail }).toEqual({ wait: true, cleanup_on_fail: true });
      expect(timeout).toBeGreaterThan(0);
      expect(max_history).toBeGreaterThan(0);
    }
  });

  test("G6 each Xid of the hardware is reported on its own, GPUs that are broken and nodes that are lost, too; nothing is restarted", () => {
    const values = helmValues(resource(byAddress(stackText(FILES, "on-prem")), "helm_release", "observability"));
    const rules: Resource[] = values.groups.flatMap((group: Resource) => group.rules);
    const xids = rules.filter(({ alert }) => alert === "GpuXidError");
    expect(xids.map(({ expr }) => expr)).toEqual(
      [48, 63, 64, 74, 79, 92, 94, 95, 119, 120].map((xid) => `DCGM_FI_DEV_XID_ERRORS == ${xid}`),
    );
    const critical = xids.filter(({ labels }) => labels.severity === "critical").map(({ labels }) => labels.xid);
    expect(critical).toEqual(["48", "64", "74", "79", "95", "119", "120"]);
    expect(rules.map(({ alert }) => alert)).toEqual(expect.arrayContaining(["GpuUnhealthy", "NodeLost"]));
    const operator = helmValues(resource(byAddress(stackText(FILES, "on-prem")), "helm_release", "gpu-operator"));
    expect(operator.dcgmExporter).toMatchObject({
      enabled: true,
      serviceMonitor: { enabled: true, honorLabels: true },
    });
  });

  test("G8 each team's identity in the cloud is one service account of one namespace, and can do what its buckets need", () => {
    const burst = (type: string) => all("cloud-burst", type);
    const accounts = burst("aws_eks_pod_identity_association").map(
      ({ namespace, service_account }) => `${namespace}/${service_account}`,
    );
    expect(accounts).toEqual([...new Set(accounts)]);
    expect(accounts).toContain("acme-vision/runs");
    expect(accounts.filter((account) => account.includes("restricted"))).toEqual([]);
    const actions = burst("aws_iam_role_policy")
      .flatMap(({ policy }) => JSON.parse(policy).Statement)
      .filter(({ Effect }: Resource) => Effect === "Allow")
      .flatMap(({ Action }: Resource) => [Action].flat());
    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action: string) => action === "*" || action.endsWith(":*"))).toEqual([]);
  });

  test("G7 the slices that nodes are cut into are the resource that queues count and pods ask for", () => {
    const labelled = all("on-prem", "kubernetes_labels");
    const lab = labelled.filter(({ labels }) => labels["gpu.platform/pool"] === "lab");
    expect(new Set(lab.map(({ labels }) => labels["nvidia.com/mig.config"]))).toEqual(new Set(["all-1g.10gb"]));
    const operator = helmValues(resource(byAddress(stackText(FILES, "on-prem")), "helm_release", "gpu-operator"));
    expect(operator.mig.strategy).toBe("mixed");
    const queues = helmValues(resource(byAddress(stackText(FILES, "on-prem")), "helm_release", "queues"));
    const covered = queues.clusterQueues["acme-vision-experiment"].resourceGroups.flatMap(
      ({ coveredResources }: Resource) => coveredResources,
    );
    expect(covered).toEqual(["nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "pods"]);
    const trial = manifests.find(({ metadata }) => metadata.generateName === "backbone-trial-");
    expect(JSON.stringify(trial)).toContain('"nvidia.com/mig-1g.10gb":"1"');
  });

  test("G9 no Secret is made by a state", () => {
    expect(
      [...FILES]
        .filter(([path, text]) => path.endsWith(".json") && text.includes("kubernetes_secret"))
        .map(([path]) => path),
    ).toEqual([]);
  });
});
