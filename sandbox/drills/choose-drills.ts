import type { StackName } from "../../spec/names";
import { nearest } from "../../spec/problem";
import { DRILL_GROUPS, type Drill, type DrillNeed } from "./drill";

/** What a sandbox has for drills. */
export interface DrillGround {
  /** States that are deployed. */
  readonly deployed: readonly StackName[];
  /** True where a run of the file goes to the cloud. */
  readonly burstRun: boolean;
  /** True where a run of the file reads restricted data. */
  readonly restrictedRun: boolean;
  /** True where a team may borrow the whole GPUs of another in an on-prem pool. */
  readonly sharedPool: boolean;
  /** True where a model is trained here and served on both sides. */
  readonly trainedModel: boolean;
  /** True where the state of the cloud's side is in a bucket. */
  readonly stateBucket: boolean;
  /** True where the platform has a team. */
  readonly team: boolean;
}

/** Drills that words stand for: names of drills and of groups; all of them where there is no word. In their own order, each once. */
export function chooseDrills(drills: readonly Drill[], words: readonly string[]): readonly Drill[] {
  return drills.filter(({ name, group, alsoIn = [] }) =>
    words.length === 0 ? true : [name, group, ...alsoIn].some((one) => words.includes(one)),
  );
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
  return DRILL_GROUPS.filter((group) => drills.some((drill) => drill.group === group || drill.alsoIn?.includes(group)));
}

/** What a drill needs and a sandbox lacks, in words; empty where it can be held. */
export function lacking({ needs }: Drill, ground: DrillGround): readonly string[] {
  return needs.filter((need) => !has(ground, need)).map(spelt);
}

function has(ground: DrillGround, need: DrillNeed): boolean {
  const { deployed } = ground;
  switch (need) {
    case "burst run":
      return ground.burstRun;
    case "restricted run":
      return ground.restrictedRun;
    case "shared pool":
      return ground.sharedPool;
    case "trained model":
      return ground.trainedModel;
    case "state bucket":
      return ground.stateBucket;
    case "a team":
      return ground.team;
    case "a cluster":
      return deployed.includes("on-prem") || deployed.includes("cloud-platform");
    default:
      return deployed.includes(need);
  }
}

const SPELT: Readonly<Partial<Record<DrillNeed, string>>> = {
  "burst run": "a run of the file that asks for GPUs and goes to the cloud",
  "restricted run": "a run of the file that reads restricted data",
  "shared pool": "an on-prem pool of whole GPUs, on two nodes or more, in which a team may borrow of another",
  "trained model": "a model that the sandbox trains, served on both sides",
  "state bucket": "state.s3 in the file",
  "a team": "a team in the file",
  "a cluster": "on-prem or cloud-platform deployed",
};

function spelt(need: DrillNeed): string {
  return SPELT[need] ?? `${need} deployed`;
}
