import type { StackName } from "../../spec/names";
import { nearest } from "../../spec/problem";
import { DRILL_GROUPS, type Drill, type DrillNeed } from "./drill";

/** What a sandbox has for drills. */
export interface DrillGround {
  /** States that are deployed. */
  readonly deployed: readonly StackName[];
  /** True where a run of the file goes to the cloud. */
  readonly burstRun: boolean;
}

/** Drills that words stand for: names of drills and of groups; all of them where there is no word. In their own order, each once. */
export function chooseDrills(drills: readonly Drill[], words: readonly string[]): readonly Drill[] {
  return drills.filter(({ name, group }) => words.length === 0 || words.includes(name) || words.includes(group));
}

/** What to say of the first word that is neither a drill nor a group that has one; undefined where each is. */
export function unknownWord(drills: readonly Drill[], words: readonly string[]): string | undefined {
  const known = [...groupsOf(drills), ...drills.map(({ name }) => name)];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, known);
  return `there is no drill "${unknown}"; ${meant === undefined ? `there are ${known.join(", ")}` : `did you mean "${meant}"?`}`;
}

/** Groups that have a drill. */
export function groupsOf(drills: readonly Drill[]): readonly string[] {
  return DRILL_GROUPS.filter((group) => drills.some((drill) => drill.group === group));
}

/** What a drill needs and a sandbox lacks, in words; empty where it can be held. */
export function lacking({ needs }: Drill, ground: DrillGround): readonly string[] {
  return needs.filter((need) => !has(ground, need)).map(spelt);
}

function has({ deployed, burstRun }: DrillGround, need: DrillNeed): boolean {
  if (need === "burst run") return burstRun;
  if (need === "a cluster") return deployed.includes("on-prem") || deployed.includes("cloud-platform");
  return deployed.includes(need);
}

function spelt(need: DrillNeed): string {
  if (need === "burst run") return "a run of the file that asks for GPUs and goes to the cloud";
  return need === "a cluster" ? "on-prem or cloud-platform deployed" : `${need} deployed`;
}
