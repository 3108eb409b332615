import type { Deployment, Platform } from "../../spec/platform";
import { burstManager, queuesOf } from "../../spec/queues";
import { cloudPool, cpuPool, hybrid, migPool, onPremAlone, team, wholeGpuPool } from "../pools";

const RESTRICTED = { restrictedTeams: new Set(["vision"]) };
const NOBODY = { restrictedTeams: new Set<string>() };

function served(overrides: Partial<Deployment>): Deployment {
  return {
    name: "road",
    model: "road",
    version: "1",
    side: "onPrem",
    pool: "bench",
    unitsPerReplica: 1,
    cpus: 4,
    memoryGiB: 16,
    requestTimeoutSec: 300,
    replicas: { min: 1, max: 1 },
    ...overrides,
  };
}

/** Nominal quotas of a ClusterQueue or cohort, by flavor and resource. */
function nominal(groups: ReturnType<typeof queuesOf>["cohorts"][string]["resourceGroups"] | undefined) {
  return Object.fromEntries(
    (groups ?? []).flatMap(({ flavors }) =>
      flavors.flatMap(({ name, resources }) => resources.map((one) => [`${name} ${one.name}`, one.nominalQuota])),
    ),
  );
}

describe("queuesOf on-prem", () => {
  const queues = queuesOf(onPremAlone(), "onPrem", RESTRICTED);

  test("gives a team its quota, and the pools it has none of to borrow", () => {
    expect(nominal(queues.clusterQueues["acme-speech-experiment"]?.resourceGroups)).toEqual({
      "acme-on-prem-bench nvidia.com/gpu": "4",
      "acme-on-prem-lab nvidia.com/mig-1g.10gb": "0",
      "acme-any-node pods": "5000",
    });
  });

  test("gives the cohort what no team has", () => {
    expect(nominal(queues.cohorts["acme-experiment"]?.resourceGroups)).toEqual({
      // 16 less 8 and 4; 112 less 100.
      "acme-on-prem-bench nvidia.com/gpu": "4",
      "acme-on-prem-lab nvidia.com/mig-1g.10gb": "12",
    });
  });

  test("takes what served models may grow to from the cohort's rest, never from a team", () => {
    const deployments = [served({ unitsPerReplica: 2, replicas: { min: 1, max: 2 } })];
    const { cohorts, clusterQueues } = queuesOf(onPremAlone({ deployments }), "onPrem", NOBODY);
    expect(nominal(cohorts["acme-experiment"]?.resourceGroups)["acme-on-prem-bench nvidia.com/gpu"]).toBe("0");
    expect(nominal(clusterQueues["acme-vision-experiment"]?.resourceGroups)["acme-on-prem-bench nvidia.com/gpu"]).toBe(
      "8",
    );
  });

  test("does not take a cloud deployment from an on-prem pool of the same name", () => {
    const deployments = [served({ side: "cloud", replicas: { min: 1, max: 4 } })];
    const { cohorts } = queuesOf(onPremAlone({ deployments }), "onPrem", NOBODY);
    expect(nominal(cohorts["acme-experiment"]?.resourceGroups)["acme-on-prem-bench nvidia.com/gpu"]).toBe("4");
  });

  test("makes one resource group a resource name, since Kueue takes a resource in one group only", () => {
    const groups = queues.clusterQueues["acme-vision-experiment"]?.resourceGroups ?? [];
    expect(groups.map(({ coveredResources }) => coveredResources)).toEqual([
      ["nvidia.com/gpu"],
      ["nvidia.com/mig-1g.10gb"],
      // or Kueue would admit no workload of which a part asks for no GPU.
      ["pods"],
    ]);
  });

  test("keeps alike pools in one group, cheapest first", () => {
    const pools = [wholeGpuPool("a", { usdPerGpuHour: 2 }), wholeGpuPool("b", { usdPerGpuHour: 1 })];
    const { clusterQueues } = queuesOf(onPremAlone({ onPrem: { ...hybrid().onPrem, pools } }), "onPrem", NOBODY);
    const [group, ...others] = clusterQueues["acme-vision-experiment"]?.resourceGroups ?? [];
    expect(others.map(({ coveredResources }) => coveredResources)).toEqual([["pods"]]);
    expect(group?.flavors.map(({ name }) => name)).toEqual(["acme-on-prem-b", "acme-on-prem-a"]);
  });

  test("lets a team borrow all that is idle, or nothing where its file says so", () => {
    const limits = (name: string) =>
      queues.clusterQueues[name]?.resourceGroups.flatMap(({ flavors }) =>
        flavors.flatMap(({ resources }) => resources.map(({ borrowingLimit }) => borrowingLimit)),
      );
    expect(limits("acme-vision-experiment")).toEqual([undefined, undefined, undefined]);
    expect(limits("acme-speech-experiment")).toEqual(["0", "0", undefined]);
  });

  test("gives lent quota back", () => {
    for (const queue of Object.values(queues.clusterQueues)) expect(queue.preemption.reclaimWithinCohort).toBe("Any");
  });

  test("shares CPU pools among all teams, less what is served there", () => {
    const deployments = [
      served({ pool: "edge", unitsPerReplica: 0, cpus: 4, memoryGiB: 16, replicas: { min: 1, max: 3 } }),
    ];
    const { cohorts, clusterQueues } = queuesOf(onPremAlone({ deployments }), "onPrem", NOBODY);
    expect(nominal(cohorts["acme-experiment-cpu"]?.resourceGroups)).toEqual({
      // two nodes of 32 vCPUs and 128 GiB, less three replicas.
      "acme-on-prem-edge cpu": "42",
      "acme-on-prem-edge memory": "169Gi",
    });
    // a team that may not borrow GPUs borrows CPUs, too: nobody has any of its own.
    expect(clusterQueues["acme-speech-experiment-cpu"]?.resourceGroups[0]?.flavors[0]?.resources).toEqual([
      { name: "cpu", nominalQuota: "0" },
      { name: "memory", nominalQuota: "0" },
    ]);
  });

  test("has local queues in each team's namespace, and experiments only where restricted data is", () => {
    const names = queues.localQueues.map(({ namespace, name }) => `${namespace}/${name}`).sort();
    expect(names).toEqual([
      "acme-speech/experiment",
      "acme-speech/experiment-cpu",
      "acme-vision-restricted/experiment",
      "acme-vision-restricted/experiment-cpu",
      "acme-vision/experiment",
      "acme-vision/experiment-cpu",
    ]);
  });

  test("sends nothing anywhere without a cloud", () => {
    expect(Object.values(queues.clusterQueues).flatMap(({ admissionCheck }) => admissionCheck ?? [])).toEqual([]);
  });

  test("makes no queue for hardware that is not there", () => {
    const onPrem = { ...hybrid().onPrem, pools: [cpuPool("edge")] };
    expect(Object.keys(queuesOf(onPremAlone({ onPrem }), "onPrem", NOBODY).clusterQueues)).toEqual([
      "acme-speech-experiment-cpu",
      "acme-vision-experiment-cpu",
    ]);
  });
});

