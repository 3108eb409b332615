import { Testing } from "cdktf";
import type { Platform } from "../../spec/platform";
import { addStacks } from "../../stacks/add-stacks";
import { byAddress, helmValues, type Resource, resource } from "../kubernetes-synth";
import { NIGHTLY } from "../nightly";
import { cloudOnly, examplePlatform } from "../platforms";

// biome-ignore lint/suspicious/noExplicitAny: the file is data that the test changes at will.
type File = any;

function files(platform: Platform): Record<string, Record<string, Resource>> {
  return Object.fromEntries(
    addStacks(Testing.app(), platform, {}).map((stack) => [stack.stackName, byAddress(Testing.synth(stack, true))]),
  );
}

const example = (change: object = {}) =>
  examplePlatform((file: File) => {
    file.deployments.push({ ...NIGHTLY, ...change });
  });

const release = (all: Record<string, Resource> | undefined) => resource(all ?? {}, "helm_release", "batch-nightly");

describe("batch inference", () => {
  const all = files(example());
  const values = helmValues(release(all["inference-on-prem"]));
  const variables = (container: Resource) =>
    Object.fromEntries(container.env.map(({ name, value }: Resource) => [name, value]));

  test("is scheduled where the queues are managed, in the namespace and the queue of its team", () => {
    expect(release(all["inference-on-prem"]).namespace).toBe("acme-vision");
    expect(values).toMatchObject({ name: "nightly", schedule: "0 3 * * *", queue: "burst", deadlineSec: 21600 });
    expect(values.pod.nodeSelector).toEqual({ "gpu.platform/pool": "l4" });
    expect(Object.keys(all["inference-cloud"] ?? {}).filter((address) => /batch/.test(address))).toEqual([]);
  });

  test("has the model's server beside the step that asks it, with the GPU", () => {
    const [fetch, server] = values.pod.initContainers;
    expect(variables(fetch).MODEL_SOURCE).toBe("acme-models-111122223333-eu-north-1/road-detector/8");
    expect(server).toMatchObject({
      name: "server",
      restartPolicy: "Always",
      resources: { limits: { "nvidia.com/gpu": "1" } },
      startupProbe: { httpGet: { path: "/v2/health/ready", port: "http" } },
    });
    expect(server).not.toHaveProperty("lifecycle");
    expect(variables(values.pod.containers[0])).toMatchObject({
      INPUT_URI: "s3://acme-datasets-111122223333-eu-north-1/imagenet/val",
      OUTPUT_URI: "s3://acme-checkpoints-111122223333-eu-north-1/vision/nightly",
      PREDICT_URL: "http://127.0.0.1:8000/v2/models/road-detector/infer",
    });
  });

  test("runs as the team's runs do: no privileges, no token, nothing written but what is mounted", () => {
    expect(values.pod).toMatchObject({ serviceAccountName: "runs", automountServiceAccountToken: false });
    for (const container of [...values.pod.initContainers, ...values.pod.containers])
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    const [mount] = values.pod.initContainers[1].volumeMounts;
    expect(mount).toMatchObject({ name: "model", readOnly: true });
  });

  test("may read the model in the cloud, and its server's image is one that the namespace takes", () => {
    const policies = Object.values(all["cloud-burst"] ?? {}).map((one) => JSON.stringify(one));
    // vision's runs produce this model: they read it already.
    expect(policies.join()).not.toContain("ReadBatchModels");
    const images = helmValues(resource(all["cloud-platform"] ?? {}, "helm_release", "policies")).images;
    expect(images).toContain("nvcr.io/nvidia/tritonserver:26.07-py3");
  });

  test("of another team's model reads it by a statement of its own", () => {
    const other = files(
      examplePlatform((file: File) => {
        file.deployments.push({ ...NIGHTLY, team: "medical" });
        file.datasets.find(({ name }: File) => name === "imagenet").teams = ["medical", "vision"];
      }),
    );
    const policies = Object.values(other["cloud-burst"] ?? {}).map((one) => JSON.stringify(one));
    expect(policies.filter((one) => one.includes("ReadBatchModels"))).toHaveLength(1);
  });

  test("on restricted data stays in the restricted namespace, on-prem, and no cloud file knows of it", () => {
    const scans = files(example({ model: "scan-segmenter", version: "1", over: { dataset: "patient-scans" } }));
    const restricted = release(scans["inference-on-prem"]);
    expect(restricted.namespace).toBe("acme-medical-restricted");
    expect(helmValues(restricted)).toMatchObject({ queue: "experiment" });
    expect(variables(helmValues(restricted).pod.containers[0])).toMatchObject({
      INPUT_URI: "s3://acme-restricted/datasets/patient-scans",
      OUTPUT_URI: "s3://acme-restricted/checkpoints/medical/nightly",
    });
    for (const stack of ["cloud-foundation", "cloud-burst", "cloud-platform", "inference-cloud", "burst-link"])
      expect(JSON.stringify(scans[stack])).not.toMatch(/scan-segmenter|patient-scans|nightly/);
  });

  test("of a platform without on-prem is scheduled in the cloud", () => {
    const [batch] = example({ over: { dataset: "road-scenes" } }).batches;
    const cloud = { ...cloudOnly(), deployments: [], batches: batch ? [batch] : [] };
    expect(helmValues(release(files(cloud)["inference-cloud"]))).toMatchObject({ queue: "burst" });
  });
});
