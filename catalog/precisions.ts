import type { GpuArchitecture } from "./gpus";

/**
 * Number formats that a model computes in or stores its weights in, widest first. fp4 and fp64 are left out:
 * no model of a platform file asks for them.
 */
export const PRECISIONS = ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"] as const;

/** A number format. */
export type Precision = (typeof PRECISIONS)[number];

/** Bytes that one parameter's weight takes; tf32 is a way to compute, its weights are stored as fp32. */
export const BYTES_PER_PARAMETER: Readonly<Record<Precision, number>> = {
  fp32: 4,
  tf32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  int8: 1,
  int4: 0.5,
};

/**
 * Number formats that the GPUs of an architecture serve.
 *
 * - fp32, tf32, bf16, fp16: what the hardware computes. bf16 and tf32 began with Ampere (sm 8.0).
 * - fp8: what the hardware computes, from Ada (sm 8.9). Servers can load fp8 weights on older GPUs and compute in
 *   fp16; that is left out, for a team that asks for fp8 expects its speed.
 * - int8: weights and activations on tensor cores, from Turing (sm 7.5).
 * - int4: weights alone. No server of the catalog computes in int4: its kernels unpack the weights and compute in
 *   fp16, which the current ones (AWQ, GPTQ, Marlin) do from Turing.
 *
 * Source: https://docs.vllm.ai/en/v0.15.1/features/quantization/ (rows AWQ, INT8 W8A8, FP8 W8A8), NVIDIA TensorRT-RTX
 * 1.4 support matrix for compute capabilities 7.5, 8.6, 8.9 and 12.0. Not sourced: Volta, and int8 and int4 on Blackwell,
 * which the first table does not list; on a B300 int8 runs, but many times slower than on a B200.
 */
export const GPU_PRECISIONS: Readonly<Record<GpuArchitecture, readonly Precision[]>> = {
  volta: ["fp32", "fp16"],
  turing: ["fp32", "fp16", "int8", "int4"],
  ampere: ["fp32", "tf32", "bf16", "fp16", "int8", "int4"],
  "ada-lovelace": ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"],
  hopper: ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"],
  blackwell: ["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4"],
};

/**
 * Number formats that a server on CPU runs. int8 is native (VNNI, AMX); bf16 is native on Xeons from Sapphire Rapids
 * (m7i, c7i, r7i) and falls back to fp32 elsewhere; fp16 models are stored as fp16 and computed in fp32 where the CPU
 * has no fp16; int4 weights are unpacked.
 *
 * Source: https://docs.openvino.ai/2024/openvino-workflow/running-inference/inference-devices-and-modes/cpu-device.html
 * (supported model precision). int4: https://docs.vllm.ai/en/v0.15.1/features/quantization/ (AWQ and GPTQ on x86).
 */
export const CPU_PRECISIONS: readonly Precision[] = ["fp32", "bf16", "fp16", "int8", "int4"];
