import fc from "fast-check";
import { landing } from "../../jobs/landing";
import { type Costs, platformCosts } from "../../placement/costs";
import { dataMove } from "../../placement/data-move";
import { placeRun } from "../../placement/place-run";
import type { Platform, Run } from "../../spec/platform";
import { cloudOnly, examplePlatform, onPremOnly } from "../platforms";

type Draft = Record<string, unknown>;

/** The example with bench bought for 120,000 USD a node. */
const bought = examplePlatform((file) => {
  const pools = (file.onPrem as { pools: Draft[] }).pools;
  const bench = pools.find(({ name }) => name === "bench") as Draft;
  delete bench.usdPerGpuHour;
  bench.cost = { purchaseUsd: 120000, lifetimeYears: 4, powerKw: 6.5, usdPerKwh: 0.18, operationsUsdPerYear: 9600 };
});

// the three worked examples of docs/costs.md, with the figures that were reckoned there by hand.
describe("worked examples", () => {
  test("a rented pool", () => {
    const { lines } = platformCosts(examplePlatform());
    const pool = lines.find(({ what }) => what === "pool h100");
    expect(pool?.idleUsd).toBe(0);
    expect(pool?.expectedUsd).toBeCloseTo(28268.544, 3);
    expect(pool?.worstUsd).toBeCloseTo(171966.976, 3);
  });

  test("an owned pool and its break-even", () => {
    const { lines, breakEvens } = platformCosts(bought);
    expect(lines.find(({ what }) => what === "pool bench")?.idleUsd).toBeCloseTo(8303.6825, 3);
    const bench = breakEvens.find(({ pool }) => pool === "bench");
    expect(bench?.ownedUsdPerGpuHour).toBeCloseTo(0.71093, 5);
    expect(bench?.rented).toEqual({ usdPerGpuHour: 7.3616, instanceType: "p5.48xlarge", gpu: "h100-80gb" });
    expect(bench?.use).toBeCloseTo(0.09657, 5);
    // scan-segmenter: 8 GPUs, 120 hours; of 16 GPUs and 730 hours. backbone-trial takes a slice of lab.
    expect(bench?.declaredUse).toBeCloseTo((8 * 120) / (16 * 730), 9);
  });

  test("data that moves", () => {
    const platform = examplePlatform();
    const [index, trial] = [onlyRun(platform, "scene-index"), onlyRun(platform, "backbone-trial")];
    const away = dataMove(platform, index, "onPrem");
    expect(away.hours).toBeCloseTo(100.2159, 4);
    expect(away.usd).toBeCloseTo(4041.4688, 4);
    expect(dataMove(platform, index, "cloud")).toEqual({ gib: 0, hours: 0, usd: 0, datasets: [] });
    // 150 GiB kept for 12 months of 40 starts.
    expect(dataMove(platform, trial, "cloud").gib).toBeCloseTo(0.3125, 9);
  });
});

