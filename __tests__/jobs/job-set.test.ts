import { jobSet } from "../../jobs/job-set";
import type { Container, JobSetManifest, ReplicatedJob } from "../../jobs/manifest";
import type { Model, Platform, Run, Side } from "../../spec/platform";
import { BENCH, detector, P5, PLATFORM, placeOn, withCloudPools, withStorage } from "./fixture";

const MODEL: Model = {
  name: "road-detector",
  trainedOn: [],
  server: "triton",
  precision: "fp16",
  parametersBillions: 1.2,
  versions: [],
};
const TOOL = "rclone/rclone@sha256:0";

function manifest(changes: Partial<Run> = {}, side: Side = "cloud", platform: Platform = PLATFORM): JobSetManifest {
  const run = detector(changes);
  return jobSet(platform, run, { place: placeOn(platform, run, side), toolImage: TOOL });
}

function part(of: JobSetManifest, name: string): ReplicatedJob {
  const found = of.spec.replicatedJobs.find((job) => job.name === name);
  if (!found) throw new Error(`no replicated job ${name}`);
  return found;
}

function main(job: ReplicatedJob): Container {
  const [container] = job.template.spec.template.spec.containers;
  if (!container) throw new Error("no container");
  return container;
}

/** Plain values of a container's variables; those that come from the cluster are shown by their source. */
function env(container: Container): Record<string, string> {
  return Object.fromEntries(
    container.env.map((variable) => [
      variable.name,
      "value" in variable ? variable.value : JSON.stringify(variable.valueFrom),
    ]),
  );
}

