import { gangNodes, nodeShortfall } from "../../placement/gang-nodes";
import type { CloudPool, Deployment, Platform, Pool, Run } from "../../spec/platform";
import { BENCH, detector, EDGE, LAB, P5, PLATFORM, PREP } from "../jobs/fixture";

/** A node of one GPU, all of whose CPUs go to a worker that states no needs. */
const SMALL: CloudPool = {
  ...P5,
  name: "l4",
  instanceType: { ...P5.instanceType, vCpus: 4, memoryGiB: 16, gpus: 1, efaInterfaces: 0 },
  gpus: P5.gpus && { ...P5.gpus, perNode: 1, units: 6 },
  efa: false,
  maxNodes: 6,
};

function short(pool: Pool, changes: Partial<Run>, platform: Platform = PLATFORM): string | undefined {
  return nodeShortfall(platform, detector({ needs: {}, ...changes }), pool);
}

const cpuRun = (changes: Partial<Run>) => ({ gpusPerWorker: 0, ...changes });

/** A platform that serves something on a pool. */
function serving(pool: Pool, deployment: Partial<Deployment>): Platform {
  const served = { side: pool.side, pool: pool.name, unitsPerReplica: 1, cpus: 1, memoryGiB: 1, ...deployment };
  return { ...PLATFORM, deployments: [served as Deployment] };
}

describe("nodeShortfall", () => {
  test("counts GPUs by node: what two nodes leave over carries nobody", () => {
    expect(short(BENCH, { workers: 2, gpusPerWorker: 5 })).toBeUndefined();
    expect(short(BENCH, { workers: 3, gpusPerWorker: 5 })).toBe(
      "its 2 nodes carry 2 of 3 workers at once (5 GPUs each)",
    );
    expect(short(BENCH, { workers: 4, gpusPerWorker: 4 })).toBeUndefined();
    expect(short(LAB, { workers: 56, gpusPerWorker: 1 })).toBeUndefined();
    expect(short(LAB, { workers: 57, gpusPerWorker: 1 })).toBe(
      "its 1 node carries 56 of 57 workers at once (1 unit each)",
    );
  });

  test("counts CPUs and memory by node, of what pods can have of it", () => {
    const two: Pool = { ...EDGE, nodes: ["cpu-01", "cpu-02"] };
    const packed = cpuRun({ workers: 2, needs: { cpus: 17 } });
    expect(short(two, packed)).toBeUndefined();
    expect(short(two, { ...packed, workers: 3 })).toBe(
      "its 2 nodes carry 2 of 3 workers at once (17 vCPUs, 16 GiB each)",
    );
    // 85 % of 32 vCPUs are 27.2, and of 128 GiB 108.8.
    expect(short(EDGE, cpuRun({ workers: 2, needs: { cpus: 13.6 } }))).toBeUndefined();
    expect(short(EDGE, cpuRun({ workers: 2, needs: { cpus: 13.7 } }))).toContain("carries 1 of 2 workers");
    expect(short(EDGE, cpuRun({ workers: 2, needs: { memoryGiB: 54.4 } }))).toBeUndefined();
    expect(short(EDGE, cpuRun({ workers: 2, needs: { memoryGiB: 54.5 } }))).toContain("carries 1 of 2 workers");
  });

  test("counts a worker that states no needs by what its manifest asks for", () => {
    expect(short(EDGE, cpuRun({ workers: 6 }))).toBeUndefined();
    expect(short(EDGE, cpuRun({ workers: 100 }))).toBe(
      "its 1 node carries 6 of 100 workers at once (4 vCPUs, 16 GiB each)",
    );
  });

  test("counts CPUs of GPU nodes, too", () => {
    const wide = { gpusPerWorker: 1, needs: { cpus: 90 } };
    expect(short(P5, { ...wide, workers: 4 })).toBeUndefined();
    expect(short(P5, { ...wide, workers: 5 })).toContain("carry 4 of 5 workers");
  });

  test("counts a head and an entry, which take a node where the workers leave nothing", () => {
    const cluster: Partial<Run> = { framework: "ray", gpusPerWorker: 1 };
    expect(short(SMALL, { ...cluster, workers: 5 })).toBeUndefined();
    expect(short(SMALL, { ...cluster, workers: 6 })).toBe(
      "its 6 nodes carry its 6 workers, and not head and entry as well (1 vCPU, 4 GiB each)",
    );
    expect(short(SMALL, { ...cluster, workers: 6, framework: "pytorch" })).toBeUndefined();
    // workers that ask for less leave room for them.
    expect(short(SMALL, { ...cluster, workers: 6, needs: { cpus: 2, memoryGiB: 8 } })).toBeUndefined();
  });

  test("counts a Spark master and driver", () => {
    const spark = cpuRun({ framework: "spark", needs: { cpus: 13, memoryGiB: 16 } });
    expect(short(PREP, { ...spark, workers: 9 })).toBeUndefined();
    expect(short(PREP, { ...spark, workers: 10 })).toContain("and not master and driver as well");
    expect(short(PREP, { ...spark, workers: 11 })).toContain("carry 10 of 11 workers");
  });

  test("keeps the room of what is served there at its largest, packed tightly", () => {
    const served = serving(BENCH, { replicas: { min: 1, max: 3 } });
    expect(short(BENCH, { workers: 1, gpusPerWorker: 8 }, served)).toBeUndefined();
    expect(short(BENCH, { workers: 2, gpusPerWorker: 8 }, served)).toBe(
      "its 2 nodes carry 1 of 2 workers at once beside what is served there (8 GPUs each)",
    );
    expect(short(BENCH, { workers: 2, gpusPerWorker: 8 }, serving(LAB, { replicas: { min: 1, max: 3 } }))).toBe(
      undefined,
    );
    const cpus = serving(EDGE, { cpus: 3.2, replicas: { min: 1, max: 1 } });
    expect(short(EDGE, cpuRun({ workers: 1, needs: { cpus: 24 } }), cpus)).toBeUndefined();
    expect(short(EDGE, cpuRun({ workers: 1, needs: { cpus: 24.1 } }), cpus)).toContain("carries 0 of 1 workers");
  });
});

describe("gangNodes", () => {
  const nodes = (pool: Pool, changes: Partial<Run>) => gangNodes(detector({ needs: {}, ...changes }), pool);

  test("is as many nodes as the workers take together, whatever the pool has", () => {
    expect(nodes(P5, { workers: 4, gpusPerWorker: 8 })).toBe(4);
    expect(nodes(P5, { workers: 9, gpusPerWorker: 1 })).toBe(2);
    expect(nodes(P5, { workers: 3, gpusPerWorker: 5 })).toBe(3);
    expect(nodes(P5, { workers: 2, gpusPerWorker: 1, needs: { cpus: 96 } })).toBe(2);
  });

  test("has a node more where a head finds no room beside the workers", () => {
    expect(nodes(SMALL, { workers: 2, gpusPerWorker: 1, framework: "ray" })).toBe(3);
    expect(nodes(P5, { workers: 2, gpusPerWorker: 1, framework: "ray" })).toBe(1);
  });
});
