import type { Side } from "./platform";

/** Sides, as they are called in a sentence. */
export const SIDE_WORDS: Readonly<Record<Side, string>> = { onPrem: "on-prem", cloud: "the cloud" };

/** Sides, as they are called in a column or before a colon. */
export const SIDE_LABELS = { onPrem: "on-prem", cloud: "cloud" } as const satisfies Readonly<Record<Side, string>>;

/** Sides, as an answer to where something is. */
export const SIDE_PLACES: Readonly<Record<Side, string>> = { onPrem: "on-prem", cloud: "in the cloud" };
