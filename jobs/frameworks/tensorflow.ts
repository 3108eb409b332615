import type { Framework } from "../framework";
import { hostOf } from "../worker-pod";

const PORT = 2222;

/** Linux takes at most 128 KiB in one variable, and TF_CONFIG names every worker. */
export const MAX_WORKERS = 1000;

/**
 * The run's command in each worker, with the TF_CONFIG that MultiWorkerMirroredStrategy reads; worker 0 is chief.
 *
 * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
 */
export const tensorflow: Framework = {
  roles: ({ run }) => {
    if (run.workers > MAX_WORKERS)
      throw new Error(
        `run "${run.name}" has ${run.workers} workers, and TF_CONFIG holds ${MAX_WORKERS} at most; use fewer, larger workers`,
      );
    return [
      {
        name: "workers",
        pods: run.workers,
        size: "worker",
        command: run.command,
        env: [{ name: "TF_CONFIG", value: clusterOf(run.workers) }],
      },
    ];
  },
};

/** The index is a number in TF_CONFIG, so it stands without quotes and Kubernetes fills it in. */
function clusterOf(workers: number): string {
  const addresses = Array.from({ length: workers }, (_, index) =>
    JSON.stringify(`${hostOf("workers", index)}:${PORT}`),
  );
  return `{"cluster":{"worker":[${addresses.join(",")}]},"task":{"type":"worker","index":$(WORKER_INDEX)}}`;
}
