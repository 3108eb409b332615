import type { JobSpec } from "./manifest";

/** Times that a run is started again after its own failure; losing nodes does not count. */
export const MAX_RESTARTS = 3;

/** Exit code of the start-up check when the attempt's folder is taken. */
export const ATTEMPT_TAKEN = 75;

/** Exit codes that starting again cannot mend: misuse of a shell, not executable, not found. */
const HOPELESS = [2, 126, 127];

/** How Kubernetes judges a failed pod: a gang of which one pod is lost is lost, so its Job fails at once and the JobSet decides. */
export const POD_FAILURE_POLICY: JobSpec["podFailurePolicy"] = {
  rules: [
    { action: "FailJob", onExitCodes: { operator: "In", values: inOrder([...HOPELESS, ATTEMPT_TAKEN]) } },
    { action: "FailJob", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
  ],
};

/**
 * What the JobSet does with a failed Job. The patterns are the job controller's own sentences ("… failed with exit code 127 matching FailJob
 * rule at index 0", "… has condition DisruptionTarget matching FailJob rule at index 1").
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/controller/job/pod_failure_policy.go
 */
export const FAILURE_POLICY = {
  maxRestarts: MAX_RESTARTS,
  rules: [
    {
      name: "attemptTaken",
      action: "RestartJobSetAndIgnoreMaxRestarts",
      onJobFailureReasons: ["PodFailurePolicy"],
      onJobFailureMessagePatterns: [`exit code ${ATTEMPT_TAKEN} `],
    },
    {
      name: "hopeless",
      action: "FailJobSet",
      onJobFailureReasons: ["PodFailurePolicy"],
      onJobFailureMessagePatterns: [`exit code (${HOPELESS.join("|")}) `],
    },
    {
      name: "disrupted",
      action: "RestartJobSetAndIgnoreMaxRestarts",
      onJobFailureReasons: ["PodFailurePolicy"],
      onJobFailureMessagePatterns: ["condition DisruptionTarget "],
    },
    { name: "tooLong", action: "FailJobSet", onJobFailureReasons: ["DeadlineExceeded"] },
  ],
} as const;

/** The API server refuses codes that are not in order. */
function inOrder(codes: readonly number[]): readonly number[] {
  return [...codes].sort((left, right) => left - right);
}
