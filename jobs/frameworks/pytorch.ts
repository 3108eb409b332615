import type { Framework } from "../framework";
import { hostOf } from "../worker-pod";

const RENDEZVOUS_PORT = 29500;

/**
 * torchrun in each worker: one process a GPU, or one without GPUs; worker 0 is where they meet. The run's command follows as it stands,
 * so it may be any program, not only a Python file.
 *
 * @see https://docs.pytorch.org/docs/stable/elastic/run.html
 */
export const pytorch: Framework = {
  roles: ({ run }) => [
    {
      name: "workers",
      pods: run.workers,
      size: "worker",
      command: [
        "torchrun",
        `--nnodes=${run.workers}`,
        `--nproc-per-node=${Math.max(1, run.gpusPerWorker)}`,
        "--node-rank=$(WORKER_INDEX)",
        `--master-addr=${hostOf("workers", 0)}`,
        `--master-port=${RENDEZVOUS_PORT}`,
        // a lost process is a lost gang: the JobSet starts all workers again under a new attempt.
        "--max-restarts=0",
        "--no-python",
        ...run.command,
      ],
    },
  ],
};
