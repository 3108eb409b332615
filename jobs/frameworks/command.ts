import type { Framework } from "../framework";
import { hostOf } from "../worker-pod";

/** The run's command in each worker, as it stands. Workers find each other by WORKERS, WORKER_INDEX and LEADER_HOST. */
export const command: Framework = {
  roles: ({ run }) => [
    {
      name: "workers",
      pods: run.workers,
      size: "worker",
      command: run.command,
      env: [{ name: "LEADER_HOST", value: hostOf("workers", 0) }],
    },
  ],
};
