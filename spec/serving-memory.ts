import { BYTES_PER_PARAMETER, type Precision } from "../catalog/precisions";
import { type ModelServerName, modelServer } from "../catalog/servers";
import type { PoolGpus } from "./platform";

/** What decides how much memory a model takes while it is served. */
export interface ModelSize {
  readonly parametersBillions: number;
  readonly precision: Precision;
  /**
   * Shape of a language model's attention, which decides what its key-value cache takes.
   *
   * @default - not known: the cache is taken as a tenth of the weights
   */
  readonly attention?: Attention;
}

/** What a replica keeps of the sequences that it works on. */
export interface Attention {
  readonly layers: number;
  /** Heads that keys and values have; fewer than the query's where they are grouped. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Longest sequence, request and answer together. */
  readonly contextTokens: number;
  /** Sequences of that length that a replica holds at one time. */
  readonly sequences: number;
}

/** Units that one replica takes, and what would take fewer. */
export interface Fit {
  /** Fewest units that hold the model; absent where a replica cannot have so many. */
  readonly units?: number;
  /** Most units that a replica can have: one where GPUs or the server share nothing, else those of a node. */
  readonly most: number;
  /** Widest of the narrower precisions that GPU and server have and that takes fewer units. */
  readonly narrower?: { readonly precision: Precision; readonly units: number };
}

/** Working memory beside weights and cache, as a part of the weights: activations, buffers. An estimate; no source tells it for all servers. */
const WORKING = 0.1;
/** A model needs at least this much more than its weights: working memory and caches. */
export const OVERHEAD = 1.2;
/** What of a unit's memory a model may fill: the rest is the runtime's. vLLM's own default, said to it too. */
export const FILL = 0.9;

/** Weights of a model in GiB: parameters times the bytes of each. */
export function weightsGiB({
  parametersBillions,
  precision,
}: Pick<ModelSize, "parametersBillions" | "precision">): number {
  return (parametersBillions * 1e9 * BYTES_PER_PARAMETER[precision]) / 2 ** 30;
}

/**
 * Key-value cache of a replica in GiB; 0 where the model's attention is not known. Keys and values are kept in 16 bits, whatever the
 * weights are stored in, but for fp32. More units than heads keep copies: each has at least one head.
 *
 * Source: https://docs.vllm.ai/en/v0.8.5/serving/engine_args.html (`--kv-cache-dtype auto` is the model's data type).
 */
export function cacheGiB({ attention, precision }: ModelSize, units: number): number {
  if (!attention) return 0;
  const { layers, kvHeads, headDim, contextTokens, sequences } = attention;
  const bytes = Math.max(2, BYTES_PER_PARAMETER[precision]);
  return (2 * layers * Math.max(kvHeads, units) * headDim * bytes * contextTokens * sequences) / 2 ** 30;
}

/** What a replica needs on its units together, in GiB: weights, working memory and cache, at least {@link OVERHEAD} times the weights. */
export function neededGiB(model: ModelSize, units: number): number {
  const weights = weightsGiB(model);
  return Math.max(weights * OVERHEAD, weights * (1 + WORKING) + cacheGiB(model, units));
}

/** How {@link neededGiB} comes about, in words. */
export function neededWords(model: ModelSize, units: number): string {
  const weights = `weights of ${tenths(weightsGiB(model))} GiB`;
  const cache = cacheGiB(model, units);
  return cache > weightsGiB(model) * (OVERHEAD - 1 - WORKING)
    ? `${weights} x ${1 + WORKING}, and ${tenths(cache)} GiB of keys and values for ${model.attention?.sequences} x ${model.attention?.contextTokens} tokens`
    : `${weights} x ${OVERHEAD}`;
}

/** Whether a number of units holds a model. */
export function holds(model: ModelSize, units: number, unitGiB: number): boolean {
  return neededGiB(model, units) <= unitGiB * FILL * units;
}

/** One decimal is as exact as the estimate is. */
export function tenths(gib: number): string {
  return String(Math.round(gib * 10) / 10);
}

/** How a model fits the GPUs of a pool. */
export function fitOn(model: ModelSize & { readonly server: ModelServerName }, gpus: PoolGpus): Fit {
  const { manyUnits, precisions } = modelServer(model.server);
  const most = gpus.unit.shared || !manyUnits ? 1 : gpus.perNode;
  const units = fewestUnits(model, gpus, most);
  const width = BYTES_PER_PARAMETER[model.precision];
  const narrower = gpus.gpu.precisions
    .filter((precision) => BYTES_PER_PARAMETER[precision] < width && precisions.includes(precision))
    .sort((a, b) => BYTES_PER_PARAMETER[b] - BYTES_PER_PARAMETER[a])
    .flatMap((precision) => {
      const fewer = fewestUnits({ ...model, precision }, gpus, most);
      return fewer !== undefined && (units === undefined || fewer < units) ? [{ precision, units: fewer }] : [];
    })[0];
  return { most, ...(units !== undefined && { units }), ...(narrower && { narrower }) };
}

/** Equal parts of a node, so that replicas fill it, and into which the heads divide: tensor parallelism takes no others. */
function fewestUnits(model: ModelSize, { perNode, unit }: PoolGpus, most: number): number | undefined {
  return Array.from({ length: most }, (_, index) => index + 1).find(
    (units) => perNode % units === 0 && splits(model, units) && holds(model, units, unit.memoryGiB),
  );
}

/** Whether the heads of a model divide evenly among units; true where they are not known. */
export function splits({ attention }: ModelSize, units: number): boolean {
  return !attention || attention.kvHeads % units === 0 || units % attention.kvHeads === 0;
}
