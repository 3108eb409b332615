import type { SourceKey } from "./source";

/**
 * Image of a model server. It carries a tag: a digest is resolved where there is a network, and stands in the lock
 * file `locks/images.json`.
 */
export interface ServingImage {
  /** Registry and repository. */
  readonly repository: string;
  readonly tag: string;
  /** Whether the image computes on a GPU, on the CPU, or on what it finds. */
  readonly runsOn: readonly ("gpu" | "cpu")[];
  /**
   * Lowest CUDA compute capability that the image supports, such as `7.5`.
   *
   * @default - not stated by the source
   */
  readonly minComputeCapability?: string;
  readonly source: SourceKey;
}

/** Images by the server's name in platform files. `custom` has none: its image is in the platform file. */
export const SERVING_IMAGES = {
  vllm: {
    repository: "docker.io/vllm/vllm-openai",
    tag: "v0.30.0",
    runsOn: ["gpu"],
    source: "vllm-images",
  },
  triton: {
    repository: "nvcr.io/nvidia/tritonserver",
    tag: "26.07-py3",
    runsOn: ["gpu"],
    minComputeCapability: "7.5",
    source: "triton-releases",
  },
  tensorflow: {
    repository: "docker.io/tensorflow/serving",
    tag: "2.19.1-gpu",
    runsOn: ["gpu"],
    source: "image-pins",
  },
  openvino: {
    repository: "docker.io/openvino/model_server",
    tag: "2026.4.1",
    runsOn: ["cpu"],
    source: "openvino-releases",
  },
  mlserver: {
    repository: "docker.io/seldonio/mlserver",
    tag: "1.7.1",
    runsOn: ["cpu", "gpu"],
    source: "image-pins",
  },
} as const satisfies Readonly<Record<string, ServingImage>>;
