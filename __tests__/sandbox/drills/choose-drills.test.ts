import { chooseDrills, type DrillGround, groupsOf, lacking, unknownWord } from "../../../sandbox/drills/choose-drills";
import type { Drill, DrillGroup, DrillNeed } from "../../../sandbox/drills/drill";

function drill(name: string, group: DrillGroup, needs: readonly DrillNeed[] = []): Drill {
  return { name, group, needs, does: "", expects: "", run: async () => ({ asExpected: true, what: "" }) };
}

const FREEZE = drill("link-frozen", "link");
const KILL = drill("killed-apply", "aws");
const BUCKET = drill("full-bucket", "aws");
const ALL = [FREEZE, KILL, BUCKET];

describe("the words of a drill", () => {
  test("are names of drills and of groups; what two of them name is held once, in its own order", () => {
    expect(chooseDrills(ALL, ["aws"])).toEqual([KILL, BUCKET]);
    expect(chooseDrills(ALL, ["full-bucket", "aws", "link-frozen"])).toEqual(ALL);
  });

  test("may be absent: then every drill is held", () => {
    expect(chooseDrills(ALL, [])).toEqual(ALL);
  });

  test("are refused where they are neither, with what was meant", () => {
    expect(unknownWord(ALL, ["aws", "killed-aply"])).toBe(
      'there is no drill "killed-aply"; did you mean "killed-apply"?',
    );
    expect(unknownWord(ALL, ["everything"])).toBe(
      'there is no drill "everything"; there are link, aws, link-frozen, killed-apply, full-bucket',
    );
    expect(unknownWord(ALL, ["aws", "link-frozen"])).toBeUndefined();
  });

  test("are no groups that have no drill", () => {
    expect(groupsOf(ALL)).toEqual(["link", "aws"]);
    expect(unknownWord(ALL, ["serve"])).toMatch(/^there is no drill "serve"/);
  });
});

test("a drill may be held with a further group, and the group is known by it alone", () => {
  const both: Drill = { ...FREEZE, alsoIn: ["queue"] };
  expect(chooseDrills([both, KILL], ["queue"])).toEqual([both]);
  expect(chooseDrills([both, KILL], ["link"])).toEqual([both]);
  expect(groupsOf([both, KILL])).toEqual(["link", "aws", "queue"]);
});

describe("what a drill lacks", () => {
  const nothing: DrillGround = {
    deployed: [],
    burstRun: false,
    restrictedRun: false,
    sharedPool: false,
    trainedModel: false,
    stateBucket: false,
    team: false,
  };
  const needy = drill("d", "aws", ["cloud-burst", "a cluster", "burst run"]);

  test("is told in words, each thing by itself", () => {
    expect(lacking(needy, { ...nothing, deployed: ["cloud-foundation"] })).toEqual([
      "cloud-burst deployed",
      "on-prem or cloud-platform deployed",
      "a run of the file that asks for GPUs and goes to the cloud",
    ]);
  });

  test.each(["on-prem", "cloud-platform"] as const)(
    "is nothing where all is there, with %s for the cluster",
    (state) => {
      expect(lacking(needy, { ...nothing, deployed: ["cloud-burst", state], burstRun: true })).toEqual([]);
    },
  );

  test("is what the platform file has none of, each thing by itself", () => {
    const queued = drill("d", "queue", ["restricted run", "shared pool", "state bucket", "a team"]);
    expect(lacking(queued, nothing)).toEqual([
      "a run of the file that reads restricted data",
      "an on-prem pool of whole GPUs, on two nodes or more, in which a team may borrow of another",
      "state.s3 in the file",
      "a team in the file",
    ]);
    const all = { ...nothing, restrictedRun: true, sharedPool: true, stateBucket: true, team: true };
    expect(lacking(queued, all)).toEqual([]);
  });
});
