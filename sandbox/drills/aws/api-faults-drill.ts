import type { Fault } from "../../aws/emulator-control";
import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { emulatorOf } from "./account";

const STACK = "cloud-foundation";

/** A service is throttled, then has faults of its own. The provider asks up to 25 times, and waits longer each time. */
const burst = (where: Omit<Fault, "kind" | "times">, throttled: number, broken: number): Fault[] => [
  { kind: "throttled", ...where, times: throttled },
  { kind: "broken", ...where, times: broken },
];

/** Terraform asks for its state five times and no more: what is longer than that is the drill of a bucket that is away. */
const BURSTS: readonly Fault[] = [
  ...["ec2", "kms", "iam", "logs"].flatMap((service) => burst({ service }, 4, 2)),
  ...burst({ service: "budgets" }, 2, 1),
  ...burst({ service: "s3", operation: "GetBucketTagging" }, 4, 2),
  ...burst({ service: "s3", operation: "ListObjectsV2" }, 3, 1),
];

/** AWS throttles, and has faults of its own, while a state is changed. */
export const API_FAULTS: Drill = {
  name: "api-faults",
  group: "aws",
  needs: [STACK],
  does: "changes the budget and back, while AWS throttles what Terraform reads and answers with 500s, in bursts",
  expects: "each apply tries again until it is through, and ends well; the next plan is empty",
  run: apiFaults,
  restore: async (context) => {
    await emulatorOf(context).setFaults([]);
    await mendState(context, STACK);
  },
};

async function apiFaults(context: DrillContext): Promise<Seen> {
  const control = emulatorOf(context);
  const { outdir } = context.variant((file) => file.setIn(["cloud", "budget", "monthlyUsd"], 61_000));
  await control.setFaults(BURSTS);
  const changed = await deployState({ ...context, outdir }, STACK);
  const given = await control.faultsGiven();
  await control.setFaults(BURSTS);
  const back = await deployState(context, STACK);
  const givenBack = await control.faultsGiven();
  await control.setFaults([]);
  const after = await plannedChanges(context, STACK);
  return {
    asExpected: changed && back && given > 0 && givenBack > 0 && after.length === 0,
    what: [
      `${given} errors while it changed: it ended ${changed ? "well" : "ill"}`,
      `${givenBack} while it changed back: it ended ${back ? "well" : "ill"}`,
      `then: ${after.join(", ") || "an empty plan"}`,
    ].join("; "),
  };
}
