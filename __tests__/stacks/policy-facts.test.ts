import { TOOL_IMAGES } from "../../catalog/tool-images";
import { queuesOf } from "../../spec/queues";
import { policyFacts } from "../../stacks/policy-facts";
import { hybrid, onPremAlone, team } from "../pools";

const RESTRICTED = new Set(["medical"]);
const platform = hybrid();
const onPrem = policyFacts(platform, "onPrem", RESTRICTED);
const cloud = policyFacts(platform, "cloud", new Set());

describe("what the policies go by", () => {
  test("is the GPU pools that a team has quota of or may borrow, and no CPU pool", () => {
    expect(onPrem.pools).toEqual({ speech: ["bench"], vision: ["bench", "lab"] });
    expect(cloud.pools).toEqual({ speech: [], vision: ["h100", "l4"] });
  });

  test("lets a team on no pool whose flavor its queue does not have: the runbook of MIG layouts holds queues by flavor", () => {
    const teams = [...platform.teams, team("audio", { experiment: new Map([["lab", 0]]), borrow: true })];
    const all = hybrid({ teams });
    const { clusterQueues } = queuesOf(all, "onPrem", { restrictedTeams: RESTRICTED });
    const { pools } = policyFacts(all, "onPrem", RESTRICTED);
    expect(pools.audio).toEqual(["bench", "lab"]);
    for (const [name, allowed] of Object.entries(pools)) {
      const flavors = clusterQueues[`acme-${name}-experiment`]?.resourceGroups.flatMap((group) =>
        group.flavors.map((flavor) => flavor.name),
      );
      expect(flavors).toEqual(expect.arrayContaining(allowed.map((pool) => `acme-on-prem-${pool}`)));
    }
  });

  test("is no pool for a team that has none and borrows none", () => {
    const teams = [
      team("audio", { borrow: false }),
      team("video", { experiment: new Map([["lab", 0]]), borrow: false }),
    ];
    expect(policyFacts(hybrid({ teams }), "onPrem", RESTRICTED).pools).toEqual({ audio: [], video: [] });
  });

  test("is the queues of a namespace, and none that leaves where data is restricted", () => {
    expect(onPrem.queues).toEqual({
      open: ["burst", "burst-cpu", "experiment", "experiment-cpu"],
      restricted: ["experiment", "experiment-cpu"],
    });
    expect(cloud.queues).toEqual({ open: ["burst", "burst-cpu"], restricted: [] });
    expect(policyFacts(onPremAlone(), "onPrem", RESTRICTED).queues.open).toEqual(["experiment", "experiment-cpu"]);
  });

  test("is the places of data by the kind of namespace: those of restricted data on-prem only", () => {
    const inCloud = ["datasets", "checkpoints", "models"].map((name) => `s3://acme-${name}-111122223333-eu-north-1/`);
    const here = ["datasets", "checkpoints", "models"].map((name) => `s3://acme-${name}/`);
    expect(onPrem.addresses).toEqual({ open: [...here, ...inCloud], restricted: [...here, "s3://acme-restricted/"] });
    expect(cloud.addresses).toEqual({ open: inCloud, restricted: [] });
    expect(policyFacts(onPremAlone(), "onPrem", RESTRICTED).addresses.open).toEqual(here);
  });

  test("is the hot shards' bucket where there is one", () => {
    const storage = { expressZone: "eun1-az1" };
    const { addresses } = policyFacts(hybrid({ cloud: { ...platform.cloud, storage } }), "cloud", new Set());
    expect(addresses.open).toContain("s3://acme-hot--eun1-az1--x-s3/");
  });

  test("is the one image that a run's first step has, from every registry that it may come from", () => {
    const { repository, tag } = TOOL_IMAGES.rclone;
    expect(onPrem.images).toEqual([`${repository}:${tag}`]);
    const registry = "registry.fra1.acme.example";
    const mirrored = policyFacts(hybrid({ onPrem: { ...platform.onPrem, registry } }), "cloud", new Set());
    expect(mirrored.images).toEqual([`${repository}:${tag}`, `${registry}/${repository}:${tag}`]);
  });
});
