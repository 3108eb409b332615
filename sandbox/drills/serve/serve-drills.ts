import type { Drill } from "../drill";
import { SERVING_APART, SERVING_DRAINED } from "./away-drills";
import { CANARY } from "./canary-drill";
import { ROLLOUT_FULL } from "./full-pool-drill";
import { SERVING_MOVED, SERVING_TWICE, SERVING_ZERO } from "./place-drills";
import { VERSION_REMOVED } from "./removed-version-drill";
import { VERSION_DAMAGED, VERSION_MISSING } from "./version-drills";

/** Drills of served models. */
export const SERVE_DRILLS: readonly Drill[] = [
  VERSION_MISSING,
  VERSION_DAMAGED,
  ROLLOUT_FULL,
  CANARY,
  SERVING_DRAINED,
  SERVING_APART,
  SERVING_ZERO,
  SERVING_MOVED,
  SERVING_TWICE,
  VERSION_REMOVED,
];
