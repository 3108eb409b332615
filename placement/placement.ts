import type { Side } from "../spec/platform";

/** One thought on the way to a decision: a side that was ruled out, or chosen, and why. */
export interface Reason {
  /** The step that decided. */
  readonly step: "asked" | "residency" | "fit" | "gang" | "data" | "money" | "tie";
  readonly side: Side;
  /** True where the step speaks for the side. */
  readonly allows: boolean;
  readonly because: string;
}

/** Where something runs. */
export interface Place {
  readonly side: Side;
  /** Pools of the side that fit and that one manifest can name, cheapest first: the run's pods land on no other. */
  readonly pools: readonly string[];
}

/** Where something runs and why; without a place, the reasons say why there is none. */
export interface Placement {
  readonly place?: Place;
  readonly reasons: readonly Reason[];
}
