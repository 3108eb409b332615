/** How long the parts of a replica's start may take, in seconds. */
export interface LoadBudget {
  /** From the start of the server until it answers that the model is loaded. */
  readonly startupSec: number;
  /** From the creation of the pod until it is ready: a new node, the image, the download, the load. */
  readonly progressSec: number;
}

/** What a server does besides reading weights: starting, compiling, capturing graphs. */
const SERVER_SEC = 300;
/** Reading weights into GPU memory: 100 MiB/s, a slow disk. */
const LOAD_SEC_PER_GIB = 10;
/** Downloading weights: 50 MiB/s, a shared link. */
const FETCH_SEC_PER_GIB = 20;
/** A cloud node from nothing, and an image of tens of GB. */
const NODE_SEC = 1200;

/** Time budgets from the size of a model's weights. They are ceilings that tell slow from dead, not forecasts. */
export function loadBudget(gib: number): LoadBudget {
  const startupSec = SERVER_SEC + Math.ceil(gib * LOAD_SEC_PER_GIB);
  return { startupSec, progressSec: NODE_SEC + Math.ceil(gib * FETCH_SEC_PER_GIB) + startupSec };
}