describe("platformCosts", () => {
  test("adds up: lines to sides, sides to the total, runs to teams", () => {
    const { lines, bySide, total, runs, teams, deployments } = platformCosts(examplePlatform());
    for (const kind of ["idleUsd", "expectedUsd", "worstUsd"] as const) {
      expect(lines.reduce((sum, line) => sum + line[kind], 0)).toBeCloseTo(total[kind], 6);
      expect((bySide.onPrem?.[kind] ?? 0) + (bySide.cloud?.[kind] ?? 0)).toBeCloseTo(total[kind], 6);
    }
    const ofRuns = runs.reduce((sum, { usdPerMonth = 0 }) => sum + usdPerMonth, 0);
    expect(teams.reduce((sum, { usdOfRuns }) => sum + usdOfRuns, 0)).toBeCloseTo(ofRuns, 6);
    const ofServed = deployments.reduce((sum, { usdPerMonth = 0 }) => sum + usdPerMonth, 0);
    expect(teams.reduce((sum, { usdOfDeployments }) => sum + usdOfDeployments, 0)).toBeCloseTo(ofServed, 6);
    for (const team of teams) expect(team.usdPerMonth).toBeCloseTo(team.usdOfRuns + team.usdOfDeployments, 9);
  });

  test("reckons a run on the pool that its manifest names first", () => {
    const platform = examplePlatform();
    const pair = { ...onlyRun(platform, "road-detector"), name: "pair", workers: 2, gpusPerWorker: 1, hours: 1 };
    const { runs } = platformCosts({ ...platform, runs: [...platform.runs, { ...pair, needs: { gpuMemoryGiB: 24 } }] });
    const costOf = (name: string) => runs.find(({ run }) => run === name);
    // one of 56 slices of a node of 8.80 USD an hour, for two hours; a GPU of bench would be 2.20.
    expect(costOf("backbone-trial")).toMatchObject({ pool: "lab", usdPerStart: expect.closeTo((2 * 8.8) / 56, 9) });
    // two g6.xlarge; a p5.48xlarge would be 58.89.
    expect(costOf("pair")).toMatchObject({ pool: "l4", usdPerStart: expect.closeTo(2 * 0.8536, 9) });
    for (const run of platform.runs) {
      const { place } = placeRun(platform, run);
      if (!place) throw new Error(`${run.name} has no place`);
      expect(costOf(run.name)?.pool).toBe(landing(platform, run, place, false).pools[0]?.name);
    }
  });

  test("tells a served model by its replicas' share of nodes, for the team whose run makes it", () => {
    const { deployments } = platformCosts(examplePlatform());
    // two of 56 slices of a node of 8 GPUs at 1.10; two and four g6.xlarge at 0.8536.
    expect(deployments.find(({ deployment }) => deployment === "road-detector-fra1")).toMatchObject({
      team: "vision",
      usdPerMonth: expect.closeTo((2 / 56) * 8 * 1.1 * 730, 6),
      usdAtMost: expect.closeTo((6 / 56) * 8 * 1.1 * 730, 6),
    });
    expect(deployments.find(({ deployment }) => deployment === "road-detector-cloud")).toMatchObject({
      team: "vision",
      usdPerMonth: expect.closeTo(2 * 0.8536 * 730, 6),
      usdAtMost: expect.closeTo(4 * 0.8536 * 730, 6),
    });
  });

  test("gives a model that no run makes, or runs of two teams, to none of them", () => {
    const without = platformCosts({ ...examplePlatform(), runs: [] }).deployments;
    expect(without.map(({ team }) => team)).toEqual([undefined, undefined, undefined]);
    const { runs, ...rest } = examplePlatform();
    const both = runs.map((run) =>
      run.name === "backbone-trial" ? { ...run, team: "medical", produces: "road-detector" } : run,
    );
    const shared = platformCosts({ ...rest, runs: both }).deployments;
    expect(shared.find(({ deployment }) => deployment === "road-detector-cloud")?.team).toBeUndefined();
    expect(shared.find(({ deployment }) => deployment === "scan-segmenter-fra1")?.team).toBe("medical");
  });

  test("counts what an idle cluster is billed for beside its nodes", () => {
    const idle = Object.fromEntries(platformCosts(examplePlatform()).lines.map(({ what, idleUsd }) => [what, idleUsd]));
    // 10 services of every cluster, Lustre's, the load balancer's and S3 for on-prem, in two zones, at 0.01 an hour.
    expect(idle["interface-endpoint"]).toBeCloseTo(13 * 2 * 730 * 0.01, 6);
    // a gateway's address; the disks of two system nodes; three keys; the tunnels' keys of two peers.
    expect(idle["public-ipv4"]).toBeCloseTo(730 * 0.005, 6);
    expect(idle["ebs-gp3"]).toBeCloseTo(2 * 100 * 0.08, 6);
    expect(idle["kms-key"]).toBeCloseTo(3, 6);
    expect(idle.secret).toBeCloseTo(2 * 0.4, 6);
    const far = { name: "far", instanceType: "g6.xlarge", zones: ["eu-north-1c"], maxNodes: 1 };
    const perZone = examplePlatform((file) => {
      const cloud = file.cloud as { network: Draft; pools: Draft[] };
      cloud.network.egress = "natPerZone";
      cloud.pools.push(far);
    });
    const address = platformCosts(perZone).lines.find(({ what }) => what === "public-ipv4");
    expect(address?.idleUsd).toBeCloseTo(3 * 730 * 0.005, 6);
  });

  test("bills in a VPC that exists the way of on-prem to S3 alone, and nothing of it without a link", () => {
    const existing = (link?: "none") => {
      const platform = examplePlatform((file) => {
        const cloud = file.cloud as Draft;
        const privateSubnetIds = { "eu-north-1a": "subnet-0a1b2c3d", "eu-north-1b": "subnet-0a1b2c3e" };
        cloud.network = { existing: { vpcId: "vpc-0a1b2c3d", privateSubnetIds } };
        if (link)
          Object.assign(cloud, {
            link,
            kubernetes: { ...(cloud.kubernetes as Draft), publicAccessCidrs: ["198.51.100.0/24"] },
          });
      });
      return Object.fromEntries(platformCosts(platform).lines.map(({ what, idleUsd }) => [what, idleUsd]));
    };
    expect(existing()["interface-endpoint"]).toBeCloseTo(2 * 730 * 0.01, 6);
    expect(existing()).not.toHaveProperty("public-ipv4");
    expect(existing("none")).not.toHaveProperty("interface-endpoint");
  });

  test("counts a reservation as idle wherever it stands in the list of capacities", () => {
    const idleOf = (capacity: unknown) => {
      const platform = examplePlatform((file) => {
        const pools = (file.cloud as { pools: Draft[] }).pools;
        Object.assign(pools.find(({ name }) => name === "h100") as Draft, { capacity });
      });
      const pool = platformCosts(platform).lines.find(({ what }) => what === "pool h100");
      return [pool?.idleUsd, pool?.worstUsd];
    };
    const reservation = { reservation: "cr-0123456789abcdef0" };
    const [idle, worst] = idleOf(["onDemand", reservation]);
    expect(idle).toBe(worst);
    expect(idleOf([reservation, "onDemand"])).toEqual([idle, worst]);
    expect(idleOf("onDemand")).toEqual([0, worst]);
  });

  test("lists what has no price and dates what has", () => {
    const { notPriced, prices } = platformCosts(examplePlatform());
    expect(notPriced).toContain("pool edge (onPrem): no price is known; add yours to the file");
    for (const { asOf } of prices) expect(asOf).toMatch(/^(\d{4}-\d{2}-\d{2}|platform file)$/);
    expect(prices.find(({ item }) => item === "s3-standard")?.caveat).toBe(
      "no price of eu-north-1 here: us-east-1's stands in",
    );
  });

  test("knows platforms of one side", () => {
    expect(platformCosts(onPremOnly()).bySide.cloud).toBeUndefined();
    expect(platformCosts(cloudOnly()).bySide.onPrem).toBeUndefined();
    // of a pool that is rented alone, a typical server says what owning would cost: 1.68, as reckoned in docs/costs.md.
    expect(platformCosts(cloudOnly()).breakEvens).toMatchObject([
      { side: "cloud", pool: "h100", ownedUsdPerGpuHour: expect.closeTo(1.6804, 4), use: expect.closeTo(0.22827, 5) },
    ]);
  });

  test("makes no nonsense, from an empty platform to petabytes", () => {
    const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 }));
    const gib = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(gib, amount, amount, fc.boolean(), (size, nodes, starts, bare) => {
        expectSense(platformCosts(scaled(size, nodes, bare ? 0 : starts, bare)));
      }),
      { numRuns: 60 },
    );
  });
});

