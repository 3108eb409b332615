import { attemptCheck } from "../../jobs/attempt-check";
import { ATTEMPT_TAKEN, POD_FAILURE_POLICY } from "../../jobs/restarts";

describe("the failure policy of a run's pods", () => {
  test("names its exit codes in ascending order, as the API server asks", () => {
    const [first] = POD_FAILURE_POLICY.rules as readonly { readonly onExitCodes: { readonly values: number[] } }[];
    expect(first?.onExitCodes.values).toEqual([2, ATTEMPT_TAKEN, 126, 127]);
  });
});

test("the attempt check names no bucket: the admission policy looks for addresses in what a container runs", () => {
  expect(attemptCheck("rclone", []).command.join(" ")).not.toContain("s3://");
});
