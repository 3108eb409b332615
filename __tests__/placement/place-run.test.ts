import { placeRun } from "../../placement/place-run";
import type { Platform, Run } from "../../spec/platform";
import { cloudOnly, examplePlatform, onPremOnly } from "../platforms";

const EXAMPLE = examplePlatform();

function run(platform: Platform, name: string, overrides: Partial<Run> = {}): Run {
  const found = platform.runs.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no run ${name}`);
  return { ...found, ...overrides };
}

function reasonsAgainst(platform: Platform, of: Run): string[] {
  return placeRun(platform, of)
    .reasons.filter(({ allows }) => !allows)
    .map(({ side, step, because }) => `${side} ${step}: ${because}`);
}

describe("placeRun", () => {
  test("sends a gang that on-prem cannot start at once to the cloud, and says how far on-prem reaches", () => {
    const detector = run(EXAMPLE, "road-detector");
    expect(placeRun(EXAMPLE, detector).place).toEqual({ side: "cloud", pools: ["h100"] });
    expect(reasonsAgainst(EXAMPLE, detector)).toEqual([
      // the dataset may be anywhere in the EU, so on-prem falls by size alone.
      "onPrem gang: pool bench: the run needs 32 units at once, team vision reaches 16 (quota 8 + 8 to borrow)",
    ]);
  });

  test("keeps a run that fits both sides on-prem", () => {
    const { place, reasons } = placeRun(EXAMPLE, run(EXAMPLE, "road-detector", { workers: 1 }));
    expect(place).toEqual({ side: "onPrem", pools: ["bench"] });
    expect(reasons.at(-1)).toEqual({
      step: "tie",
      side: "onPrem",
      allows: true,
      because: "both sides are possible: on-prem hardware is paid for",
    });
  });

  test("fits a gang of exactly what the team reaches, and none of one worker more", () => {
    const two = run(EXAMPLE, "road-detector", { workers: 2, side: "onPrem" });
    expect(placeRun(EXAMPLE, two).place?.pools).toEqual(["bench"]);
    expect(placeRun(EXAMPLE, { ...two, workers: 3 }).place).toBeUndefined();
  });

  test("gives a team that does not borrow its own quota and no more", () => {
    const proud = { ...EXAMPLE, teams: EXAMPLE.teams.map((team) => ({ ...team, borrow: false })) };
    const one = run(EXAMPLE, "road-detector", { workers: 1, side: "onPrem" });
    expect(placeRun(proud, one).place?.pools).toEqual(["bench"]);
    expect(reasonsAgainst(proud, { ...one, workers: 2 })).toContain(
      "onPrem gang: pool bench: the run needs 16 units at once, team vision reaches 8 (quota 8, and it does not borrow)",
    );
  });

  test("never lets restricted data leave, and names the chain", () => {
    const segmenter = run(EXAMPLE, "scan-segmenter");
    expect(placeRun(EXAMPLE, segmenter).place).toEqual({ side: "onPrem", pools: ["bench"] });
    expect(reasonsAgainst(EXAMPLE, { ...segmenter, side: "cloud" })).toEqual([
      "onPrem asked: side: cloud is written down",
      "cloud residency: restricted data never leaves on-prem (run scan-segmenter → dataset patient-scans)",
    ]);
    expect(placeRun(EXAMPLE, { ...segmenter, side: "cloud" }).place).toBeUndefined();
  });

  test("keeps data in the countries it may be in", () => {
    const elsewhere = examplePlatform((file) => {
      for (const dataset of file.datasets as Record<string, unknown>[])
        if (dataset.name === "road-scenes") dataset.residency = ["DE"];
    });
    expect(reasonsAgainst(elsewhere, run(elsewhere, "road-detector"))).toContain(
      "cloud residency: residency does not allow SE (run road-detector → dataset road-scenes)",
    );
  });

  test("takes a shared pool only for one unit a worker, with the memory stated", () => {
    const trial = run(EXAMPLE, "backbone-trial");
    expect(placeRun(EXAMPLE, trial).place?.pools).toEqual(["bench", "lab"]);
    expect(placeRun(EXAMPLE, { ...trial, needs: { gpuMemoryGiB: 10.5 } }).place?.pools).toEqual(["bench"]);
    expect(placeRun(EXAMPLE, { ...trial, gpusPerWorker: 2 }).place?.pools).toEqual(["bench"]);
    expect(placeRun(EXAMPLE, { ...trial, needs: {} }).place?.pools).toEqual(["bench"]);
  });

  test("compares precision and memory with the GPU, on both sides of the edge", () => {
    const fp8 = run(EXAMPLE, "road-detector", { workers: 1, needs: { precision: "fp8" } });
    expect(placeRun(EXAMPLE, fp8).place).toEqual({ side: "cloud", pools: ["h100"] });
    const exact = run(EXAMPLE, "road-detector", { workers: 1, needs: { gpuMemoryGiB: 80 } });
    expect(placeRun(EXAMPLE, exact).place?.side).toBe("onPrem");
    expect(placeRun(EXAMPLE, { ...exact, needs: { gpuMemoryGiB: 81 } }).place).toBeUndefined();
  });

  test("puts CPU work on CPU pools, as far as their nodes carry it", () => {
    const index = run(EXAMPLE, "scene-index");
    expect(placeRun(EXAMPLE, index).place).toEqual({ side: "onPrem", pools: ["edge"] });
    // two nodes of 32 vCPUs: 5 workers of 12 are 60, 6 are 72.
    expect(placeRun(EXAMPLE, { ...index, workers: 5 }).place?.side).toBe("onPrem");
    expect(placeRun(EXAMPLE, { ...index, workers: 6 }).place).toEqual({ side: "cloud", pools: ["prep"] });
    expect(placeRun(EXAMPLE, { ...index, workers: 14 }).place).toBeUndefined();
  });

  test("speaks of the sides that exist", () => {
    expect(placeRun(onPremOnly(), run(onPremOnly(), "scan-segmenter")).reasons.map(({ side }) => side)).toEqual([
      "onPrem",
    ]);
    expect(placeRun(cloudOnly(), run(cloudOnly(), "road-detector")).place).toEqual({ side: "cloud", pools: ["h100"] });
  });

  test("never loses a place by getting more nodes", () => {
    const larger = examplePlatform((file) => {
      for (const pool of (file.cloud as { pools: Record<string, unknown>[] }).pools)
        pool.maxNodes = (pool.maxNodes as number) + 5;
      for (const pool of (file.onPrem as { pools: Record<string, unknown>[] }).pools)
        (pool.nodes as string[]).push(`${pool.name as string}-new`);
    });
    for (const { name } of EXAMPLE.runs) {
      for (const workers of [1, 2, 3, 4, 5]) {
        const before = placeRun(EXAMPLE, run(EXAMPLE, name, { workers })).place;
        const after = placeRun(larger, run(larger, name, { workers })).place;
        if (before) expect(after).toBeDefined();
      }
    }
  });
});
