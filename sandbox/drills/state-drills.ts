import { type StackName, teamNamespace } from "../../spec/names";
import { withCluster } from "../clusters/cluster-access";
import { projectFolder } from "../platform/deploy";
import { CLOUD_CLUSTER, ON_PREM_CLUSTER } from "../platform/simulated-clusters";
import { commandLine, processesIn } from "../process-table";
import { readStatus } from "../status";
import { forgetRulesOfLogs } from "./aws/account";
import { deployState, lockId, mendState } from "./deploy-state";
import type { Drill, DrillContext } from "./drill";
import { plannedChanges, terraform } from "./terraform";
import { secondsUntil } from "./wait-until";

/** A quota of a team is deleted by hand. */
export const DELETED_BEHIND: Drill = {
  name: "deleted-behind",
  group: "cluster",
  needs: ["a cluster"],
  does: "deletes the quota of a team's namespace behind Terraform's back",
  expects: "the plan shows that one resource and nothing else; a deploy makes it again; the next plan is empty",
  run: async (context) => {
    const { folder, platform } = context;
    const stack = stateOfTeams(context);
    const [team] = platform.teams;
    if (!team) throw new Error("the platform has no team");
    const quotas = `/api/v1/namespaces/${teamNamespace(platform, team.name)}/resourcequotas`;
    await withCluster(folder, stack === "on-prem" ? ON_PREM_CLUSTER : CLOUD_CLUSTER, async (api) => {
      const { items } = await api.get<{ readonly items: readonly { readonly metadata: { readonly name: string } }[] }>(
        quotas,
      );
      for (const { metadata } of items) await api.delete(`${quotas}/${metadata.name}`);
    });
    const changes = await plannedChanges(context, stack);
    const repaired = await deployState(context, stack);
    const after = await plannedChanges(context, stack);
    return {
      asExpected:
        changes.length === 1 &&
        changes[0]?.startsWith("create kubernetes_resource_quota_v1.") === true &&
        repaired &&
        after.length === 0,
      what: `the plan: ${changes.join(", ") || "nothing"}; deployed again: ${repaired ? "yes" : "no"}; then: ${after.join(", ") || "an empty plan"}`,
    };
  },
  restore: (context) => mendState(context, stateOfTeams(context)),
};

/** Terraform is killed while it applies; see docs/runbooks/killed-apply.md. */
export const KILLED_APPLY: Drill = {
  name: "killed-apply",
  group: "aws",
  needs: ["cloud-foundation"],
  does: "kills Terraform while it makes the rules of a bucket again, then follows docs/runbooks/killed-apply.md",
  expects: "the lock stays and names its id; after force-unlock a deploy mends the state, and the next plan is empty",
  run: async (context) => {
    const stack = "cloud-foundation";
    await forgetRulesOfLogs(context);
    const project = projectFolder(context.folder);
    const killed = killWhenApplying(project, context.signal);
    const first = await deployState(context, stack);
    const wasKilled = await killed;
    const locked = await terraform(context, stack, "plan", "-input=false", "-no-color", "-lock-timeout=0s");
    const id = lockId(locked.output);
    if (id === undefined) return { asExpected: false, what: `no lock was left: ${locked.output.trim().slice(-200)}` };
    const unlocked = await terraform(context, stack, "force-unlock", "-force", id);
    const mended = await deployState(context, stack);
    const after = await plannedChanges(context, stack);
    return {
      asExpected: wasKilled && !first && unlocked.code === 0 && mended && after.length === 0,
      what: `killed: ${wasKilled ? "yes" : "no"}; the next plan named the lock; unlocked: ${unlocked.code === 0 ? "yes" : "no"}; deployed again: ${mended ? "yes" : "no"}; then: ${after.join(", ") || "an empty plan"}`,
    };
  },
  restore: (context) => mendState(context, "cloud-foundation"),
};

function stateOfTeams({ folder }: DrillContext): StackName {
  return readStatus(folder)?.clusters[ON_PREM_CLUSTER] ? "on-prem" : "cloud-platform";
}

/** Kills every Terraform of a project once one of them applies; true where it did. */
async function killWhenApplying(project: string, signal: AbortSignal): Promise<boolean> {
  const applying = async () =>
    processesIn(project, "terraform").some(({ pid }) => commandLine(pid).includes(" apply "));
  if ((await secondsUntil(applying, 120, signal)) === undefined) return false;
  // it must have begun: the plan that it makes first changes nothing.
  await secondsUntil(async () => false, BEGUN_AFTER_SEC, signal);
  for (const { pid } of processesIn(project, "terraform")) process.kill(pid, "SIGKILL");
  return true;
}

const BEGUN_AFTER_SEC = 12;
