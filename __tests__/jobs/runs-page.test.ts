import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jobSet } from "../../jobs/job-set";
import { FRAMEWORKS } from "../../spec/schema/work";
import { detector, P5, PLATFORM, placeOn, withCloudPools, withStorage } from "./fixture";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "runs.md"), "utf8");

/** Variables of every framework on both sides, with a Capacity Block among the capacity. */
function variables(): ReadonlySet<string> {
  const block = { kind: "capacityBlock", id: "cr-1", endsAt: "2029-12-20T11:30:00Z" } as const;
  const platform = withStorage(withCloudPools([{ ...P5, capacity: [block] }]));
  const manifests = FRAMEWORKS.flatMap((framework) =>
    (["onPrem", "cloud"] as const).map((side) => {
      const run = detector({ framework, workers: 2 });
      return jobSet(side === "cloud" ? platform : PLATFORM, run, {
        place: placeOn(PLATFORM, run, side),
        toolImage: "rclone",
      });
    }),
  );
  const containers = manifests.flatMap(({ spec }) =>
    spec.replicatedJobs.flatMap(({ template }) => template.spec.template.spec.containers),
  );
  return new Set(containers.flatMap(({ env }) => env.map(({ name }) => name)));
}

test("the page names every variable that a run's code gets", () => {
  // Spark's own are its business, and each dataset has one.
  const own = [...variables()].filter((name) => !name.startsWith("SPARK_") && !name.startsWith("DATASET_"));
  expect(own.length).toBeGreaterThan(15);
  for (const name of [...own, "DATASET_<NAME>_URI", "DATASET_<NAME>_PATH"]) expect(PAGE).toContain(`\`${name}\``);
});

test("the page names no variable that nobody gets", () => {
  const table = PAGE.slice(PAGE.indexOf("| variable |"), PAGE.indexOf("The code runs as user"));
  const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(12);
  for (const name of named) expect([...variables()]).toContain(name);
});

test("the page has a row for each framework", () => {
  for (const framework of FRAMEWORKS) expect(PAGE).toContain(`| \`${framework}\` |`);
});
