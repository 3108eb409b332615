import type { TerraformStack } from "cdktf";
import { InferenceDeployment, type InferenceDeploymentProps } from "../../constructs/inference-deployment";
import { helmValues, type Resource, resource, synthKubernetes } from "../kubernetes-synth";

const SHA = "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de";
const OTHER_SHA = "1c44c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de";
const IMAGE = `docker.io/vllm/vllm-openai@sha256:${SHA}`;

const PROPS: InferenceDeploymentProps = {
  namespace: "acme-inference",
  model: { name: "assistant", server: "vllm", image: IMAGE, precision: "bf16", parametersBillions: 8 },
  version: { version: "7", sha256: SHA },
  store: { bucket: "acme-models", prefix: "assistant", region: "eu-north-1" },
  fetchImage: "docker.io/rclone/rclone:1.75.1",
  pool: { nodeSelector: { "gpu.platform/pool": "lab" }, unitResource: "nvidia.com/gpu" },
  cpus: 4,
  memoryGiB: 16,
  replicas: { min: 2, max: 6 },
  owner: "ml@acme.example",
};

const CANARY = { version: "8", sha256: OTHER_SHA, percent: 10 };
const ROUTE = { host: "chat.acme.example", gateway: "acme", tlsSecret: "chat-tls", issuer: "acme-ca" };
const WAKE = { namespace: "keda", service: "keda-add-ons-http-interceptor-proxy", port: 8080 };

function synth(changes: Partial<InferenceDeploymentProps> = {}, name = "assistant-fra1"): Record<string, Resource> {
  return synthKubernetes((stack: TerraformStack) => new InferenceDeployment(stack, name, { ...PROPS, ...changes }));
}

function deployment(all: Record<string, Resource>, name = "assistant-fra1"): Resource {
  return resource(all, "kubernetes_deployment_v1", name);
}

function pod(all: Record<string, Resource>, name?: string): Resource {
  return deployment(all, name).spec.template.spec;
}

function server(all: Record<string, Resource>, name?: string): Resource {
  return pod(all, name).container[0];
}

function types(all: Record<string, Resource>): readonly string[] {
  return Object.keys(all).map((address) => address.split(".")[0] ?? "");
}

/** A node that does not answer is given up within a minute. */
const SILENT = ["not-ready", "unreachable"].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  effect: "NoExecute",
  toleration_seconds: "60",
}));

