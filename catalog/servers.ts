import type { Precision } from "./precisions";
import { SERVING_IMAGES, type ServingImage } from "./serving-images";

/** What a model server is told about the model that it serves. */
export interface ServedModel {
  /** Name of the model, as clients address it. */
  readonly name: string;
  /** Folder of the version's files. */
  readonly path: string;
  readonly precision: Precision;
  /** GPUs, MIG slices or time slices of one replica; 0 on CPU. */
  readonly units: number;
  /** Part of a GPU's memory that the server may fill, runtime included. */
  readonly memoryShare: number;
  /**
   * Longest sequence.
   *
   * @default - the one of the model's own configuration
   */
  readonly contextTokens?: number;
  /** Longest time that a request may take. */
  readonly requestTimeoutSec: number;
  /** Whether the server finds its {@link ModelServer.files}. */
  readonly hasFiles: boolean;
}

/** What is true of a model server, whatever it serves. */
export interface ModelServer {
  /** Number formats that it serves. */
  readonly precisions: readonly Precision[];
  /** True where one replica spreads a model over several units by itself. */
  readonly manyUnits: boolean;
  /** Port of its HTTP API; undefined for `custom`, whose port comes with the model. */
  readonly httpPort?: number;
  /** Answers 200 once the model is loaded. */
  ready(model: ServedModel): string;
  /** Answers 200 while the process is sound. */
  live(model: ServedModel): string;
  /** Where a request is posted. */
  predict(model: Pick<ServedModel, "name">): string;
  /** Where Prometheus reads; absent where the server has no metrics by itself. */
  readonly metrics?: { readonly port: number; readonly path: string };
  /** Gauges whose sum is the number of requests that it has, running and waiting, or waiting alone where it tells no more; absent where it tells none. */
  readonly requestGauges?: readonly string[];
  /** Empty for `custom`: its image knows what to do. */
  command(model: ServedModel): readonly string[];
  /** Further environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that it reads its settings from, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Where these facts stand. */
  readonly source: string;
}

/**
 * vLLM's names of what it computes in. Weights of 8 bits and fewer say so in their own configuration: told to quantize wider ones, vLLM loads
 * them as they are first, which takes the wider one's memory, and it refuses those that are quantized in another way.
 */
const VLLM_PRECISION: Readonly<Record<Precision, readonly string[]>> = {
  fp32: ["--dtype=float32"],
  tf32: ["--dtype=float32"],
  bf16: ["--dtype=bfloat16"],
  fp16: ["--dtype=float16"],
  fp8: [],
  int8: [],
  int4: [],
};

const OPEN_INFERENCE = {
  ready: () => "/v2/health/ready",
  live: () => "/v2/health/live",
  predict: ({ name }: Pick<ServedModel, "name">) => `/v2/models/${name}/infer`,
};

const TENSORFLOW_SETTINGS = "/etc/server/monitoring.config";
const TENSORFLOW_METRICS = "/monitoring/prometheus/metrics";

