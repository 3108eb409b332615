/** How many replicas each version of a deployment gets. */
export interface Shares {
  /** Fewest and most of the stable version. */
  readonly min: number;
  readonly max: number;
  /** Replicas of the canary; 0 without one. */
  readonly canary: number;
}

/** Replicas of each version: a canary takes its share of the fewest, at least one, and both together never more than the most. */
export function sharesOf({
  canary,
  replicas,
}: {
  readonly canary?: { readonly percent: number } | undefined;
  readonly replicas: { readonly min: number; readonly max: number };
}): Shares {
  const trial = canary ? Math.max(1, Math.round((replicas.min * canary.percent) / 100)) : 0;
  const max = replicas.max - trial;
  return { min: Math.min(replicas.min, max), max, canary: trial };
}
