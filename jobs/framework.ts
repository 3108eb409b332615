import type { PlacedRun, Role } from "./worker-pod";

/** How a framework starts a run's workers and joins them. */
export interface Framework {
  /** Its pods, in the order in which they are started. */
  roles(placed: PlacedRun): readonly Role[];
  /**
   * The role whose end is the run's end.
   *
   * @default - the run ends when all roles have ended
   */
  readonly decides?: string;
}
