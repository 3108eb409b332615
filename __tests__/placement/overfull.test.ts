import { platformCosts } from "../../placement/costs";
import { examplePlatform } from "../platforms";

/** The example with other hours and starts of its large run: 4 nodes of the 4 of its pool. */
function overfull(hours: number, timesPerMonth: number) {
  return platformCosts(
    examplePlatform((file) => {
      const run = (file.runs as Record<string, unknown>[]).find(({ name }) => name === "road-detector");
      Object.assign(run ?? {}, { hours, timesPerMonth });
    }),
  );
}

test("a pool with more work than a month has hours is told, since runs add up to more than the bill", () => {
  const { overfull: told, runs, lines } = overfull(600, 20);
  expect(told).toEqual([
    "pool h100: the declared work takes 1644 % of its hours in a month: the bill holds all of them and no more, so runs and teams add up to more than it",
  ]);
  const [run, pool] = [runs.find((one) => one.run === "road-detector"), lines.find(({ what }) => what === "pool h100")];
  expect(run?.usdPerMonth ?? 0).toBeGreaterThan(pool?.worstUsd ?? Number.POSITIVE_INFINITY);
});

test("one that is full to the last hour is not", () => {
  expect(overfull(73, 10).overfull).toEqual([]);
  expect(overfull(74, 10).overfull).toHaveLength(1);
});
