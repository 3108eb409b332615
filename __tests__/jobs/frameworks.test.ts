import { jobSet } from "../../jobs/job-set";
import type { EnvVar, JobSetManifest } from "../../jobs/manifest";
import { HELPERS } from "../../placement/pod-request";
import type { Framework, Run } from "../../spec/platform";
import { FRAMEWORKS } from "../../spec/schema/work";
import { detector, PLATFORM, placeOn } from "./fixture";

function manifest(framework: Framework, changes: Partial<Run> = {}): JobSetManifest {
  const run = detector({ framework, ...changes });
  return jobSet(PLATFORM, run, { place: placeOn(PLATFORM, run, "cloud"), toolImage: "rclone" });
}

/** Each role's pods, command and what it waits for. */
function roles(of: JobSetManifest): Record<string, { pods: number; command: string; after?: string }> {
  return Object.fromEntries(
    of.spec.replicatedJobs.map(({ name, dependsOn, template: { spec } }) => [
      name,
      {
        pods: spec.completions,
        command: spec.template.spec.containers[0]?.command.join(" ") ?? "",
        ...(dependsOn && { after: dependsOn.map((one) => `${one.name} ${one.status}`).join() }),
      },
    ]),
  );
}

/** A variable as a pod's code reads it, once Kubernetes has filled in the run id and the index. */
function filled(of: JobSetManifest, role: string, name: string, index: number): string | undefined {
  const job = of.spec.replicatedJobs.find((one) => one.name === role);
  const variable = job?.template.spec.template.spec.containers[0]?.env.find((one: EnvVar) => one.name === name);
  return variable && "value" in variable
    ? variable.value.replaceAll("$(RUN_ID)", "run-x7k2p").replaceAll("$(WORKER_INDEX)", String(index))
    : undefined;
}

test("pytorch meets at worker 0, one process a GPU", () => {
  expect(roles(manifest("pytorch"))).toEqual({
    workers: {
      pods: 4,
      command:
        "torchrun --nnodes=4 --nproc-per-node=8 --node-rank=$(WORKER_INDEX) --master-addr=$(RUN_ID)-workers-0-0.$(RUN_ID) --master-port=29500 --max-restarts=0 --no-python python -m road.train",
    },
  });
});

test("pytorch without GPUs starts one process a worker", () => {
  const cpu = manifest("pytorch", { gpusPerWorker: 0, needs: {} });
  expect(roles(cpu).workers?.command).toContain("--nproc-per-node=1 ");
});

test("tensorflow gets a TF_CONFIG that parses, with every worker and its own index", () => {
  const config = JSON.parse(filled(manifest("tensorflow", { workers: 2 }), "workers", "TF_CONFIG", 1) ?? "");
  expect(config).toEqual({
    cluster: { worker: ["run-x7k2p-workers-0-0.run-x7k2p:2222", "run-x7k2p-workers-0-1.run-x7k2p:2222"] },
    task: { type: "worker", index: 1 },
  });
});

test("tensorflow takes no more workers than one variable can name", () => {
  const cpu = { gpusPerWorker: 0, needs: {} };
  const most = filled(manifest("tensorflow", { ...cpu, workers: 1000 }), "workers", "TF_CONFIG", 0) ?? "";
  // run ids have 32 characters at most, and each address holds two.
  expect(most.replaceAll("run-x7k2p", "r".repeat(32)).length).toBeLessThan(128 * 1024);
  expect(() => manifest("tensorflow", { ...cpu, workers: 1001 })).toThrow(
    'run "road-detector" has 1001 workers, and TF_CONFIG holds 1000 at most; use fewer, larger workers',
  );
});

