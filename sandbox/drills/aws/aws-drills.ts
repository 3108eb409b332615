import { CAPACITY_DRILL } from "../capacity-drill";
import type { Drill } from "../drill";
import { KILLED_APPLY } from "../state-drills";
import { DELETED_IN_AWS } from "./deleted-in-aws-drill";
import { RENAMED } from "./renamed-drill";
import { STATE_BUCKET_AWAY, STATE_LOST } from "./state-bucket-drills";
import { TWO_APPLIES } from "./two-applies-drill";

/** Drills of AWS and of the states that describe it. */
export const AWS_DRILLS: readonly Drill[] = [
  DELETED_IN_AWS,
  RENAMED,
  STATE_LOST,
  STATE_BUCKET_AWAY,
  TWO_APPLIES,
  KILLED_APPLY,
  CAPACITY_DRILL,
];
