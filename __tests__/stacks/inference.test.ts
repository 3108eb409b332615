import { Testing } from "cdktf";
import type { ImageLocks } from "../../spec/image-reference";
import type { Deployment, Model, Platform, Side } from "../../spec/platform";
import { InferenceStack } from "../../stacks/inference";
import { PLATFORM } from "../jobs/fixture";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";

const SHA = "a".repeat(64);

const MODEL: Model = {
  name: "road-detector",
  trainedOn: [],
  server: "triton",
  precision: "fp16",
  parametersBillions: 1.2,
  versions: [
    { version: "7", sha256: SHA },
    { version: "8", sha256: "b".repeat(64) },
  ],
};

const SCANS: Model = { ...MODEL, name: "scan-reader", trainedOn: ["patient-scans"] };

const BASE = { unitsPerReplica: 1, cpus: 4, memoryGiB: 16, version: "7", requestTimeoutSec: 300 } as const;

const FRA1: Deployment = {
  ...BASE,
  name: "road-fra1",
  model: "road-detector",
  side: "onPrem",
  pool: "bench",
  replicas: { min: 2, max: 6 },
  host: "road.fra1.acme.example",
  tls: { kind: "issuer", name: "acme-ca" },
};

const SCANS_FRA1: Deployment = {
  ...BASE,
  name: "scans-fra1",
  model: "scan-reader",
  side: "onPrem",
  pool: "lab",
  replicas: { min: 1, max: 1 },
};

const CLOUD: Deployment = {
  ...BASE,
  name: "road-cloud",
  model: "road-detector",
  side: "cloud",
  pool: "h100",
  replicas: { min: 0, max: 4 },
};

const SERVING: Platform = {
  ...PLATFORM,
  teams: [
    {
      name: "vision",
      groups: [],
      roleArns: [],
      experiment: new Map([["bench", 9]]),
      burst: new Map(),
      borrow: true,
    },
  ],
  datasets: [
    { name: "patient-scans", sizeGiB: 9000, home: "onPrem", classification: "restricted", teams: [], cachedOn: [] },
  ],
  runs: [],
  models: [MODEL, SCANS],
  deployments: [FRA1, SCANS_FRA1, CLOUD],
};

function file(side: Side, platform: Platform = SERVING, locks: ImageLocks = {}): string {
  return Testing.synth(new InferenceStack(Testing.app(), platform, side, locks), true);
}

function synth(side: Side, platform: Platform = SERVING, locks: ImageLocks = {}): Record<string, Resource> {
  return byAddress(file(side, platform, locks));
}

function deployment(all: Record<string, Resource>, name: string): Resource {
  return resource(all, "kubernetes_deployment_v1", name);
}

function fetchOf(all: Record<string, Resource>, name: string): Resource {
  return deployment(all, name).spec.template.spec.init_container[0];
}

function withDeployment(changes: Partial<Deployment>, rest: Partial<Platform> = {}): Platform {
  return { ...SERVING, ...rest, deployments: [{ ...FRA1, ...changes }] };
}

describe("the serving state of each side", () => {
  test("holds that side's deployments and no other's", () => {
    expect(file("onPrem")).not.toContain("road-cloud");
    const cloud = file("cloud");
    expect(cloud).not.toContain("road-fra1");
    for (const secret of ["patient-scans", "scan-reader", "scans-fra1", "restricted"])
      expect(cloud).not.toContain(secret);
  });

  test("reaches on-prem by its context, and the cloud by a token for each call", () => {
    const onPrem = JSON.parse(file("onPrem")).provider;
    expect(Object.keys(onPrem).sort()).toEqual(["helm", "kubernetes"]);
    expect(onPrem.kubernetes).toEqual([{ config_context: "acme-fra1" }]);
    const cloud = JSON.parse(file("cloud"));
    expect(Object.keys(cloud.provider).sort()).toEqual(["aws", "helm", "kubernetes"]);
    expect(cloud.data.aws_eks_cluster.cluster.name).toBe("acme-burst");
    expect(file("cloud")).not.toContain("terraform_remote_state");
  });

  test("adds deployments without moving their neighbours", () => {
    const one = synth("onPrem", { ...SERVING, deployments: [SCANS_FRA1] });
    const { "helm_release.gateway": _, ...rest } = synth("onPrem");
    expect(rest).toMatchObject(one);
  });
});

