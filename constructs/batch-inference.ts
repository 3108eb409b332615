import { Construct } from "constructs";
import { modelServer, serverHardware } from "../catalog/servers";
import { CONTAINER_SECURITY, POD_SECURITY } from "../jobs/pod-security";
import { loadBudget } from "../placement/load-budget";
import { GPU_TAINT, LABELS, OWNER_ANNOTATION } from "../spec/names";
import { weightsGiB } from "../spec/serving-memory";
import { ChartRelease } from "./chart-release";
import { type Model, pathOf, type ServingPool, serverContainer } from "./model-server";
import { type ModelStore, type ModelVersion, modelFetch, storeVariables } from "./model-source";
import { check } from "./validation";

/** A part of a bucket. */
export interface BatchFolder {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefix: string;
}

/** Properties for {@link BatchInference}. */
export interface BatchInferenceProps {
  /** Namespace that exists, with the queue in it. */
  readonly namespace: string;
  /** Cron expression, in UTC. */
  readonly schedule: string;
  /** Kueue's local queue of the namespace. */
  readonly queue: string;
  readonly model: Model;
  readonly version: ModelVersion;
  /** Where the model's versions are; input and output are in the same object store. */
  readonly store: ModelStore;
  /** Objects that are the body of one request each. */
  readonly input: BatchFolder;
  /** Where the answers go: each start has a folder of its own here, named like its job. */
  readonly output: BatchFolder;
  /** Reference of an image with a shell, wget and rclone. */
  readonly fetchImage: string;
  readonly pool: ServingPool;
  /** GPUs, MIG slices or time slices of the job; 0 on a CPU pool. */
  readonly units: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  /** ServiceAccount that exists and may read model and input, and write the output. */
  readonly serviceAccountName: string;
  /** Longest time that an answer may take. */
  readonly requestTimeoutSec: number;
  /**
   * A job that takes longer is stopped; what it answered stays.
   *
   * @default - none is stopped
   */
  readonly deadlineSec?: number;
  /**
   * Who is asked: the annotation gpu.platform/owner.
   *
   * @default - no annotation
   */
  readonly owner?: string;
}

/**
 * A model that runs over a part of a bucket by a schedule, as a job of a Kueue queue.
 *
 * Defines one release of the chart `batch`: a CronJob whose jobs are suspended until Kueue admits them. The model's server runs beside the
 * step that posts each object of the input to it and puts the answer under the same name into the output; an object that is answered
 * already is left out when a pod starts again. It defines no namespace, no queue and no right to read or write.
 */
export class BatchInference extends Construct {
  constructor(scope: Construct, id: string, props: BatchInferenceProps) {
    super(scope, id);
    const { namespace, schedule, queue, model, version, deadlineSec, owner, pool, units } = props;
    const hardware = pool.unitResource === undefined ? "cpu" : "gpu";
    const runsOn = serverHardware(model.server);
    check(
      this,
      runsOn.includes(hardware)
        ? undefined
        : `server ${model.server} runs on ${runsOn.join(" or ")}, got a pool of ${hardware}s`,
      hardware === "gpu" && units < 1 ? `a GPU pool needs at least one unit, got ${units}` : undefined,
    );
    const annotations = owner === undefined ? {} : { [OWNER_ANNOTATION]: owner };
    new ChartRelease(this, "Default", {
      chart: "batch",
      name: `batch-${id}`,
      namespace,
      values: {
        name: id,
        labels: {
          [LABELS.deployment]: id,
          [LABELS.model]: model.name,
          [LABELS.version]: version.version,
        },
        annotations: { ...annotations, "gpu.platform/model-sha256": version.sha256 },
        // Karpenter neither consolidates nor replaces the node under a job.
        podAnnotations: { ...annotations, "karpenter.sh/do-not-disrupt": "true" },
        schedule,
        queue,
        ...(deadlineSec !== undefined && { deadlineSec }),
        pod: podSpec(props),
      },
    });
  }
}

/** A server that is told to stop has no requests left. */
const STOP_SEC = 30;

function podSpec(props: BatchInferenceProps): object {
  const { model, version, store, fetchImage, pool, units } = props;
  const { startupSec } = loadBudget(weightsGiB(model));
  const { lifecycle: _lifecycle, ...server } = serverContainer({ ...props, unitsPerReplica: units }, startupSec);
  return {
    restartPolicy: "Never",
    serviceAccountName: props.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: STOP_SEC,
    securityContext: POD_SECURITY,
    nodeSelector: pool.nodeSelector,
    ...(pool.unitResource !== undefined && { tolerations: [{ ...GPU_TAINT, operator: "Equal" }] }),
    initContainers: [
      manifest(modelFetch(fetchImage, store, version, pathOf(model))),
      // beside the step as long as it takes, and ready before it begins.
      { ...manifest(server), restartPolicy: "Always" },
    ],
    containers: [requests(props)],
    volumes: [
      { name: "model", emptyDir: {} },
      { name: "tmp", emptyDir: {} },
      { name: "shm", emptyDir: { medium: "Memory" } },
    ],
  };
}

/** A container of Terraform's words in those of Kubernetes. */
function manifest({ port, volumeMount, ...rest }: { readonly port?: unknown; readonly volumeMount?: unknown }): object {
  return { ...rest, ...(port !== undefined && { ports: port }), volumeMounts: volumeMount };
}

/** The shell is busybox's. Names come one a line: S3 keys with a line break in them are left to their owner. */
const SCRIPT = [
  "set -eu",
  'from="store:$(echo "$INPUT_URI" | cut -c6-)"',
  'to="store:$(echo "$OUTPUT_URI" | cut -c6-)/$JOB_NAME"',
  'rclone lsf -R --files-only "$from" > /tmp/all',
  // a folder that is not there yet is empty.
  'rclone lsf -R --files-only "$to" > /tmp/done || [ "$?" = 3 ]',
  "asked=0",
  "refused=0",
  "while IFS= read -r name; do",
  '  grep -qxF -- "$name" /tmp/done && continue',
  '  rclone copyto --ignore-checksum "$from/$name" /tmp/request',
  "  asked=$((asked + 1))",
  '  if wget -q -T "$TIMEOUT_SEC" -O /tmp/answer --header "Content-Type: application/json" --post-file /tmp/request "$PREDICT_URL"; then',
  '    rclone copyto --ignore-checksum /tmp/answer "$to/$name"',
  "  else",
  "    refused=$((refused + 1))",
  '    echo "$name was not answered" >&2',
  "  fi",
  "done < /tmp/all",
  'echo "asked $asked of $(wc -l < /tmp/all), $refused not answered; answers are in $to"',
  '[ "$refused" = 0 ]',
].join("\n");

/** The step that asks. */
function requests(props: BatchInferenceProps): object {
  const { model, store, input, output, fetchImage, requestTimeoutSec } = props;
  const server = modelServer(model.server);
  const uri = ({ bucket, prefix }: BatchFolder) => `s3://${bucket}/${prefix}`;
  const plain = {
    INPUT_URI: uri(input),
    OUTPUT_URI: uri(output),
    PREDICT_URL: `http://127.0.0.1:${model.port ?? server.httpPort ?? 0}${server.predict(model)}`,
    TIMEOUT_SEC: String(requestTimeoutSec),
  };
  return {
    name: "requests",
    image: fetchImage,
    command: ["sh", "-c", SCRIPT],
    env: [
      ...Object.entries(plain).map(([name, value]) => ({ name, value })),
      { name: "JOB_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } } },
      ...storeVariables(store),
    ],
    terminationMessagePolicy: "FallbackToLogsOnError",
    resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}
