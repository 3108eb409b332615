import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { MemberRole } from "../constructs/member-role";
import { TeamSpace } from "../constructs/team-space";
import { physicalName, restrictedNamespace, SERVICE_ACCOUNTS, teamGroup, teamNamespace } from "../spec/names";
import type { Platform, Side, Team } from "../spec/platform";
import { burstManager } from "../spec/queues";
import { cloudReach, onPremReach, type Reach } from "./destinations";
import { platformAnnotations, teamLabels } from "./space-labels";

/**
 * The namespaces of all teams in one cluster, and the role that members hold there.
 *
 * @param queueing what releases the workloads of runs: without it, a namespace that holds one never ends
 */
export function teamSpaces(
  stack: Construct,
  platform: Platform,
  place: Side,
  restrictedTeams: ReadonlySet<string>,
  queueing: readonly ITerraformDependable[],
): readonly TeamSpace[] {
  const manager = burstManager(platform);
  const { role } = new MemberRole(stack, "member-role", {
    name: physicalName(platform, "member"),
    submits: manager === undefined || manager === place,
  });
  const teams = new Construct(stack, "teams");
  const space = (id: string, name: string, team: Team, restricted: boolean) =>
    new TeamSpace(teams, id, {
      name,
      labels: teamLabels(platform, team.name, restricted),
      annotations: platformAnnotations(platform),
      groups: place === "cloud" ? [...team.groups, teamGroup(platform, team.name)] : team.groups,
      memberRole: role.metadata.name,
      serviceAccount: SERVICE_ACCOUNTS.runs.name,
      dependsOn: queueing,
      ...reach(platform, place, restricted),
    });
  return platform.teams.flatMap((team) => [
    space(team.name, teamNamespace(platform, team.name), team, false),
    ...(place === "onPrem" && restrictedTeams.has(team.name)
      ? [space(`${team.name}-restricted`, restrictedNamespace(platform, team.name), team, true)]
      : []),
  ]);
}

function reach(platform: Platform, place: Side, restricted: boolean): Reach {
  if (place === "onPrem") return onPremReach(platform, restricted);
  return platform.cloud ? cloudReach(platform, platform.cloud) : { destinations: [], namespaces: [] };
}