describe("a deployment", () => {
  test("runs on its pool, above all runs, and says whose it is", () => {
    const { metadata, spec } = deployment(synth("onPrem"), "road-fra1");
    expect(metadata.namespace).toBe("acme-inference");
    expect(metadata.annotations["gpu.platform/owner"]).toBe("ml-platform@acme.example");
    expect(spec.template.spec.node_selector).toEqual({ "gpu.platform/pool": "bench" });
    expect(spec.template.spec.priority_class_name).toBe("acme-inference");
  });

  test("takes its pool's unit", () => {
    const { spec } = deployment(synth("onPrem"), "scans-fra1");
    expect(spec.template.spec.container[0].resources.limits).toMatchObject({ "nvidia.com/mig-1g.10gb": "1" });
  });

  test("reads its model from the on-prem store with the namespace's key", () => {
    const { env } = fetchOf(synth("onPrem"), "road-fra1");
    expect(env).toContainEqual({ name: "MODEL_SOURCE", value: "acme-models/road-detector/7" });
    expect(env).toContainEqual({ name: "RCLONE_CONFIG_STORE_ENDPOINT", value: "https://s3.fra1.acme.example" });
    expect(JSON.stringify(env)).toContain(
      '"secret_key_ref":{"key":"AWS_SECRET_ACCESS_KEY","name":"acme-inference-object-store"}',
    );
    expect(deployment(synth("onPrem"), "road-fra1").spec.template.spec.service_account_name).toBe("inference");
  });

  test("of a restricted model has an identity and a key of its own, and reads the restricted bucket", () => {
    const all = synth("onPrem");
    const { env } = fetchOf(all, "scans-fra1");
    expect(env).toContainEqual({ name: "MODEL_SOURCE", value: "acme-restricted/models/scan-reader/7" });
    expect(JSON.stringify(env)).toContain('"name":"scans-fra1-object-store"');
    expect(JSON.stringify(env)).not.toContain("acme-inference-object-store");
    expect(deployment(all, "scans-fra1").spec.template.spec.service_account_name).toBe("scans-fra1");
    expect(resource(all, "kubernetes_service_account_v1", "scans-fra1").metadata.namespace).toBe("acme-inference");
  });

  test("of a released model is like any other", () => {
    const released = {
      classification: "public",
      by: "dpo@acme.example",
      on: "2026-11-01",
      reason: "anonymous",
    } as const;
    const all = synth("onPrem", { ...SERVING, models: [MODEL, { ...SCANS, released }] });
    expect(fetchOf(all, "scans-fra1").env).toContainEqual({ name: "MODEL_SOURCE", value: "acme-models/scan-reader/7" });
  });

  test("in the cloud reads the model's bucket by the pod's identity", () => {
    const { env } = fetchOf(synth("cloud"), "road-cloud");
    expect(env).toContainEqual({ name: "MODEL_SOURCE", value: "acme-models-111122223333-eu-north-1/road-detector/7" });
    expect(JSON.stringify(env)).not.toMatch(/secret_key_ref|ENDPOINT/);
    expect(deployment(synth("cloud"), "road-cloud").spec.template.spec.service_account_name).toBe("inference");
  });

  test("starts a new replica first only where a unit is kept for it, or left beside quotas and all replicas", () => {
    const surge = (quota: number, replicas: { min: number; max: number }) => {
      const teams = SERVING.teams.map((team) => ({ ...team, experiment: new Map([["bench", quota]]) }));
      const all = synth("onPrem", withDeployment({ replicas }, { teams }));
      return deployment(all, "road-fra1").spec.strategy.rolling_update.max_surge;
    };
    // 16 units, 6 replicas: 9 for the team leave one, 10 leave none.
    expect(surge(9, { min: 6, max: 6 })).toBe("1");
    expect(surge(10, { min: 6, max: 6 })).toBe("0");
    expect(surge(10, { min: 5, max: 6 })).toBe("1");
  });

  test("asks for no more than a node leaves to pods", () => {
    const requests = (changes: Partial<Deployment>) => {
      const openvino = { ...MODEL, server: "openvino", precision: "int8" } as const;
      const platform = withDeployment({ pool: "edge", unitsPerReplica: 0, ...changes }, { models: [openvino] });
      return deployment(synth("onPrem", platform), "road-fra1").spec.template.spec.container[0].resources.requests;
    };
    // 32 vCPUs and 128 GiB a node.
    expect(requests({ cpus: 32, memoryGiB: 128 })).toEqual({ cpu: "27200m", memory: `${Math.round(108.8 * 1024)}Mi` });
    expect(requests({ cpus: 27, memoryGiB: 108 })).toEqual({ cpu: "27000m", memory: `${108 * 1024}Mi` });
  });

  test("wakes by KEDA's interceptor where its fewest replicas are 0", () => {
    const values = helmValues(resource(synth("cloud"), "helm_release", "road-cloud"));
    expect(values.wake).toMatchObject({ interceptorNamespace: "keda-add-ons-http", max: 4 });
  });

  test("is reached by the teams, the gateway, the interceptor and Prometheus", () => {
    const [{ from }] = resource(synth("onPrem"), "kubernetes_network_policy_v1", "road-fra1").spec.ingress;
    expect(from[0].namespace_selector.match_expressions[0].values).toEqual([
      "acme-inference",
      "acme-vision",
      "gateway-helm",
      "keda-add-ons-http",
      "kube-prometheus-stack",
    ]);
  });
});

