import { teamNamespace } from "../../../spec/names";
import { withCluster } from "../../clusters/cluster-access";
import { freezeEmulatedAws, thawEmulatedAws } from "../../platform/emulated-aws";
import { ON_PREM_CLUSTER } from "../../platform/simulated-clusters";
import { emulatorUrl } from "../aws/account";
import { deployAlone } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { plannedChanges } from "../terraform";
import { secondsUntil } from "../wait-until";

const ANSWERS_WITHIN_MS = 5000;

/** On-prem is deployed while AWS answers nobody. */
export const AWS_AWAY: Drill = {
  name: "aws-away",
  group: "queue",
  needs: ["on-prem", "cloud-foundation"],
  does: "freezes the emulated AWS, deletes a quota of a team on-prem by hand, deploys on-prem, and lets AWS go on",
  expects:
    "the deploy makes that one resource, as its state is in the on-prem cluster; when AWS answers again, the plan of cloud-foundation is empty",
  run: awsAway,
  restore: async ({ folder }) => thawEmulatedAws(folder),
};

async function awsAway(context: DrillContext): Promise<Seen> {
  const { folder, platform, signal } = context;
  const [team] = platform.teams;
  if (!team) throw new Error("the platform has no team");
  freezeEmulatedAws(folder);
  const silent = !(await answers(context));
  await forgetQuotas(context, teamNamespace(platform, team.name));
  const { done, states, seconds } = await deployAlone(context, ["on-prem"]);
  const away = await plannedChanges(context, "on-prem");
  const still = !(await answers(context));
  thawEmulatedAws(folder);
  const back = await secondsUntil(() => answers(context), 60, signal);
  const cloud = await plannedChanges(context, "cloud-foundation");
  const [state] = states;
  const made = state?.added === 1 && state.changed + state.destroyed === 0;
  return {
    asExpected: silent && still && done && made && back !== undefined && away.length + cloud.length === 0,
    what: [
      silent && still ? "AWS answered nothing all the while" : "AWS answered",
      done
        ? `on-prem deployed in ${seconds.toFixed(0)} s: ${state?.added} added, ${state?.changed} changed, ${state?.destroyed} destroyed`
        : "on-prem did not deploy",
      `its next plan: ${away.join(", ") || "empty"}`,
      `AWS ${back === undefined ? "did not come back" : "back"}; the plan of cloud-foundation: ${cloud.join(", ") || "empty"}`,
    ].join("; "),
  };
}

async function forgetQuotas({ folder }: DrillContext, namespace: string): Promise<void> {
  const quotas = `/api/v1/namespaces/${namespace}/resourcequotas`;
  await withCluster(folder, ON_PREM_CLUSTER, async (api) => {
    const { items } = await api.get<{ readonly items: readonly { readonly metadata: { readonly name: string } }[] }>(
      quotas,
    );
    for (const { metadata } of items) await api.delete(`${quotas}/${metadata.name}`);
  });
}

async function answers(context: DrillContext): Promise<boolean> {
  return fetch(emulatorUrl(context), { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) }).then(
    () => true,
    () => false,
  );
}