describe("the replicas", () => {
  test("land on the pool, tolerate its taint and ask for its units, requests equal to limits", () => {
    const spec = pod(synth({ unitsPerReplica: 2 }));
    expect(spec.node_selector).toEqual({ "gpu.platform/pool": "lab" });
    expect(spec.toleration).toEqual([
      { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
      ...SILENT,
    ]);
    expect(spec.container[0].resources).toEqual({
      requests: { cpu: "4000m", memory: "16384Mi", "nvidia.com/gpu": "2" },
      limits: { memory: "16384Mi", "nvidia.com/gpu": "2" },
    });
  });

  test("ask for a slice where the pool is cut", () => {
    const cut = { nodeSelector: PROPS.pool.nodeSelector, unitResource: "nvidia.com/mig-1g.10gb" };
    expect(server(synth({ pool: cut })).resources.limits).toMatchObject({ "nvidia.com/mig-1g.10gb": "1" });
  });

  test("ask for no GPU and tolerate no taint of one on a CPU pool", () => {
    const cpu = synth({
      pool: { nodeSelector: { "gpu.platform/pool": "edge" } },
      model: { ...PROPS.model, server: "openvino", precision: "int8" },
    });
    expect(Object.keys(server(cpu).resources.limits)).toEqual(["memory"]);
    expect(pod(cpu).toleration).toEqual(SILENT);
  });

  test("are told the model, its precision and the GPUs to spread over", () => {
    expect(server(synth({ unitsPerReplica: 4 })).command).toEqual([
      "vllm",
      "serve",
      "/models/assistant",
      "--served-model-name=assistant",
      "--host=0.0.0.0",
      "--port=8000",
      "--tensor-parallel-size=4",
      "--gpu-memory-utilization=0.9",
      "--dtype=bfloat16",
    ]);
  });

  test("hold Pod Security restricted, with a read-only root and a writable /tmp", () => {
    const spec = pod(synth());
    expect(spec.security_context).toMatchObject({
      run_as_non_root: true,
      run_as_user: "1000",
      seccomp_profile: { type: "RuntimeDefault" },
    });
    expect(spec.automount_service_account_token).toBe(false);
    for (const container of [...spec.container, ...spec.init_container]) {
      expect(container.security_context).toMatchObject({
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(container.volume_mount).toContainEqual(expect.objectContaining({ mount_path: "/tmp" }));
    }
  });

  test("may take longer to load than the model needs, and a larger model longer", () => {
    const budget = ({ startup_probe: probe }: Resource) => probe.period_seconds * probe.failure_threshold;
    // 8 billion parameters of 2 bytes are 14.9 GiB: 149 s at 100 MiB/s, beside 300 s of the server's own.
    expect(budget(server(synth()))).toBe(450);
    const large = synth({ model: { ...PROPS.model, parametersBillions: 70 } });
    expect(budget(server(large))).toBeGreaterThan(450);
    expect(deployment(large).spec.progress_deadline_seconds).toBeGreaterThan(budget(server(large)));
  });

  test("are ready when the model answers, and alive while the server does", () => {
    const triton = server(synth({ model: { ...PROPS.model, server: "triton" } }));
    expect(triton.startup_probe.http_get).toEqual({ path: "/v2/health/ready", port: "http" });
    expect(triton.readiness_probe.http_get).toEqual({ path: "/v2/health/ready", port: "http" });
    expect(triton.liveness_probe.http_get).toEqual({ path: "/v2/health/live", port: "http" });
  });

  test("spread over zones and nodes, where they can", () => {
    expect(pod(synth()).topology_spread_constraint).toEqual(
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((key) => ({
        max_skew: 1,
        topology_key: key,
        when_unsatisfiable: "ScheduleAnyway",
        label_selector: [
          { match_labels: { "gpu.platform/deployment": "assistant-fra1", "gpu.platform/track": "stable" } },
        ],
      })),
    );
  });

  test.each([
    [true, { max_surge: "1", max_unavailable: "0" }],
    [false, { max_surge: "0", max_unavailable: "1" }],
  ])("with a spare unit %s are replaced by %j", (surge, rolling) => {
    expect(deployment(synth({ surge })).spec.strategy).toEqual({ type: "RollingUpdate", rolling_update: rolling });
  });

  test("never count on a spare unit by themselves", () => {
    expect(deployment(synth()).spec.strategy.rolling_update.max_surge).toBe("0");
  });
});

describe("the model", () => {
  test("comes from the store, pinned by its sum, before the server starts", () => {
    const [fetch] = pod(synth()).init_container;
    const env = Object.fromEntries(fetch.env.map(({ name, value }: Resource) => [name, value]));
    expect(env).toMatchObject({
      MODEL_SOURCE: "acme-models/assistant/7",
      MODEL_SHA256: SHA,
      MODEL_DIR: "/models/assistant",
      RCLONE_CONFIG_STORE_PROVIDER: "AWS",
    });
    expect(JSON.stringify(fetch.env)).not.toContain("SECRET");
    expect(server(synth()).volume_mount).toContainEqual({
      name: "model",
      mount_path: "/models/assistant",
      read_only: true,
    });
  });

  test("comes from an S3-compatible store with a key that stays in the cluster", () => {
    const store = {
      ...PROPS.store,
      endpoint: "https://s3.fra1.acme.example",
      credentialsSecret: "acme-inference-object-store",
    };
    const [fetch] = pod(synth({ store })).init_container;
    expect(fetch.env).toContainEqual({ name: "RCLONE_CONFIG_STORE_ENDPOINT", value: "https://s3.fra1.acme.example" });
    expect(fetch.env).toContainEqual({
      name: "AWS_SECRET_ACCESS_KEY",
      value_from: { secret_key_ref: { name: "acme-inference-object-store", key: "AWS_SECRET_ACCESS_KEY" } },
    });
  });

  test("and its image are in the pod template, so that a rollback brings back both", () => {
    const before = deployment(synth()).spec.template;
    const after = deployment(synth({ version: { version: "8", sha256: OTHER_SHA } })).spec.template;
    expect(before.metadata).toEqual({
      labels: {
        "gpu.platform/deployment": "assistant-fra1",
        "gpu.platform/track": "stable",
        "gpu.platform/model": "assistant",
        "gpu.platform/version": "7",
      },
      annotations: { "gpu.platform/model-sha256": SHA, "gpu.platform/owner": "ml@acme.example" },
    });
    expect(after.metadata.annotations["gpu.platform/model-sha256"]).toBe(OTHER_SHA);
    expect(before.spec.container[0].image).toBe(IMAGE);
  });

  test("changes no label by which pods are found when its version changes: Kubernetes refuses that", () => {
    const next = synth({ version: { version: "8", sha256: OTHER_SHA } });
    expect(deployment(next).spec.selector).toEqual(deployment(synth()).spec.selector);
  });

  test("brings the settings that its server reads", () => {
    const all = synth({ model: { ...PROPS.model, server: "tensorflow", precision: "fp16" } });
    const settings = resource(all, "kubernetes_config_map_v1");
    expect(settings.metadata.name).toBe("assistant-fra1-settings");
    expect(Object.keys(settings.data)).toEqual(["monitoring.config"]);
    expect(server(all).volume_mount).toContainEqual({ name: "settings", mount_path: "/etc/server", read_only: true });
    expect(server(all).command).toContain("--monitoring_config_file=/etc/server/monitoring.config");
  });

  test("of TensorFlow Serving answer for as long as the route waits, not for half a minute", () => {
    const timeout = (requestTimeoutSec?: number) =>
      server(
        synth({
          model: { ...PROPS.model, server: "tensorflow", precision: "fp16" },
          ...(requestTimeoutSec !== undefined && { requestTimeoutSec }),
        }),
      ).command;
    expect(timeout()).toContain("--rest_api_timeout_in_ms=300000");
    expect(timeout(45)).toContain("--rest_api_timeout_in_ms=45000");
  });

  test.each(["fp8", "int8", "int4"] as const)(
    "of vLLM take %s as the files say it, and quantize nothing",
    (precision) => {
      const { command } = server(synth({ model: { ...PROPS.model, precision } }));
      expect(command.filter((one: string) => /--(quantization|dtype)/.test(one))).toEqual([]);
      expect(server(synth()).command).toContain("--dtype=bfloat16");
    },
  );

  test("of a custom server gets its address in variables, and its image's own command", () => {
    const model = { ...PROPS.model, server: "custom" as const, port: 9000 };
    const custom = server(synth({ model }));
    expect(custom).not.toHaveProperty("command");
    expect(custom).not.toHaveProperty("lifecycle");
    expect(custom.env).toContainEqual({ name: "MODEL_PATH", value: "/models/assistant" });
    expect(custom.port).toEqual([{ name: "http", container_port: 9000, protocol: "TCP" }]);
  });
});

describe("scaling", () => {
  test("leaves the number of replicas to the autoscaler after the first apply", () => {
    const all = synth();
    expect(deployment(all)).toMatchObject({
      spec: { replicas: "2" },
      lifecycle: { ignore_changes: ["spec[0].replicas"] },
      wait_for_rollout: true,
    });
    expect(resource(all, "kubernetes_horizontal_pod_autoscaler_v2").spec).toMatchObject({
      min_replicas: 2,
      max_replicas: 6,
      scale_target_ref: { api_version: "apps/v1", kind: "Deployment", name: "assistant-fra1" },
    });
  });

  test("keeps a fixed number as Terraform says", () => {
    const all = synth({ replicas: { min: 3, max: 3 } });
    expect(deployment(all)).not.toHaveProperty("lifecycle");
    expect(types(all)).not.toContain("kubernetes_horizontal_pod_autoscaler_v2");
  });

  test("from zero is KEDA's alone, and Terraform waits for nothing", () => {
    const all = synth({ replicas: { min: 0, max: 4 }, wake: WAKE });
    expect(deployment(all)).toMatchObject({
      spec: { replicas: "0" },
      lifecycle: { ignore_changes: ["spec[0].replicas"] },
      wait_for_rollout: false,
    });
    expect(types(all)).not.toContain("kubernetes_horizontal_pod_autoscaler_v2");
    expect(helmValues(resource(all, "helm_release", "assistant-fra1"))).toEqual({
      annotations: { "gpu.platform/owner": "ml@acme.example" },
      deployment: "assistant-fra1",
      route: null,
      certificate: null,
      wake: {
        hosts: [
          "assistant-fra1.acme-inference",
          "assistant-fra1.acme-inference.svc",
          "assistant-fra1.acme-inference.svc.cluster.local",
        ],
        service: "assistant-fra1-pods",
        port: 8080,
        max: 4,
        concurrency: 10,
        idleSec: 600,
        coldStartSec: 1949,
        requestTimeoutSec: 300,
        interceptorNamespace: "keda",
        interceptorService: "keda-add-ons-http-interceptor-proxy",
      },
    });
    expect(resource(all, "kubernetes_service_v1", "assistant-fra1").spec).toEqual({
      type: "ExternalName",
      external_name: "keda-add-ons-http-interceptor-proxy.keda.svc.cluster.local",
    });
    expect(resource(all, "kubernetes_service_v1", "assistant-fra1-pods").spec.selector).toEqual({
      "gpu.platform/deployment": "assistant-fra1",
    });
  });

  test("from zero behind a route sends its requests to the interceptor", () => {
    const values = helmValues(
      resource(synth({ replicas: { min: 0, max: 4 }, wake: WAKE, route: ROUTE }), "helm_release", "assistant-fra1"),
    );
    expect(values.route.backends).toEqual([
      { name: "keda-add-ons-http-interceptor-proxy", namespace: "keda", port: 8080, weight: 100 },
    ]);
    expect(values.wake.hosts).toContain("chat.acme.example");
  });

  test("are guarded while nodes are drained, whoever stands on them", () => {
    expect(helmValues(resource(synth(), "helm_release", "assistant-fra1-serving"))).toEqual({
      name: "assistant-fra1",
      annotations: { "gpu.platform/owner": "ml@acme.example" },
      labels: { "gpu.platform/deployment": "assistant-fra1" },
    });
  });

  test("follow the requests that the server tells, where that is asked for", () => {
    const prometheus = { url: "http://prometheus:9090", monitorLabels: { release: "prometheus" } };
    const all = synth({ requestsPerReplica: 24, prometheus, replicas: { min: 2, max: 4 } });
    expect(helmValues(resource(all, "helm_release", "assistant-fra1-serving")).scaling).toMatchObject({
      min: 2,
      max: 4,
      prometheus: "http://prometheus:9090",
      query: ["running", "waiting"]
        .map(
          (state) =>
            `sum(vllm:num_requests_${state}{namespace="acme-inference",gpu_platform_deployment="assistant-fra1",gpu_platform_track="stable"})`,
        )
        .join(" + "),
      threshold: "24",
      port: "http",
      monitorLabels: { release: "prometheus" },
      podLabels: ["gpu.platform/deployment", "gpu.platform/track"],
    });
    expect(Object.keys(all).filter((address) => address.includes("autoscaler"))).toEqual([]);
    expect(deployment(all).lifecycle.ignore_changes).toEqual(["spec[0].replicas"]);
  });

  test("share a volume where they are told to, each version in a folder of its own, which servers only read", () => {
    const all = synth({ cache: { storageClass: "cephfs", sizeGiB: 60 }, canary: CANARY });
    expect(resource(all, "kubernetes_persistent_volume_claim_v1").spec).toMatchObject({
      access_modes: ["ReadWriteMany"],
      storage_class_name: "cephfs",
      resources: { requests: { storage: "60Gi" } },
    });
    for (const [name, sub_path] of [
      ["assistant-fra1", SHA],
      ["assistant-fra1-canary", OTHER_SHA],
    ] as const) {
      const { init_container, container, volume } = pod(all, name);
      expect(init_container[0].volume_mount[0]).toEqual({ name: "model", mount_path: "/models/assistant", sub_path });
      expect(container[0].volume_mount[0]).toMatchObject({ sub_path, read_only: true });
      expect(volume[0].persistent_volume_claim).toEqual({ claim_name: "assistant-fra1-cache" });
    }
  });

  test("cannot follow requests that nobody tells", () => {
    expect(() => synth({ requestsPerReplica: 24, replicas: { min: 2, max: 4 } })).toThrow(
      "requestsPerReplica needs prometheus: nothing else knows the requests",
    );
  });

  test("does not wait where it is told so", () => {
    expect(deployment(synth({ waitForRollout: false })).wait_for_rollout).toBe(false);
  });
});

describe("a canary", () => {
  test("is a second Deployment with its own version, and both keep to the most", () => {
    const all = synth({ canary: CANARY });
    expect(deployment(all, "assistant-fra1-canary")).toMatchObject({
      spec: { replicas: "1", template: { metadata: { labels: { "gpu.platform/version": "8" } } } },
    });
    expect(deployment(all, "assistant-fra1-canary")).not.toHaveProperty("lifecycle");
    expect(resource(all, "kubernetes_horizontal_pod_autoscaler_v2").spec).toMatchObject({
      min_replicas: 2,
      max_replicas: 5,
    });
  });

  test("takes its share of the fewest replicas", () => {
    const all = synth({ canary: { ...CANARY, percent: 50 }, replicas: { min: 4, max: 6 } });
    expect(deployment(all, "assistant-fra1-canary").spec.replicas).toBe("2");
    expect(resource(all, "kubernetes_service_v1").spec.selector).toEqual({
      "gpu.platform/deployment": "assistant-fra1",
    });
  });

  test("lowers the stable version's fewest where both would pass the most", () => {
    const all = synth({ canary: CANARY, replicas: { min: 2, max: 2 } });
    expect(deployment(all).spec.replicas).toBe("1");
    expect(deployment(all, "assistant-fra1-canary").spec.replicas).toBe("1");
  });

  test("behind a route gets exactly its share", () => {
    const all = synth({ canary: CANARY, route: ROUTE });
    const values = helmValues(resource(all, "helm_release", "assistant-fra1"));
    expect(values.route).toEqual({
      host: "chat.acme.example",
      gateway: "acme",
      listener: "assistant-fra1",
      timeoutSec: 300,
      backends: [
        { name: "assistant-fra1-stable", port: 8080, weight: 90 },
        { name: "assistant-fra1-canary", port: 8080, weight: 10 },
      ],
    });
    expect(resource(all, "kubernetes_service_v1", "assistant-fra1-canary").spec.selector).toEqual({
      "gpu.platform/deployment": "assistant-fra1",
      "gpu.platform/track": "canary",
    });
  });

  test("does not touch the stable version when it comes", () => {
    const before = deployment(synth({ replicas: { min: 2, max: 6 } }));
    expect(deployment(synth({ replicas: { min: 2, max: 6 }, canary: CANARY }))).toEqual(before);
  });
});

describe("its surroundings", () => {
  test("are reached by named namespaces, and reach names and the store", () => {
    const { spec } = resource(synth({ clientNamespaces: ["acme-vision", "acme-nlp"] }), "kubernetes_network_policy_v1");
    expect(spec.policy_types).toEqual(["Ingress", "Egress"]);
    expect(spec.ingress).toEqual([
      {
        from: [
          {
            namespace_selector: {
              match_expressions: [
                {
                  key: "kubernetes.io/metadata.name",
                  operator: "In",
                  values: ["acme-inference", "acme-nlp", "acme-vision"],
                },
              ],
            },
          },
          { namespace_selector: { match_labels: { "gpu.platform/clients": "true" } } },
        ],
        ports: [{ port: "8000", protocol: "TCP" }],
      },
    ]);
    const ports = spec.egress.flatMap((rule: Resource) => rule.ports.map(({ port }: Resource) => port));
    expect(ports).toEqual(["53", "53", "443", "80"]);
  });

  test.each([
    ["https://s3.fra1.acme.example", "443"],
    ["http://seaweedfs-s3.acme-system.svc:8333", "8333"],
    ["http://rook-ceph-rgw-objects.rook-ceph.svc", "80"],
  ])("open the port of %s, and not the cloud's identity agent", (endpoint, port) => {
    const { spec } = resource(synth({ store: { ...PROPS.store, endpoint } }), "kubernetes_network_policy_v1");
    expect(spec.egress.slice(1)).toEqual([{ ports: [{ port, protocol: "TCP" }] }]);
  });

  test("open the metrics port where it is another", () => {
    const triton = synth({ model: { ...PROPS.model, server: "triton" } });
    const [{ ports }] = resource(triton, "kubernetes_network_policy_v1").spec.ingress;
    expect(ports.map(({ port }: Resource) => port)).toEqual(["8000", "8002"]);
  });

  test("hold an identity of its own unless one is given", () => {
    expect(resource(synth(), "kubernetes_service_account_v1")).toMatchObject({
      metadata: { name: "assistant-fra1" },
      automount_service_account_token: false,
    });
    const given = synth({ serviceAccountName: "inference" });
    expect(types(given)).not.toContain("kubernetes_service_account_v1");
    expect(pod(given).service_account_name).toBe("inference");
  });

  test("include a certificate only where an issuer makes it", () => {
    const certificate = (route: typeof ROUTE | Omit<typeof ROUTE, "issuer">) =>
      helmValues(resource(synth({ route }), "helm_release", "assistant-fra1")).certificate;
    expect(certificate(ROUTE)).toEqual({ secret: "chat-tls", issuer: "acme-ca", host: "chat.acme.example" });
    const { issuer: _, ...made } = ROUTE;
    expect(certificate(made)).toBeNull();
  });

  test("carry the owner's text as it was written", () => {
    const all = synth({ owner: '${file("/etc/hostname")}', route: ROUTE });
    const escaped = '$${file("/etc/hostname")}';
    expect(deployment(all).metadata.annotations["gpu.platform/owner"]).toBe(escaped);
    expect(resource(all, "kubernetes_service_v1").metadata.annotations["gpu.platform/owner"]).toBe(escaped);
    expect(helmValues(resource(all, "helm_release", "assistant-fra1")).annotations["gpu.platform/owner"]).toBe(escaped);
  });

  test("do not move when another deployment stands beside", () => {
    const alone = synth();
    const both = synthKubernetes((stack) => {
      new InferenceDeployment(stack, "another", PROPS);
      new InferenceDeployment(stack, "assistant-fra1", PROPS);
    });
    expect(both).toMatchObject(alone);
  });
});

describe("fails", () => {
  test.each<[string, Partial<InferenceDeploymentProps>, string]>([
    ["a GPU server on a CPU pool", { pool: { nodeSelector: {} } }, "server vllm runs on gpu, got a pool without GPUs"],
    [
      "a CPU server on a GPU pool",
      { model: { ...PROPS.model, server: "openvino", precision: "int8" } },
      "server openvino runs on cpu, got a pool with GPUs",
    ],
    [
      "a precision that the server lacks",
      { model: { ...PROPS.model, precision: "tf32" } },
      "server vllm serves fp32, bf16, fp16, fp8, int8, int4, got precision tf32",
    ],
    ["a custom server without port", { model: { ...PROPS.model, server: "custom" } }, "server custom needs model.port"],
    [
      "units on a CPU pool",
      {
        pool: { nodeSelector: {} },
        unitsPerReplica: 1,
        model: { ...PROPS.model, server: "openvino", precision: "int8" },
      },
      "a CPU pool has no units, got unitsPerReplica 1",
    ],
    [
      "no unit on a GPU pool",
      { unitsPerReplica: 0 },
      "a GPU pool needs unitsPerReplica of at least 1, a whole number, got 0",
    ],
    [
      "half a unit",
      { unitsPerReplica: 1.5 },
      "a GPU pool needs unitsPerReplica of at least 1, a whole number, got 1.5",
    ],
    [
      "several units for a server that uses one",
      { unitsPerReplica: 2, model: { ...PROPS.model, server: "tensorflow" } },
      "server tensorflow uses one unit, got unitsPerReplica 2",
    ],
    ["min over max", { replicas: { min: 3, max: 2 } }, "replicas.max must be at least replicas.min and 1, got 3 to 2"],
    [
      "max 0",
      { replicas: { min: 0, max: 0 }, wake: WAKE },
      "replicas.max must be at least replicas.min and 1, got 0 to 0",
    ],
    [
      "zero without a waker",
      { replicas: { min: 0, max: 1 } },
      "replicas.min 0 needs wake: nothing else wakes a model from zero",
    ],
    [
      "a canary from zero",
      { replicas: { min: 0, max: 2 }, wake: WAKE, canary: CANARY },
      "a canary needs replicas.min of at least 1: nothing would try it",
    ],
    [
      "a canary alone",
      { replicas: { min: 1, max: 1 }, canary: CANARY },
      "a canary needs replicas.max of at least 2, got 1",
    ],
    ["a canary of nothing", { canary: { ...CANARY, percent: 0 } }, "canary.percent must be 1 to 99, got 0"],
    ["a canary of everything", { canary: { ...CANARY, percent: 100 } }, "canary.percent must be 1 to 99, got 100"],
    [
      "a canary of the same version",
      { canary: { ...CANARY, version: "7" } },
      "a canary needs another version, got 7 for both",
    ],
  ])("on %s", (_, changes, sentence) => {
    expect(() => synth(changes)).toThrow(`[test/assistant-fra1] cannot be built:\n  - ${sentence}`);
  });

  test("with every problem at once", () => {
    expect(() => synth({ unitsPerReplica: 0, replicas: { min: 3, max: 2 } })).toThrow(
      /unitsPerReplica.*\n {2}- replicas\.max/,
    );
  });

  test.each<[string, Partial<InferenceDeploymentProps>]>([
    ["one replica", { replicas: { min: 1, max: 1 } }],
    ["one replica from zero", { replicas: { min: 0, max: 1 }, wake: WAKE }],
    ["a canary of two replicas", { replicas: { min: 1, max: 2 }, canary: CANARY }],
    ["a canary of 1 percent", { canary: { ...CANARY, percent: 1 } }],
    ["a canary of 99 percent", { canary: { ...CANARY, percent: 99 } }],
  ])("not on %s", (_, changes) => {
    expect(Object.keys(synth(changes))).not.toHaveLength(0);
  });
});