describe("images", () => {
  const server = (all: Record<string, Resource>) =>
    deployment(all, "road-fra1").spec.template.spec.container[0].image as string;
  const tagged = server(synth("onPrem"));

  test("keep their tag until a digest is locked", () => {
    expect(tagged).toMatch(/^nvcr\.io\/nvidia\/tritonserver:[\w.-]+$/);
    const digest = `sha256:${"c".repeat(64)}`;
    expect(server(synth("onPrem", SERVING, { [tagged]: digest }))).toBe(`${tagged}@${digest}`);
  });

  test("come from the site's mirror, on-prem alone", () => {
    const onPrem = SERVING.onPrem && { ...SERVING.onPrem, registry: "registry.fra1.acme.example" };
    const platform = { ...SERVING, onPrem };
    expect(server(synth("onPrem", platform))).toBe(`registry.fra1.acme.example/${tagged}`);
    expect(fetchOf(synth("onPrem", platform), "road-fra1").image).toMatch(
      /^registry\.fra1\.acme\.example\/docker\.io\/rclone\/rclone:/,
    );
    expect(deployment(synth("cloud", platform), "road-cloud").spec.template.spec.container[0].image).toBe(tagged);
  });
});

describe("hosts", () => {
  test("share one gateway, with a listener and a certificate each", () => {
    const all = synth("onPrem");
    expect(helmValues(resource(all, "helm_release", "acme-gateway"))).toEqual({
      annotations: { "gpu.platform/owner": "ml-platform@acme.example" },
      name: "acme",
      gatewayClass: "acme",
      listeners: { "road-fra1": { host: "road.fra1.acme.example", secret: "road-fra1-tls" } },
    });
    expect(helmValues(resource(all, "helm_release", "road-fra1"))).toMatchObject({
      route: { host: "road.fra1.acme.example", gateway: "acme", listener: "road-fra1" },
      certificate: { secret: "road-fra1-tls", issuer: "acme-ca", host: "road.fra1.acme.example" },
    });
  });

  test("keep a certificate that exists", () => {
    const all = synth("onPrem", withDeployment({ tls: { kind: "secret", name: "road-cert" } }));
    expect(helmValues(resource(all, "helm_release", "acme-gateway")).listeners["road-fra1"].secret).toBe("road-cert");
    expect(helmValues(resource(all, "helm_release", "road-fra1")).certificate).toBeNull();
  });
});

describe("waiting", () => {
  const waits = (rest: Partial<Platform>) =>
    deployment(synth("onPrem", withDeployment({}, rest)), "road-fra1").wait_for_rollout;
  const trained = (home: Side): Partial<Platform> => ({
    models: [{ ...MODEL, trainedOn: ["road-scenes"] }],
    datasets: [{ name: "road-scenes", sizeGiB: 1, home, classification: "internal", teams: [], cachedOn: [] }],
  });

  test("is for models that are born on the same side", () => {
    expect(waits(trained("onPrem"))).toBe(true);
    expect(waits({})).toBe(true);
  });

  test("is not for models that a copy brings from the other side", () => {
    expect(waits(trained("cloud"))).toBe(false);
  });

  test("goes by where the producing run is placed", () => {
    const run = (side: Side) => ({ runs: PLATFORM.runs.map((one) => ({ ...one, side, workers: 1 })) });
    const teams = SERVING.teams.map((team) => ({ ...team, burst: new Map([["h100", 16]]) }));
    expect(waits({ ...run("onPrem"), teams })).toBe(true);
    expect(waits({ ...run("cloud"), teams })).toBe(false);
  });

  test("is always where there is no other side", () => {
    expect(waits({ ...trained("cloud"), cloud: undefined })).toBe(true);
  });
});

test("fails where objects of two deployments would meet", () => {
  const deployments = [FRA1, { ...FRA1, name: "road-fra1-canary" }];
  expect(() => synth("onPrem", { ...SERVING, deployments })).toThrow(
    '[inference-on-prem] cannot be built:\n  - deployment "road-fra1" may make objects called "road-fra1-canary", which is another deployment; rename that one',
  );
});

test("two synths are the same, byte for byte", () => {
  expect(file("onPrem")).toBe(file("onPrem"));
  expect(file("cloud")).toBe(file("cloud"));
});
