import { keysOfAccount } from "../../aws/keys-of-account";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges, terraform } from "../terraform";
import { cloudSide, emulatorOf, emulatorUrl } from "./account";

const STACK = "cloud-foundation";
const OTHER_ACCOUNT = "999988887777";

/** Somebody is logged in to another account. */
export const WRONG_ACCOUNT: Drill = {
  name: "wrong-account",
  group: "aws",
  needs: [STACK],
  does: "applies a state with keys of another account, which may read the state bucket",
  expects:
    "the provider refuses before it asks anything but who it is, and names the account; the lock is let go, and the next plan is empty",
  run: wrongAccount,
};

async function wrongAccount(context: DrillContext): Promise<Seen> {
  const { account, region } = cloudSide(context);
  const variables = await keysOfAccount(emulatorUrl(context), region.name, OTHER_ACCOUNT);
  const control = emulatorOf(context);
  const since = (await control.calls()).at(-1)?.number ?? 0;
  const refused = await terraform(
    { ...context, variables },
    STACK,
    "apply",
    "-auto-approve",
    "-input=false",
    "-no-color",
  );
  const asked = (await control.calls(since)).filter(
    ({ client, service }) => client === "terraform" && service !== "s3",
  );
  const other = asked.filter(({ operation }) => operation !== "GetCallerIdentity").map(({ operation }) => operation);
  const after = await plannedChanges(context, STACK);
  const named = refused.output.includes(OTHER_ACCOUNT);
  return {
    asExpected: refused.code !== 0 && named && asked.length > 0 && other.length === 0 && after.length === 0,
    what: [
      refused.code === 0
        ? "it was applied"
        : `refused: ${/Error: (.*)/.exec(refused.output)?.[1] ?? refused.output.trim().slice(-200)}`,
      `asked of AWS: ${[...new Set(asked.map(({ operation }) => operation))].join(", ") || "nothing"}`,
      `with keys of ${account}: ${after.join(", ") || "an empty plan"}`,
    ].join("; "),
  };
}
