import type { Drill } from "../drill";
import { AWS_AWAY } from "./aws-away-drill";
import { CREDENTIAL_ENDS } from "./credential-drill";
import { HALF_GANG } from "./gang-drill";
import { KUEUE_KILLED } from "./kueue-killed-drill";
import { FINISHED_APART, WORKER_LOST } from "./lost-worker-drill";
import { NODE_GONE, NODE_LOST } from "./node-lost-drill";
import { BORROWED_BACK, OVER_QUOTA } from "./quota-drills";
import { RESTRICTED_REFUSED } from "./restricted-drill";

/** Drills of queues, runs and the burst, cheapest first. */
export const QUEUE_DRILLS: readonly Drill[] = [
  RESTRICTED_REFUSED,
  OVER_QUOTA,
  BORROWED_BACK,
  HALF_GANG,
  NODE_LOST,
  NODE_GONE,
  AWS_AWAY,
  KUEUE_KILLED,
  CREDENTIAL_ENDS,
  WORKER_LOST,
  FINISHED_APART,
];