/** Model servers, by their name in platform files. */
export const MODEL_SERVERS = {
  vllm: {
    precisions: ["fp32", "bf16", "fp16", "fp8", "int8", "int4"],
    manyUnits: true,
    httpPort: 8000,
    ready: () => "/health",
    live: () => "/health",
    predict: () => "/v1/completions",
    metrics: { port: 8000, path: "/metrics" },
    // https://docs.vllm.ai/en/v0.8.5/serving/metrics.html
    requestGauges: ["vllm:num_requests_running", "vllm:num_requests_waiting"],
    command: ({ name, path, precision, units, memoryShare, contextTokens }) => [
      "vllm",
      "serve",
      path,
      `--served-model-name=${name}`,
      "--host=0.0.0.0",
      "--port=8000",
      `--tensor-parallel-size=${units}`,
      `--gpu-memory-utilization=${memoryShare}`,
      ...(contextTokens === undefined ? [] : [`--max-model-len=${contextTokens}`]),
      ...VLLM_PRECISION[precision],
    ],
    // nothing about a served model leaves the cluster.
    env: { VLLM_NO_USAGE_STATS: "1", HF_HUB_OFFLINE: "1" },
    files: {},
    source: "https://docs.vllm.ai/en/v0.8.5/serving/engine_args.html",
  },
  triton: {
    precisions: ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"],
    manyUnits: true,
    httpPort: 8000,
    ...OPEN_INFERENCE,
    metrics: { port: 8002, path: "/metrics" },
    // those that wait for an execution: https://github.com/triton-inference-server/server/blob/main/docs/user_guide/metrics.md
    requestGauges: ["nv_inference_pending_request_count"],
    // the version's folder is one model of Triton's repository: config.pbtxt and numbered folders.
    command: ({ path }) => [
      "tritonserver",
      `--model-repository=${parentOf(path)}`,
      "--http-port=8000",
      "--grpc-port=8001",
      "--metrics-port=8002",
      "--strict-readiness=true",
    ],
    env: {},
    files: {},
    source: "https://github.com/triton-inference-server/server/blob/main/docs/getting_started/quickstart.md",
  },
  tensorflow: {
    precisions: ["fp32", "tf32", "bf16", "fp16", "int8"],
    manyUnits: false,
    httpPort: 8501,
    ready: ({ name }) => `/v1/models/${name}`,
    live: ({ name }) => `/v1/models/${name}`,
    predict: ({ name }) => `/v1/models/${name}:predict`,
    metrics: { port: 8501, path: TENSORFLOW_METRICS },
    // the version's folder holds numbered SavedModels.
    command: ({ name, path, memoryShare, requestTimeoutSec, hasFiles }) => [
      "tensorflow_model_server",
      "--port=8500",
      "--rest_api_port=8501",
      // 30 s otherwise: https://github.com/tensorflow/serving/blob/master/tensorflow_serving/model_servers/main.cc
      `--rest_api_timeout_in_ms=${requestTimeoutSec * 1000}`,
      `--model_name=${name}`,
      `--model_base_path=${path}`,
      ...(hasFiles ? [`--monitoring_config_file=${TENSORFLOW_SETTINGS}`] : []),
      // it takes all of the GPU otherwise, also where others have a part.
      `--per_process_gpu_memory_fraction=${memoryShare}`,
    ],
    env: {},
    files: { [TENSORFLOW_SETTINGS]: `prometheus_config { enable: true, path: "${TENSORFLOW_METRICS}" }\n` },
    source: "https://www.tensorflow.org/tfx/serving/serving_config",
  },
  openvino: {
    precisions: ["fp32", "bf16", "fp16", "int8", "int4"],
    manyUnits: false,
    httpPort: 8000,
    ...OPEN_INFERENCE,
    metrics: { port: 8000, path: "/metrics" },
    requestGauges: ["ovms_current_requests"],
    command: ({ name, path }) => [
      "/ovms/bin/ovms",
      "--port=9000",
      "--rest_port=8000",
      `--model_name=${name}`,
      `--model_path=${path}`,
      "--target_device=CPU",
      "--metrics_enable",
    ],
    env: {},
    files: {},
    source: "https://docs.openvino.ai/2024/ovms_docs_metrics.html",
  },
  mlserver: {
    precisions: ["fp32", "tf32", "bf16", "fp16", "int8"],
    manyUnits: false,
    httpPort: 8080,
    ...OPEN_INFERENCE,
    metrics: { port: 8082, path: "/metrics" },
    command: ({ path }) => ["mlserver", "start", path],
    env: {
      MLSERVER_HTTP_PORT: "8080",
      MLSERVER_GRPC_PORT: "8081",
      MLSERVER_METRICS_PORT: "8082",
      MLSERVER_METRICS_DIR: "/tmp",
      MLSERVER_ENVIRONMENTS_DIR: "/tmp",
    },
    files: {},
    source: "https://docs.seldon.ai/mlserver/api-reference/settings",
  },
  custom: {
    precisions: ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"],
    manyUnits: true,
    ready: () => "/health",
    live: () => "/health",
    predict: () => "/predict",
    command: () => [],
    env: {},
    files: {},
    source: "this platform's own contract: docs/constructs.md",
  },
} as const satisfies Readonly<Record<string, ModelServer>>;

/** Name of a model server. */
export type ModelServerName = keyof typeof MODEL_SERVERS;

/** The server of that name, with every field that a server may have. */
export function modelServer(name: ModelServerName): ModelServer {
  return MODEL_SERVERS[name];
}

/** The server's image in the catalog; undefined for `custom`, whose image comes with the model. */
export function serverImage(name: ModelServerName): ServingImage | undefined {
  return name === "custom" ? undefined : SERVING_IMAGES[name];
}

/** Ports that clients and Prometheus reach. `port` is that of a model whose server has none of its own. */
export function serverPorts(name: ModelServerName, port?: number): readonly number[] {
  const { httpPort, metrics } = modelServer(name);
  return [...new Set([port ?? httpPort, metrics?.port])].filter((one) => one !== undefined);
}

/** The hardware that a server runs on; a `custom` one is taken at its word. */
export function serverHardware(name: ModelServerName): readonly ("gpu" | "cpu")[] {
  return serverImage(name)?.runsOn ?? ["cpu", "gpu"];
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
