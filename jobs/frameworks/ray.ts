import { workerRequest } from "../../placement/pod-request";
import type { Framework } from "../framework";
import { hostOf } from "../worker-pod";

const GCS_PORT = 6379;
const DASHBOARD_PORT = 8265;

/**
 * A Ray cluster for one run: a head, the workers, and an entry that submits the run's command to the head and waits for its end. When the
 * entry ends, the run ends. The head takes no work of its own.
 *
 * The image needs `ray[default]`, which brings the job server.
 *
 * @see https://docs.ray.io/en/latest/cluster/running-applications/job-submission/index.html
 */
export const ray: Framework = {
  decides: "entry",
  roles: ({ run, place }) => [
    {
      name: "head",
      pods: 1,
      size: "helper",
      readinessPort: DASHBOARD_PORT,
      command: [
        "ray",
        "start",
        "--head",
        `--port=${GCS_PORT}`,
        "--dashboard-host=0.0.0.0",
        "--num-cpus=0",
        "--num-gpus=0",
        ...ALWAYS,
      ],
    },
    {
      name: "workers",
      pods: run.workers,
      size: "worker",
      after: "head",
      command: [
        "ray",
        "start",
        `--address=${hostOf("head", 0)}:${GCS_PORT}`,
        `--num-cpus=${Math.max(1, Math.floor(workerRequest(run, place.pools).cpuMilli / 1000))}`,
        `--num-gpus=${run.gpusPerWorker}`,
        ...ALWAYS,
      ],
    },
    {
      name: "entry",
      pods: 1,
      size: "helper",
      after: "workers",
      command: [
        "ray",
        "job",
        "submit",
        `--address=http://${hostOf("head", 0)}:${DASHBOARD_PORT}`,
        "--",
        ...run.command,
      ],
    },
  ],
};

/** `--block` keeps the pod alive with Ray, and ends it when Ray dies. */
const ALWAYS = ["--disable-usage-stats", "--block"] as const;
