import { type Document, isMap, isScalar, isSeq, type Scalar } from "yaml";
import { teamRoleName } from "../../../spec/names";
import type { Platform } from "../../../spec/platform";
import { layProject } from "../../platform/deploy";
import { mendState } from "../deploy-state";
import type { Drill, DrillContext, Seen } from "../drill";
import { type PlannedChange, planOf, terraform } from "../terraform";
import { askS3 } from "./account";

/** Holds buckets and keys, whose names come of the platform's. */
const DATA_STACK = "cloud-foundation";
/** Holds a role a team. */
const TEAM_STACK = "cloud-burst";

const INIT = ["init", "-input=false", "-no-color"] as const;

/** The platform and a team get other names; see docs/runbooks/rename.md. */
export const RENAMED: Drill = {
  name: "renamed",
  group: "aws",
  needs: [DATA_STACK, TEAM_STACK, "state bucket", "a team"],
  does: "plans the file with another name of the platform, then with another name of a team, without formerly and with it",
  expects:
    "the platform's: Terraform refuses the other place of the state, and where that is forced the plan refuses, as buckets would go; the team's: without formerly its role is made anew, with it the role moves",
  run: renamed,
  restore: async (context) => {
    await asBefore(context);
    await mendState(context, DATA_STACK);
    await mendState(context, TEAM_STACK);
  },
};

async function renamed(context: DrillContext): Promise<Seen> {
  const platform = await renamedPlatform(context);
  const team = await renamedTeam(context);
  const after = [...(await planOf(context, DATA_STACK)), ...(await planOf(context, TEAM_STACK))];
  return {
    asExpected: platform.asExpected && team.asExpected && after.length === 0,
    what: `${platform.what}; ${team.what}; then: ${after.map(({ address }) => address).join(", ") || "empty plans"}`,
  };
}

async function renamedPlatform(context: DrillContext): Promise<Seen> {
  const { folder, platform, variant } = context;
  const other = variant((file) => file.set("name", otherName(platform)));
  layProject(folder, other.outdir);
  const refused = await terraform(context, DATA_STACK, ...INIT);
  const forced = await terraform(context, DATA_STACK, ...INIT, "-migrate-state", "-force-copy");
  const planned = await terraform(context, DATA_STACK, "plan", "-input=false", "-no-color");
  await asBefore(context);
  const moved = refused.output.includes("Backend configuration changed");
  const stopped = planned.output.match(/Instance cannot be destroyed/g)?.length ?? 0;
  return {
    asExpected: refused.code !== 0 && moved && forced.code === 0 && planned.code !== 0 && stopped > 0,
    what: [
      `the platform's name: ${moved ? "init refused (Backend configuration changed)" : "init did not refuse"}`,
      stopped > 0
        ? `where that is forced, the plan refused (Instance cannot be destroyed, ${stopped} times)`
        : "where that is forced, the plan did not refuse",
    ].join("; "),
  };
}

async function renamedTeam(context: DrillContext): Promise<Seen> {
  const { folder, platform, variant } = context;
  const [team] = platform.teams;
  if (!team) throw new Error("the platform has no team");
  const name = `${team.name}-two`;
  const isRole = ({ address, name: role }: PlannedChange) =>
    address.startsWith("aws_iam_role.") &&
    (role === teamRoleName(platform, team) || role === teamRoleName(platform, { name }));
  const planWith = async (formerly: boolean) => {
    const { outdir } = variant((file) => renameTeam(file, team.name, name, formerly));
    layProject(folder, outdir);
    return (await planOf(context, TEAM_STACK)).filter(isRole);
  };
  const without = await planWith(false);
  const kept = await planWith(true);
  layProject(folder, context.outdir);
  const anew = ["create", "delete"].every((action) => without.some(({ actions }) => actions === action));
  const moves =
    kept.length === 1 && kept.every(({ from, actions }) => from !== undefined && !actions.includes("delete"));
  return {
    asExpected: anew && moves,
    what: [
      `team ${team.name}: without formerly its role ${anew ? "goes and another comes" : `has: ${words(without)}`}`,
      `with formerly ${moves ? `it moves (${words(kept)})` : `it has: ${words(kept) || "nothing"}`}`,
    ].join("; "),
  };
}

/** Where Terraform is run, the platform's own files and state; the copy under the other name is removed. */
async function asBefore(context: DrillContext): Promise<void> {
  const { folder, outdir, platform } = context;
  layProject(folder, outdir);
  const { code, output } = await terraform(context, DATA_STACK, ...INIT, "-reconfigure");
  if (code !== 0) throw new Error(`${DATA_STACK} could not be made ready again: ${output.trim().slice(-300)}`);
  if (platform.state.main.kind !== "s3") return;
  await askS3(context, "DELETE", `${platform.state.main.bucket}/${otherName(platform)}/${DATA_STACK}.tfstate`);
}

/** As long as the platform's own, so that it fits wherever that does. */
function otherName({ name }: Pick<Platform, "name">): string {
  const last = name.endsWith("2") ? "3" : "2";
  return `${name.slice(0, -1)}${last}`;
}

/** Gives a team another name wherever the file has it. */
export function renameTeam(file: Document, name: string, newName: string, formerly: boolean): void {
  for (const team of itemsOf(file, "teams")) {
    if (team.get("name") !== name) continue;
    team.set("name", newName);
    if (formerly) team.set("formerly", name);
  }
  for (const run of itemsOf(file, "runs")) if (run.get("team") === name) run.set("team", newName);
  for (const dataset of itemsOf(file, "datasets")) {
    const readers = dataset.get("teams", true);
    if (!isSeq<Scalar<string>>(readers)) continue;
    for (const reader of readers.items) if (isScalar(reader) && reader.value === name) reader.value = newName;
  }
}

function itemsOf(file: Document, list: string) {
  const items = file.get(list, true);
  return isSeq(items) ? items.items.filter(isMap) : [];
}

function words(changes: readonly PlannedChange[]): string {
  return changes
    .map(({ address, actions, from }) => (from === undefined ? `${actions} ${address}` : `${from} to ${address}`))
    .join(", ");
}