describe("a run's JobSet", () => {
  test("waits for Kueue in the team's queue of its side", () => {
    const burst = manifest();
    expect(burst.metadata).toMatchObject({
      generateName: "road-detector-",
      namespace: "acme-vision",
      labels: { "kueue.x-k8s.io/queue-name": "burst" },
      annotations: { "gpu.platform/owner": "ml-platform@acme.example" },
    });
    expect(burst.metadata).not.toHaveProperty("name");
    expect(burst.spec.suspend).toBe(true);
    expect(manifest({ workers: 2 }, "onPrem").metadata.labels["kueue.x-k8s.io/queue-name"]).toBe("experiment");
  });

  test("says by itself that the other cluster runs it, and only where it is sent", () => {
    expect(manifest().spec.managedBy).toBe("kueue.x-k8s.io/multikueue");
    expect(manifest({ workers: 2 }, "onPrem").spec).not.toHaveProperty("managedBy");
    const { onPrem: _, ...alone } = PLATFORM;
    expect(manifest({}, "cloud", alone).spec).not.toHaveProperty("managedBy");
  });

  test("takes the CPU queue when it asks for no GPU", () => {
    const changes = { gpusPerWorker: 0, needs: {} };
    expect(manifest(changes).metadata.labels["kueue.x-k8s.io/queue-name"]).toBe("burst-cpu");
    const onPrem = manifest(changes, "onPrem");
    expect(onPrem.metadata.labels["kueue.x-k8s.io/queue-name"]).toBe("experiment-cpu");
    expect(main(part(onPrem, "workers")).resources.limits).not.toHaveProperty("nvidia.com/gpu");
    expect(part(onPrem, "workers").template.spec.template.spec.tolerations).not.toContainEqual(
      expect.objectContaining({ key: "nvidia.com/gpu" }),
    );
  });

  test("asks for GPUs, EFA interfaces and huge pages, requests equal to limits", () => {
    const { requests, limits } = main(part(manifest(), "workers")).resources;
    expect(limits).toMatchObject({ "nvidia.com/gpu": "8", "vpc.amazonaws.com/efa": "32", "hugepages-2Mi": "5120Mi" });
    const { cpu, ...rest } = requests;
    expect(rest).toEqual(limits);
    // 192 vCPUs and 2048 GiB a node: a worker that takes all eight GPUs gets 85 % of them.
    expect(cpu).toBe("163200m");
    expect(limits.memory).toBe(`${1740 * 1024}Mi`);
  });

  test("keeps to the interfaces of its part of the node", () => {
    expect(main(part(manifest({ gpusPerWorker: 2 }), "workers")).resources.limits["vpc.amazonaws.com/efa"]).toBe("8");
  });

  test("asks for no EFA when it has one worker, or where the pool has none", () => {
    const lone = main(part(manifest({ workers: 1 }), "workers"));
    expect(lone.resources.limits).not.toHaveProperty("vpc.amazonaws.com/efa");
    expect(env(lone)).not.toHaveProperty("NCCL_SOCKET_IFNAME");
    const spread = withCloudPools([{ ...P5, efa: false }]);
    expect(main(part(manifest({}, "cloud", spread), "workers")).resources.limits).not.toHaveProperty("hugepages-2Mi");
  });

  test("states what the file says it needs, to the megabyte", () => {
    const { requests } = main(part(manifest({ needs: { cpus: 2.5, memoryGiB: 7.5 } }), "workers")).resources;
    expect(requests).toMatchObject({ cpu: "2500m", memory: "7680Mi" });
  });

  test("asks for no more than a node leaves to pods: a worker that asked for all of it would wait for ever", () => {
    const whole = { gpusPerWorker: 0, needs: { cpus: 16, memoryGiB: 64 } };
    const { requests } = main(part(manifest(whole), "workers")).resources;
    expect(requests).toMatchObject({ cpu: "13600m", memory: `${Math.floor(54.4 * 1024)}Mi` });
  });

  test("lands on the pools that fit, and tolerates their taint", () => {
    const { spec } = part(manifest(), "workers").template.spec.template;
    expect(JSON.stringify(spec.affinity)).toContain('{"key":"gpu.platform/pool","operator":"In","values":["h100"]}');
    expect(spec.tolerations).toContainEqual({
      key: "nvidia.com/gpu",
      operator: "Equal",
      value: "present",
      effect: "NoSchedule",
    });
  });

  test("runs as user 1000 under the restricted Pod Security standard, with a writable /tmp", () => {
    for (const job of manifest({ framework: "spark" }).spec.replicatedJobs) {
      const { spec } = job.template.spec.template;
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(container.volumeMounts).toContainEqual({ name: "tmp", mountPath: "/tmp" });
      }
    }
  });

  test("is not disturbed by Karpenter, and goes a day after its end", () => {
    const burst = manifest();
    expect(part(burst, "workers").template.spec.template.metadata.annotations["karpenter.sh/do-not-disrupt"]).toBe(
      "true",
    );
    expect(burst.spec.ttlSecondsAfterFinished).toBe(86400);
  });

  test("stops after three times its expected hours and what nodes take to come, and only where they are known", () => {
    expect(part(manifest({ hours: 0.5 }), "workers").template.spec.activeDeadlineSeconds).toBe(5400 + 1800);
    expect(part(manifest({ hours: undefined }), "workers").template.spec).not.toHaveProperty("activeDeadlineSeconds");
  });

  test("fails its Job at the first lost pod, and starts all workers anew", () => {
    const burst = manifest();
    const { backoffLimit, podFailurePolicy } = part(burst, "workers").template.spec;
    expect(backoffLimit).toBe(0);
    expect(podFailurePolicy.rules).toContainEqual({
      action: "FailJob",
      onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
    });
    expect(burst.spec.failurePolicy.maxRestarts).toBe(3);
  });

  test.each([
    ["Container main for pod acme-vision/x failed with exit code 127 matching FailJob rule at index 0", "FailJobSet"],
    [
      "Container attempt for pod acme-vision/x failed with exit code 75 matching FailJob rule at index 0",
      "RestartJobSetAndIgnoreMaxRestarts",
    ],
    [
      "Pod acme-vision/x has condition DisruptionTarget matching FailJob rule at index 1",
      "RestartJobSetAndIgnoreMaxRestarts",
    ],
    ["Container main for pod acme-vision/x failed with exit code 12 matching FailJob rule at index 0", undefined],
  ])("answers %j with %s", (message, action) => {
    const rules = manifest().spec.failurePolicy.rules as readonly {
      action: string;
      onJobFailureMessagePatterns?: readonly string[];
    }[];
    const first = rules.find(({ onJobFailureMessagePatterns: patterns = [] }) =>
      patterns.some((pattern) => new RegExp(pattern).test(message)),
    );
    expect(first?.action).toBe(action);
  });

  test("is the same each time it is printed", () => {
    expect(JSON.stringify(manifest({ framework: "ray" }))).toBe(JSON.stringify(manifest({ framework: "ray" })));
  });
});

