import { workerRequest } from "../../placement/pod-request";
import type { Framework } from "../framework";
import { hostOf } from "../worker-pod";

const MASTER_PORT = 7077;
const MASTER = `spark://${hostOf("master", 0)}:${MASTER_PORT}`;

/** Part of a worker's memory that executors get; the rest is the worker's own Java process and what is off the heap. */
const EXECUTOR_SHARE = 0.85;

/**
 * A standalone Spark cluster for one run: a master, the workers, and a driver that executes the run's command (`spark-submit …`, or Python
 * with pyspark). spark-submit takes the master from MASTER. When the driver ends, the run ends.
 *
 * The image keeps Spark in /opt/spark, as Apache's own images do, and must know a user 1000: Hadoop asks for its name.
 *
 * @see https://spark.apache.org/docs/latest/spark-standalone.html
 */
export const spark: Framework = {
  decides: "driver",
  roles: ({ run, place }) => {
    const { cpuMilli, memoryMiB } = workerRequest(run, place.pools);
    return [
      {
        name: "master",
        pods: 1,
        size: "helper",
        readinessPort: MASTER_PORT,
        env: writable(hostOf("master", 0)),
        command: [...classOf("master.Master"), "--host", hostOf("master", 0), "--port", String(MASTER_PORT)],
      },
      {
        name: "workers",
        pods: run.workers,
        size: "worker",
        after: "master",
        env: writable(hostOf("workers", "$(WORKER_INDEX)")),
        command: [
          ...classOf("worker.Worker"),
          "--host",
          hostOf("workers", "$(WORKER_INDEX)"),
          "--cores",
          String(Math.max(1, Math.floor(cpuMilli / 1000))),
          "--memory",
          `${Math.floor(memoryMiB * EXECUTOR_SHARE)}m`,
          MASTER,
        ],
      },
      {
        name: "driver",
        pods: 1,
        size: "helper",
        after: "workers",
        env: [...writable(hostOf("driver", 0)), { name: "MASTER", value: MASTER }],
        command: run.command,
      },
    ];
  },
};

function classOf(name: string): readonly string[] {
  return ["/opt/spark/bin/spark-class", `org.apache.spark.deploy.${name}`];
}

/** Only /tmp can be written; the host name is the one by which the other pods reach this one. */
function writable(host: string) {
  return [
    { name: "SPARK_LOCAL_HOSTNAME", value: host },
    { name: "SPARK_LOCAL_DIRS", value: "/tmp/spark" },
    { name: "SPARK_WORKER_DIR", value: "/tmp/spark-work" },
    { name: "SPARK_LOG_DIR", value: "/tmp/spark-logs" },
  ];
}
