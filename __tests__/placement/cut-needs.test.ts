import { cutNeeds } from "../../placement/cut-needs";
import type { Run } from "../../spec/platform";
import { detector, PLATFORM } from "../jobs/fixture";

describe("cutNeeds", () => {
  const cut = (needs: Run["needs"], pools: readonly string[] = ["h100"]) =>
    cutNeeds(PLATFORM, detector({ needs }), { side: "cloud", pools }).map(({ need, words }) => `${need}: ${words}`);

  test("tells what is asked and what is given, where a pod cannot have it", () => {
    expect(cut({ cpus: 190, memoryGiB: 2040 })).toEqual([
      "cpus: 190 is more than a pod can have of a node of h100, and a worker gets 163.2",
      "memoryGiB: 2040 is more than a pod can have of a node of h100, and a worker gets 1740.8",
    ]);
    expect(cut({ cpus: 163.3 })).toHaveLength(1);
  });

  test("says nothing of what is given in full, or not asked for", () => {
    expect(cut({ cpus: 163.2, memoryGiB: 1740.8 })).toEqual([]);
    expect(cut({})).toEqual([]);
  });

  test("goes by the smallest node of those that are named", () => {
    expect(cut({ cpus: 14 }, ["h100", "prep"])).toEqual([
      "cpus: 14 is more than a pod can have of a node of h100, prep, and a worker gets 13.6",
    ]);
  });

  test("says nothing of on-prem GPU nodes, whose machine the file does not describe", () => {
    expect(cutNeeds(PLATFORM, detector({ needs: { cpus: 190 } }), { side: "onPrem", pools: ["bench"] })).toEqual([]);
  });
});
