import { AWS_DRILLS } from "./aws/aws-drills";
import { LINK_DRILLS } from "./burst-drills";
import type { Drill } from "./drill";
import { ENGINE_KILLED } from "./engine-drill";
import { QUEUE_DRILLS } from "./queue/queue-drills";
import { SERVE_DRILLS } from "./serve/serve-drills";
import { DELETED_BEHIND } from "./state-drills";

/** Every drill, in the order in which they are held. */
export const DRILLS: readonly Drill[] = [
  ...LINK_DRILLS,
  ...QUEUE_DRILLS,
  ...AWS_DRILLS,
  DELETED_BEHIND,
  ...SERVE_DRILLS,
  ENGINE_KILLED,
];