test("spark starts a master, then workers, then the driver, whose end is the run's", () => {
  const spark = manifest("spark", { gpusPerWorker: 0, needs: { cpus: 8, memoryGiB: 32 } });
  expect(roles(spark)).toEqual({
    master: {
      pods: 1,
      command:
        "/opt/spark/bin/spark-class org.apache.spark.deploy.master.Master --host $(RUN_ID)-master-0-0.$(RUN_ID) --port 7077",
    },
    workers: {
      pods: 4,
      after: "master Ready",
      command:
        "/opt/spark/bin/spark-class org.apache.spark.deploy.worker.Worker --host $(RUN_ID)-workers-0-$(WORKER_INDEX).$(RUN_ID) --cores 8 --memory 27852m spark://$(RUN_ID)-master-0-0.$(RUN_ID):7077",
    },
    driver: { pods: 1, after: "workers Ready", command: "python -m road.train" },
  });
  expect(filled(spark, "driver", "MASTER", 0)).toBe("spark://run-x7k2p-master-0-0.run-x7k2p:7077");
  expect(filled(spark, "driver", "SPARK_LOCAL_HOSTNAME", 0)).toBe("run-x7k2p-driver-0-0.run-x7k2p");
  expect(filled(spark, "workers", "SPARK_LOCAL_HOSTNAME", 3)).toBe("run-x7k2p-workers-0-3.run-x7k2p");
  expect(spark.spec.successPolicy).toEqual({ operator: "All", targetReplicatedJobs: ["driver"] });
});

test("ray submits the command to a head that takes no work, and ends with it", () => {
  const ray = manifest("ray");
  expect(roles(ray)).toEqual({
    head: {
      pods: 1,
      command:
        "ray start --head --port=6379 --dashboard-host=0.0.0.0 --num-cpus=0 --num-gpus=0 --disable-usage-stats --block",
    },
    workers: {
      pods: 4,
      after: "head Ready",
      command:
        "ray start --address=$(RUN_ID)-head-0-0.$(RUN_ID):6379 --num-cpus=163 --num-gpus=8 --disable-usage-stats --block",
    },
    entry: {
      pods: 1,
      after: "workers Ready",
      command: "ray job submit --address=http://$(RUN_ID)-head-0-0.$(RUN_ID):8265 -- python -m road.train",
    },
  });
  expect(ray.spec.successPolicy?.targetReplicatedJobs).toEqual(["entry"]);
});

test("command runs as it stands in each worker, and the run ends when all have", () => {
  const plain = manifest("command");
  expect(roles(plain)).toEqual({ workers: { pods: 4, command: "python -m road.train" } });
  expect(filled(plain, "workers", "LEADER_HOST", 2)).toBe("run-x7k2p-workers-0-0.run-x7k2p");
  expect(plain.spec).not.toHaveProperty("successPolicy");
});

test("masters, heads and drivers ask for no GPU, and stay on the workers' nodes", () => {
  for (const framework of ["spark", "ray"] as const)
    for (const { name, template } of manifest(framework).spec.replicatedJobs) {
      const { spec } = template.spec.template;
      expect(spec.tolerations).toContainEqual(expect.objectContaining({ key: "nvidia.com/gpu" }));
      expect("nvidia.com/gpu" in (spec.containers[0]?.resources.limits ?? {})).toBe(name === "workers");
    }
});

test.each([
  ["pytorch", "workers"],
  ["spark", "driver"],
  ["ray", "entry"],
] as const)("%s checks its attempt once, in %s", (framework, role) => {
  const asking = manifest(framework).spec.replicatedJobs.filter(
    ({ template }) => template.spec.template.spec.initContainers,
  );
  expect(asking.map(({ name }) => name)).toEqual([role]);
});

test("host names fit into 63 characters for the longest run id and the most workers", () => {
  for (const framework of ["pytorch", "spark", "ray"] as const)
    for (const { name } of manifest(framework).spec.replicatedJobs)
      expect(`${"r".repeat(32)}-${name}-0-4095-abcde`.length).toBeLessThanOrEqual(63);
});

test.each(FRAMEWORKS)("%s has the helpers that placement makes room for, and each asks for as much", (framework) => {
  const others = manifest(framework).spec.replicatedJobs.filter(({ name }) => name !== "workers");
  expect(others.map(({ name }) => name)).toEqual(HELPERS[framework]);
  for (const { template } of others) {
    expect(template.spec.completions).toBe(1);
    expect(template.spec.template.spec.containers[0]?.resources.requests).toEqual({ cpu: "1000m", memory: "4096Mi" });
  }
});