describe("queuesOf with both sides", () => {
  const platform = hybrid();
  const manager = queuesOf(platform, "onPrem", RESTRICTED);
  const worker = queuesOf(platform, "cloud", NOBODY);

  test("names one manager, and none where there is one side", () => {
    expect(burstManager(platform)).toBe("onPrem");
    expect(burstManager(onPremAlone())).toBeUndefined();
    expect(burstManager({ cloud: hybrid().cloud })).toBeUndefined();
  });

  test("mirrors the worker's queues on the manager, with the same quotas, and sends what they admit", () => {
    for (const [name, queue] of Object.entries(worker.clusterQueues))
      expect(manager.clusterQueues[name]).toEqual({ ...queue, admissionCheck: "acme-burst" });
    for (const queue of worker.localQueues) expect(manager.localQueues).toContainEqual(queue);
    expect(manager.cohorts).toMatchObject(worker.cohorts);
    expect(manager.flavors).toMatchObject(worker.flavors);
  });

  test("never sends an experiment", () => {
    for (const [name, queue] of Object.entries(manager.clusterQueues))
      expect([name, queue.admissionCheck]).toEqual([name, name.includes("-burst") ? "acme-burst" : undefined]);
  });

  test("gives restricted data no queue that leaves", () => {
    const leaving = [...worker.localQueues, ...manager.localQueues.filter(({ name }) => name.startsWith("burst"))];
    expect(leaving.length).toBeGreaterThan(0);
    expect(leaving.filter(({ namespace }) => namespace.includes("restricted"))).toEqual([]);
    const queues = [
      ...Object.values(worker.clusterQueues),
      ...Object.entries(manager.clusterQueues).flatMap(([name, queue]) => (name.includes("-burst") ? queue : [])),
    ];
    expect(queues.flatMap(({ namespaces }) => namespaces).filter((name) => name.includes("restricted"))).toEqual([]);
  });

  test("keeps pools of the same name on two sides apart", () => {
    const onPrem = { ...hybrid().onPrem, pools: [wholeGpuPool("h100")] };
    const cloud = { ...hybrid().cloud, pools: [cloudPool("h100", "p5.48xlarge")] };
    expect(Object.keys(queuesOf(hybrid({ onPrem, cloud }), "onPrem", NOBODY).flavors)).toEqual([
      "acme-on-prem-h100",
      "acme-any-node",
      "acme-cloud-h100",
    ]);
  });
});

describe("queuesOf", () => {
  test("never hands out more than a pool has", () => {
    const platform = hybrid();
    for (const [place, pool, units] of [
      ["onPrem", "acme-on-prem-bench nvidia.com/gpu", 16],
      ["cloud", "acme-cloud-h100 nvidia.com/gpu", 32],
    ] as const) {
      const { cohorts, clusterQueues } = queuesOf(platform, place, NOBODY);
      const all = [...Object.values(cohorts), ...Object.values(clusterQueues)];
      const sum = all.reduce((total, { resourceGroups }) => total + Number(nominal(resourceGroups)[pool] ?? 0), 0);
      expect(sum).toBe(units);
    }
  });

  test("does not move a team's queues when another comes before it", () => {
    const before = queuesOf(hybrid(), "cloud", NOBODY);
    const teams: Platform["teams"] = [team("audio"), ...hybrid().teams];
    const after = queuesOf(hybrid({ teams }), "cloud", NOBODY);
    expect(after.clusterQueues["acme-vision-burst"]).toEqual(before.clusterQueues["acme-vision-burst"]);
    expect(after.cohorts).toEqual(before.cohorts);
  });

  test("gives flavors the labels that nodes of the pool have, and the taint only where there are GPUs", () => {
    const pools = [cpuPool("edge"), migPool("lab")];
    const { flavors } = queuesOf(onPremAlone({ onPrem: { ...hybrid().onPrem, pools } }), "onPrem", NOBODY);
    expect(flavors).toEqual({
      "acme-any-node": { nodeLabels: {}, tolerations: [] },
      "acme-on-prem-edge": { nodeLabels: { "gpu.platform/pool": "edge" }, tolerations: [] },
      "acme-on-prem-lab": {
        nodeLabels: {
          "gpu.platform/pool": "lab",
          "gpu.platform/gpu": "a100-80gb",
          "gpu.platform/gpu-memory-gib": "10",
        },
        tolerations: [{ key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" }],
      },
    });
  });
});
