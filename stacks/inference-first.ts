import type { StackName } from "../spec/names";
import type { Platform, Side } from "../spec/platform";
import { schedulesBatches } from "./batches";
import { copiesModels } from "./model-copies";

/** The state of what a side serves. */
export const INFERENCE_STACKS: Readonly<Record<Side, StackName>> = {
  onPrem: "inference-on-prem",
  cloud: "inference-cloud",
};

/** True where a side has a state for what it serves: models, the schedules of batches, and on-prem the copies of models. */
export function hasInference(platform: Platform, side: Side): boolean {
  return (
    platform.deployments.some((deployment) => deployment.side === side) ||
    schedulesBatches(platform, side) ||
    (side === "onPrem" && copiesModels(platform))
  );
}

/** How what was served leaves a side before that which served it: a state that the file no longer has takes an earlier file. */
export function inferenceFirst(platform: Platform, side: Side): string {
  const stack = INFERENCE_STACKS[side];
  return hasInference(platform, side)
    ? `deploy ${stack} first: PLATFORM=FILE npx cdktf deploy ${stack} --ignore-missing-stack-dependencies`
    : `this file has no ${stack}; with the file as it was, PLATFORM=FILE npx cdktf destroy ${stack} first`;
}
