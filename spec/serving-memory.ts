import { BYTES_PER_PARAMETER, type Precision } from "../catalog/precisions";

/** A model needs this much more than its weights: activations and caches. */
export const OVERHEAD = 1.2;
/** What of a unit's memory a model may fill: the rest is the runtime's. */
export const FILL = 0.9;

/** Weights of a model in GiB: parameters times the bytes of each. */
export function weightsGiB(parametersBillions: number, precision: Precision): number {
  return (parametersBillions * 1e9 * BYTES_PER_PARAMETER[precision]) / 2 ** 30;
}

/** Units of a memory that a model takes; may be more than there are. */
export function unitsForModel(weights: number, unitGiB: number): number {
  return Math.max(1, Math.ceil((weights * OVERHEAD) / (unitGiB * FILL)));
}
