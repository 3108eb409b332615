import type { Fault } from "../../aws/emulator-control";
import { deployState, mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { emulatorOf } from "./account";

const STACK = "cloud-foundation";

/** Each service is throttled, then has faults of its own. */
const BURSTS: readonly Fault[] = ["ec2", "s3", "kms", "iam", "logs"].flatMap((service): Fault[] => [
  { kind: "throttled", service, times: 12 },
  { kind: "broken", service, times: 6 },
]);

/** AWS throttles, and has faults of its own, while a state is changed. */
export const API_FAULTS: Drill = {
  name: "api-faults",
  group: "aws",
  needs: [STACK],
  does: "changes a tag of every resource of a state and back, while AWS throttles calls and answers with 500s, in bursts",
  expects: "each apply tries again until it is through, and ends well; the next plan is empty",
  run: apiFaults,
  restore: async (context) => {
    await emulatorOf(context).setFaults([]);
    await mendState(context, STACK);
  },
};

async function apiFaults(context: DrillContext): Promise<Seen> {
  const control = emulatorOf(context);
  const { outdir } = context.variant((file) => file.setIn(["tags", "drill"], "api-faults"));
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