function onlyRun({ runs }: Platform, name: string): Run {
  const found = runs.find((run) => run.name === name);
  if (!found) throw new Error(`no run ${name}`);
  return found;
}

/** The example with other sizes; bare: without teams, runs, deployments and owned pools. */
function scaled(sizeGiB: number, maxNodes: number, timesPerMonth: number, bare: boolean): Platform {
  const { onPrem, cloud, ...rest } = examplePlatform();
  if (!onPrem || !cloud) throw new Error("the example has both sides");
  const nothing = bare ? { runs: [], deployments: [], teams: [] } : {};
  return {
    ...rest,
    runs: rest.runs.map((run) => ({ ...run, timesPerMonth })),
    ...nothing,
    datasets: rest.datasets.map((dataset) => ({ ...dataset, sizeGiB })),
    onPrem: { ...onPrem, pools: bare ? [] : onPrem.pools },
    cloud: { ...cloud, pools: cloud.pools.map((pool) => ({ ...pool, maxNodes, minNodes: 0 })) },
  };
}

function expectSense({ total, lines, breakEvens }: Costs): void {
  for (const month of [total, ...lines]) {
    expect(Number.isFinite(month.worstUsd)).toBe(true);
    expect(month.idleUsd).toBeGreaterThanOrEqual(0);
    // sums of the same lines in floating point.
    expect(month.expectedUsd).toBeGreaterThanOrEqual(month.idleUsd - 1e-6);
    expect(month.worstUsd).toBeGreaterThanOrEqual(month.expectedUsd - 1e-6);
  }
  for (const part of breakEvens.flatMap(({ use, declaredUse }) => [use ?? 0, declaredUse])) {
    expect(part).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(part)).toBe(true);
  }
}
