import type { SourceKey } from "./source";

/** What it takes to own a server of eight GPUs, where a platform file does not say. */
export interface ServerCost {
  /** Name of the GPU. */
  readonly gpu: string;
  /** USD for the server: the middle of the source's range. */
  readonly purchaseUsd: number;
  /** Most power that it draws, in kW. */
  readonly powerKw: number;
  /** What tells the price. */
  readonly source: SourceKey;
}

/** Servers with a price that a source tells, or that is assumed. */
export const SERVER_COSTS: readonly ServerCost[] = [
  // 250,000 to 320,000 and 400,000 to 500,000 for an HGX server.
  { gpu: "h100-80gb", purchaseUsd: 285_000, powerKw: 10.2, source: "token-yield" },
  // eight used GPUs at 15,000, the most that is asked; a DGX A100 cost about 199,000 at its launch. The power is a DGX A100's.
  { gpu: "a100-80gb", purchaseUsd: 120_000, powerKw: 6.5, source: "unsourced" },
  // between the price of an HGX H100 and that of a DGX H200. The power is a DGX H200's.
  { gpu: "h200-141gb", purchaseUsd: 350_000, powerKw: 10.2, source: "unsourced" },
  { gpu: "b200-180gb", purchaseUsd: 450_000, powerKw: 14.3, source: "token-yield" },
];

/** What owning adds to a server's price. Network, PUE: token-yield. The rest no source confirms: a team that knows better names a pool of its own with `cost`. */
export const OWNING = {
  /** Network and integration, as a part of the server's price. */
  network: 0.25,
  /** Part of the price that is left at the end. */
  residual: 0.2,
  years: 4,
  /** Support, staff and space a year, as a part of the price. */
  operation: 0.08,
  /** Part of the most power that is drawn in the mean. */
  load: 0.8,
  /** Power of the building for each kW of a server. */
  pue: 1.4,
  usdPerKwh: 0.18,
} as const;

const HOURS_A_YEAR = 8760;
const GPUS = 8;

/** USD for an hour of an owned GPU, used or not; undefined where no price of its server is known. */
export function ownedUsdPerGpuHour(gpu: string): number | undefined {
  const server = SERVER_COSTS.find((row) => row.gpu === gpu);
  if (!server) return undefined;
  const { network, residual, years, operation, load, pue, usdPerKwh } = OWNING;
  const price = server.purchaseUsd * (1 + network);
  const hourly = (price * (1 - residual)) / (years * HOURS_A_YEAR) + (price * operation) / HOURS_A_YEAR;
  return (hourly + server.powerKw * load * pue * usdPerKwh) / GPUS;
}
