import fc from "fast-check";
import { explainRun } from "../../placement/explain";
import { placeRun } from "../../placement/place-run";
import type { CloudPool, OnPremPool, Platform, Run } from "../../spec/platform";
import { cloudOnly, examplePlatform, onPremOnly, withoutDigits } from "../platforms";

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

describe("explainRun", () => {
  test("advises a copy on the other side only where there is none", () => {
    const advice = (platform: Platform, name: string) => explainRun(platform, run(platform, name)).otherwise;
    expect(advice(EXAMPLE, "backbone-trial")).toEqual(["cloud: move its datasets' home"]);
    const uncached = examplePlatform((file) => {
      for (const dataset of file.datasets as Record<string, unknown>[]) delete dataset.cachedOn;
    });
    expect(advice(uncached, "backbone-trial")).toEqual([
      "cloud: move its datasets' home, or keep a copy with cachedOn on the other side",
    ]);
  });
});

describe("placeRun", () => {
  test("sends a gang that on-prem cannot start at once to the cloud, and says how far on-prem reaches", () => {
    const detector = run(EXAMPLE, "road-detector");
    expect(placeRun(EXAMPLE, detector).place).toEqual({ side: "cloud", pools: ["h100"] });
    expect(reasonsAgainst(EXAMPLE, detector)).toEqual([
      // the dataset may be anywhere in the EU, so on-prem falls by size alone.
      "onPrem gang: pool bench: the run needs 32 units at once, team vision reaches 16 (quota 8 + 8 to borrow)",
    ]);
  });

  test("sends a run that fits both sides to its data", () => {
    const { place, reasons } = placeRun(EXAMPLE, run(EXAMPLE, "road-detector", { workers: 1 }));
    expect(place).toEqual({ side: "cloud", pools: ["h100"] });
    expect(reasons.at(-1)).toEqual({
      step: "data",
      side: "cloud",
      allows: true,
      because:
        "both sides are possible: moving the run beats moving road-scenes (100.22 hours, 4041.47 USD a start), although without the data a start costs 3533.57 USD here and 528.00 there",
    });
  });

  test("tells seconds and parts of a cent of small data, and no price where the side that is taken is the cheaper one", () => {
    expect(placeRun(EXAMPLE, run(EXAMPLE, "backbone-trial")).reasons.at(-1)?.because).toBe(
      "both sides are possible: moving the run beats moving imagenet (2.7 seconds, 0.0032 USD a start)",
    );
  });

  test("sends a run whose data is equally near to the cheaper side", () => {
    const { place, reasons } = placeRun(EXAMPLE, run(EXAMPLE, "road-detector", { workers: 1, datasets: [] }));
    expect(place).toEqual({ side: "onPrem", pools: ["bench"] });
    expect(reasons.at(-1)).toEqual({
      step: "money",
      side: "onPrem",
      allows: true,
      because: "both sides are possible: a start costs 528.00 USD on-prem, 3533.57 USD in the cloud",
    });
  });

  test("keeps a run on-prem where neither data nor a price decides", () => {
    const { place, reasons } = placeRun(EXAMPLE, run(EXAMPLE, "scene-index", { datasets: [], workers: 2 }));
    expect(place).toEqual({ side: "onPrem", pools: ["edge"] });
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

  test("fits a gang to nodes: GPUs that are enough in sum may be on none of them", () => {
    const gang = run(EXAMPLE, "road-detector", { workers: 2, gpusPerWorker: 5, side: "onPrem" });
    expect(placeRun(EXAMPLE, gang).place?.pools).toEqual(["bench"]);
    expect(reasonsAgainst(EXAMPLE, { ...gang, workers: 3 })).toContain(
      "onPrem gang: pool bench: its 2 nodes carry 2 of 3 workers at once (5 GPUs each)",
    );
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
    expect(placeRun(EXAMPLE, trial).place?.pools).toEqual(["lab"]);
    expect(placeRun(EXAMPLE, { ...trial, needs: { gpuMemoryGiB: 10.5 } }).place?.pools).toEqual(["bench"]);
    expect(placeRun(EXAMPLE, { ...trial, gpusPerWorker: 2 }).place?.pools).toEqual(["bench"]);
    expect(placeRun(EXAMPLE, { ...trial, needs: {} }).place?.pools).toEqual(["bench"]);
  });

  test("says which pools fit, which of them one manifest names, and why", () => {
    const fits = (name: string, overrides: Partial<Run>) =>
      placeRun(EXAMPLE, run(EXAMPLE, name, overrides)).reasons.map(({ because }) => because);
    expect(fits("backbone-trial", { side: "onPrem" })).toContain(
      "fits bench, lab; it goes to lab: the smallest share of a GPU that is enough",
    );
    // two nodes of one L4 each at 0.85 an hour, or a node of eight H100 at 58.89.
    const pair = { workers: 2, gpusPerWorker: 1, needs: { gpuMemoryGiB: 24 } };
    expect(fits("road-detector", { ...pair, side: "cloud" })).toContain("fits l4, h100; it goes to l4: the cheapest");
  });

  test("compares precision and memory with the GPU, on both sides of the edge", () => {
    const fp8 = run(EXAMPLE, "road-detector", { workers: 1, needs: { precision: "fp8" } });
    expect(placeRun(EXAMPLE, fp8).place).toEqual({ side: "cloud", pools: ["h100"] });
    const exact = run(EXAMPLE, "road-detector", { workers: 1, datasets: [], needs: { gpuMemoryGiB: 80 } });
    expect(placeRun(EXAMPLE, exact).place?.side).toBe("onPrem");
    expect(placeRun(EXAMPLE, { ...exact, needs: { gpuMemoryGiB: 81 } }).place).toBeUndefined();
  });

  test("puts CPU work on CPU pools, as far as their nodes carry it", () => {
    const free = examplePlatform(withoutDigits);
    const index = run(free, "scene-index", { datasets: [] });
    expect(placeRun(free, index).place).toEqual({ side: "onPrem", pools: ["edge"] });
    // two nodes of 27.2 vCPUs for pods: two workers of 12 each, and a master and a driver. digits leaves no room for so many.
    expect(placeRun(EXAMPLE, index).place?.side).toBe("cloud");
    expect(placeRun(free, { ...index, workers: 5 }).place).toEqual({ side: "cloud", pools: ["prep"] });
    expect(placeRun(free, { ...index, workers: 10 }).place?.side).toBe("cloud");
    expect(reasonsAgainst(free, { ...index, workers: 11 })).toEqual([
      "onPrem gang: pool edge: its 2 nodes carry 4 of 11 workers at once (12 vCPUs, 48 GiB each)",
      "cloud gang: pool prep: its 10 nodes carry 10 of 11 workers at once (12 vCPUs, 48 GiB each)",
    ]);
  });

  test("speaks of the sides that exist", () => {
    expect(placeRun(onPremOnly(), run(onPremOnly(), "scan-segmenter")).reasons.map(({ side }) => side)).toEqual([
      "onPrem",
    ]);
    expect(placeRun(cloudOnly(), run(cloudOnly(), "road-detector")).place).toEqual({ side: "cloud", pools: ["h100"] });
  });

  /** Runs of every shape. */
  const SHAPES = fc.record({
    declared: fc.constantFrom(...EXAMPLE.runs),
    workers: fc.integer({ min: 1, max: 40 }),
    gpusPerWorker: fc.integer({ min: 0, max: 8 }),
    framework: fc.constantFrom("command" as const, "ray" as const, "spark" as const),
    cpus: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    memoryGiB: fc.option(fc.integer({ min: 1, max: 2048 }), { nil: undefined }),
    side: fc.constantFrom("auto" as const, "onPrem" as const, "cloud" as const),
  });
  const asked = SHAPES.map(({ declared, cpus, memoryGiB, ...rest }): Run => {
    const { cpus: _, memoryGiB: __, ...needs } = declared.needs;
    return {
      ...declared,
      ...rest,
      needs: { ...needs, ...(cpus !== undefined && { cpus }), ...(memoryGiB !== undefined && { memoryGiB }) },
    };
  });

  test("never loses a place by getting more nodes, and always has an answer or reasons", () => {
    const { onPrem, cloud } = EXAMPLE;
    if (!onPrem || !cloud) throw new Error("the example has both sides");
    const more = fc.integer({ min: 0, max: 9 });
    const property = fc.property(asked, more, more, (one, there, here) => {
      const larger = {
        ...EXAMPLE,
        onPrem: { ...onPrem, pools: onPrem.pools.map((pool) => moreNodes(pool, here)) },
        cloud: { ...cloud, pools: cloud.pools.map((pool) => moreMax(pool, there)) },
      };
      if (placeRun(EXAMPLE, one).place) expect(placeRun(larger, one).place).toBeDefined();
      // total: an answer, or the reasons why there is none.
      else expect(placeRun(EXAMPLE, one).reasons.filter(({ allows }) => !allows).length).toBeGreaterThan(0);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test("never loses a place by having one worker less", () => {
    const property = fc.property(asked, (one) => {
      if (placeRun(EXAMPLE, one).place)
        expect(placeRun(EXAMPLE, { ...one, workers: Math.max(1, one.workers - 1) }).place).toBeDefined();
    });
    fc.assert(property, { numRuns: 500 });
  });

  test("never puts more workers on a pool than its nodes hold, one by one", () => {
    const property = fc.property(asked, (one) => {
      const { place } = placeRun(EXAMPLE, one);
      for (const name of place?.pools ?? []) {
        const pool = [...(EXAMPLE.onPrem?.pools ?? []), ...(EXAMPLE.cloud?.pools ?? [])].find(
          (each) => each.name === name,
        );
        if (!pool?.gpus) continue;
        const nodes = pool.side === "cloud" ? pool.maxNodes : pool.nodes.length;
        const onNode = pool.gpus.unit.shared
          ? pool.gpus.perNode * pool.gpus.unit.perGpu
          : Math.floor(pool.gpus.perNode / one.gpusPerWorker);
        expect(one.workers).toBeLessThanOrEqual(nodes * onNode);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});

function moreNodes(pool: OnPremPool, more: number): OnPremPool {
  const nodes = [...pool.nodes, ...Array.from({ length: more }, (_, index) => `${pool.name}-new-${index}`)];
  const { gpus } = pool;
  return gpus
    ? { ...pool, nodes, gpus: { ...gpus, units: nodes.length * gpus.perNode * gpus.unit.perGpu } }
    : { ...pool, nodes };
}

function moreMax(pool: CloudPool, more: number): CloudPool {
  const maxNodes = pool.maxNodes + more;
  return pool.gpus
    ? { ...pool, maxNodes, gpus: { ...pool.gpus, units: maxNodes * pool.gpus.perNode } }
    : { ...pool, maxNodes };
}
