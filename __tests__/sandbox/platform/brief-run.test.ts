import { jobSet } from "../../../jobs/job-set";
import { placeRun } from "../../../placement/place-run";
import { briefRun } from "../../../sandbox/platform/brief-run";
import { examplePlatform } from "../../platforms";

const platform = examplePlatform();

function manifest(name: string) {
  const run = platform.runs.find((one) => one.name === name);
  const place = run && placeRun(platform, run).place;
  if (!run || !place) throw new Error(`no run ${name}, or no place for it`);
  return jobSet(platform, run, { place, toolImage: "tool" });
}

const annotations = (made: ReturnType<typeof manifest>) =>
  made.spec.replicatedJobs.map(({ template }) => template.spec.template.metadata.annotations);

describe("a run whose pods run nothing", () => {
  test("says in each of them how long it would run, and keeps all else", () => {
    const made = manifest("scene-index");
    const brief = briefRun(made, { runForSec: 8 });
    expect(annotations(made).length).toBeGreaterThan(1);
    expect(annotations(brief)).toEqual(
      annotations(made).map((before) => ({ ...before, "sandbox.gpu.platform/run-for": "8s" })),
    );
    expect(brief.metadata).toEqual(made.metadata);
    expect(JSON.stringify(annotations(made))).not.toContain("sandbox");
  });

  test("says how long it takes to stop where it takes time", () => {
    const [of] = annotations(briefRun(manifest("backbone-trial"), { runForSec: 20, stopForSec: 6 }));
    expect(of).toMatchObject({ "sandbox.gpu.platform/run-for": "20s", "sandbox.gpu.platform/stop-for": "6s" });
  });
});
