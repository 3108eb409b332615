/**
 * Number formats that a model computes in or stores its weights in, widest first. `int8` and `int4`
 * are quantized weights; fp4 and fp64 are left out, since no server of the catalog is asked for them.
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
