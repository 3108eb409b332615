import { CAPACITY_DRILL } from "../capacity-drill";
import type { Drill } from "../drill";
import { KILLED_APPLY } from "../state-drills";
import { API_FAULTS } from "./api-faults-drill";
import { DELETED_IN_AWS } from "./deleted-in-aws-drill";
import { FULL_BUCKET } from "./full-bucket-drill";
import { NODE_GROUP_NO_CAPACITY } from "./node-group-drill";
import { RENAMED } from "./renamed-drill";
import { STATE_BUCKET_AWAY, STATE_LOST } from "./state-bucket-drills";
import { TWO_APPLIES } from "./two-applies-drill";
import { WRONG_ACCOUNT } from "./wrong-account-drill";

/** Drills of AWS and of the states that describe it. */
export const AWS_DRILLS: readonly Drill[] = [
  WRONG_ACCOUNT,
  DELETED_IN_AWS,
  RENAMED,
  STATE_LOST,
  STATE_BUCKET_AWAY,
  TWO_APPLIES,
  KILLED_APPLY,
  API_FAULTS,
  FULL_BUCKET,
  NODE_GROUP_NO_CAPACITY,
  CAPACITY_DRILL,
];
