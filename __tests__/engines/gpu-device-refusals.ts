import type { KubernetesApi } from "../../sandbox/clusters/kubernetes-api";
import { IMAGE } from "./framework-runs";

const SET = "a container here must not set NVIDIA_VISIBLE_DEVICES but to void or none";
const CONTAINER = {
  name: "main",
  image: IMAGE,
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  resources: { requests: { cpu: "1", memory: "1Gi" } },
};

function pod(containers: readonly object[], more: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "without-gpus" },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers,
      ...more,
    },
  };
}

function visible(value: string): object {
  return { name: "NVIDIA_VISIBLE_DEVICES", value };
}

function withEnv(...env: readonly object[]): object {
  return { ...CONTAINER, env };
}

function outcome(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "taken",
    (error: Error) => error.message,
  );
}

/** Cases of a real API server: what brings a pod GPUs that no queue counts, and what is alike and harmless. */
export function refusesUncountedGpus(at: () => { readonly api: KubernetesApi }, pods: string): void {
  const tried = (body: object) => outcome(at().api.create(`${pods}?dryRun=All`, body));

  test("a runtime class, whatever its name", async () => {
    await at().api.create("/apis/node.k8s.io/v1/runtimeclasses", {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: { name: "nvidia" },
      handler: "nvidia",
    });
    expect(await tried(pod([CONTAINER], { runtimeClassName: "nvidia" }))).toContain(
      "a pod here must not choose its runtime, got runtimeClassName nvidia: GPUs come by resources.limits alone",
    );
    expect(await tried(pod([CONTAINER]))).toBe("taken");
  });

  test("the variable that NVIDIA's runtime goes by, in each kind of container, but to hide GPUs", async () => {
    expect(await tried(pod([withEnv(visible("all"))]))).toContain(SET);
    expect(await tried(pod([CONTAINER], { initContainers: [{ ...withEnv(visible("0")), name: "first" }] }))).toContain(
      SET,
    );
    const fieldRef = { fieldPath: "metadata.annotations['gpus']" };
    expect(await tried(pod([withEnv({ name: "NVIDIA_VISIBLE_DEVICES", valueFrom: { fieldRef } })]))).toContain(SET);
    for (const value of ["", "void", "none"]) expect(await tried(pod([withEnv(visible(value))]))).toBe("taken");
    expect(await tried(pod([withEnv({ name: "CUDA_VISIBLE_DEVICES", value: "0" })]))).toBe("taken");
  });

  test("that variable in a container that is added to a pod", async () => {
    const { api } = at();
    await api.create(pods, pod([CONTAINER]));
    const added = (name: string, ...env: readonly object[]) =>
      outcome(
        api.patch(`${pods}/without-gpus/ephemeralcontainers`, {
          spec: { ephemeralContainers: [{ name, image: IMAGE, securityContext: CONTAINER.securityContext, env }] },
        }),
      );
    expect(await added("greedy", visible("all"))).toContain(SET);
    expect(await added("modest")).toBe("taken");
    await api.delete(`${pods}/without-gpus`);
  });
}