describe("what a run's code gets", () => {
  test("addresses in the cloud's buckets, and no key", () => {
    const variables = env(main(part(manifest(), "workers")));
    expect(variables).toMatchObject({
      RUN_ID: '{"fieldRef":{"fieldPath":"metadata.labels[\'jobset.sigs.k8s.io/jobset-name\']"}}',
      ATTEMPT: "$(JOBSET_UID)-$(RESTARTS)",
      CHECKPOINT_URI: "s3://acme-checkpoints-111122223333-eu-north-1/vision/road-detector/$(RUN_ID)",
      DATASET_ROAD_SCENES_URI: "s3://acme-datasets-111122223333-eu-north-1/road-scenes",
      MODEL_OUTPUT_URI: "s3://acme-models-111122223333-eu-north-1/road-detector/$(RUN_ID)",
      AWS_REGION: "eu-north-1",
    });
    expect(variables).not.toHaveProperty("AWS_ENDPOINT_URL_S3");
    expect(variables).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
    expect(variables).not.toHaveProperty("HOT_URI");
    const hot = env(main(part(manifest({}, "cloud", withStorage(PLATFORM)), "workers"))).HOT_URI;
    expect(hot).toMatch(/^s3:\/\/acme-\S+--eun1-az1--x-s3\/vision$/);
    expect(env(main(part(manifest({ workers: 2 }, "onPrem", withStorage(PLATFORM)), "workers")))).not.toHaveProperty(
      "HOT_URI",
    );
  });

  test("addresses in the on-prem store, its endpoint, and the key of its namespace by reference", () => {
    const variables = env(main(part(manifest({ workers: 2 }, "onPrem"), "workers")));
    expect(variables).toMatchObject({
      CHECKPOINT_URI: "s3://acme-checkpoints/vision/road-detector/$(RUN_ID)",
      AWS_ENDPOINT_URL_S3: "https://s3.fra1.acme.example",
      AWS_REGION: "fra1",
      AWS_SECRET_ACCESS_KEY: '{"secretKeyRef":{"name":"acme-vision-object-store","key":"AWS_SECRET_ACCESS_KEY"}}',
    });
  });

  test("variables that others are made of come first, or Kubernetes would not fill them in", () => {
    const names = main(part(manifest(), "workers")).env.map(({ name }) => name);
    for (const [needed, user] of [
      ["RUN_ID", "CHECKPOINT_URI"],
      ["RUN_ID", "MODEL_OUTPUT_URI"],
      ["JOBSET_UID", "ATTEMPT"],
      ["RESTARTS", "ATTEMPT"],
    ] as const)
      expect(names.indexOf(needed)).toBeLessThan(names.indexOf(user));
  });

  test("no model address when it produces none", () => {
    expect(env(main(part(manifest({ produces: undefined }), "workers")))).not.toHaveProperty("MODEL_OUTPUT_URI");
  });

  const SCANS = {
    name: "patient-scans",
    sizeGiB: 9000,
    home: "onPrem",
    classification: "restricted",
    teams: [],
    cachedOn: [],
  } as const;
  const HOSPITAL: Platform = { ...PLATFORM, datasets: [SCANS], models: [MODEL] };

  test("with restricted data, the restricted bucket and namespace for all that it reads and writes", () => {
    const run = { workers: 2, datasets: ["imagenet", "patient-scans"] };
    const restricted = manifest(run, "onPrem", { ...HOSPITAL, runs: [detector(run)] });
    expect(restricted.metadata.namespace).toBe("acme-vision-restricted");
    expect(restricted.metadata.labels["kueue.x-k8s.io/queue-name"]).toBe("experiment");
    expect(env(main(part(restricted, "workers")))).toMatchObject({
      CHECKPOINT_URI: "s3://acme-restricted/checkpoints/vision/road-detector/$(RUN_ID)",
      MODEL_OUTPUT_URI: "s3://acme-restricted/models/road-detector/$(RUN_ID)",
      DATASET_PATIENT_SCANS_URI: "s3://acme-restricted/datasets/patient-scans",
      DATASET_IMAGENET_URI: "s3://acme-datasets/imagenet",
      AWS_ACCESS_KEY_ID: '{"secretKeyRef":{"name":"acme-vision-restricted-object-store","key":"AWS_ACCESS_KEY_ID"}}',
    });
  });

  test("with a model that inherits restricted data from elsewhere, the restricted namespace: no other may write it", () => {
    const inherits = { ...HOSPITAL, models: [{ ...MODEL, trainedOn: ["patient-scans"] }] };
    const restricted = manifest({ workers: 2 }, "onPrem", inherits);
    expect(restricted.metadata.namespace).toBe("acme-vision-restricted");
    expect(env(main(part(restricted, "workers"))).MODEL_OUTPUT_URI).toBe(
      "s3://acme-restricted/models/road-detector/$(RUN_ID)",
    );
  });

  test("with a released model, restricted data still, and the model among the others", () => {
    const run = { workers: 2, datasets: ["patient-scans"] };
    const released = {
      classification: "public",
      by: "dpo@acme.example",
      on: "2026-11-01",
      reason: "anonymous",
    } as const;
    const platform = { ...HOSPITAL, runs: [detector(run)], models: [{ ...MODEL, released }] };
    const variables = env(main(part(manifest(run, "onPrem", platform), "workers")));
    expect(variables.CHECKPOINT_URI).toMatch(/^s3:\/\/acme-restricted\//);
    expect(variables.MODEL_OUTPUT_URI).toBe("s3://acme-models/road-detector/$(RUN_ID)");
  });

  test("restricted data never in the cloud, whatever the caller says", () => {
    expect(() => manifest({ datasets: ["patient-scans"] }, "cloud", HOSPITAL)).toThrow(
      "restricted data has no place in the cloud: placement must have refused this",
    );
  });

  test("a moment to be done by, where Capacity Blocks may carry it: 45 minutes before the first one ends", () => {
    const block = (endsAt: string) => ({ kind: "capacityBlock", id: "cr-1", endsAt }) as const;
    const capacity = [block("2029-12-24T11:30:00Z"), block("2029-12-20T11:30:00Z"), { kind: "onDemand" } as const];
    const platform = withCloudPools([{ ...P5, capacity }]);
    expect(env(main(part(manifest({}, "cloud", platform), "workers"))).DEADLINE).toBe("2029-12-20T10:45:00Z");
    expect(env(main(part(manifest(), "workers")))).not.toHaveProperty("DEADLINE");
  });
});

describe("the on-prem side", () => {
  test("shares the default beside a GPU, since the file does not describe the machine", () => {
    const { requests } = main(part(manifest({ workers: 2 }, "onPrem"), "workers")).resources;
    expect(requests).toMatchObject({ cpu: "32000m", memory: `${128 * 1024}Mi`, "nvidia.com/gpu": "8" });
    expect(BENCH.gpus?.perNode).toBe(8);
  });
});
