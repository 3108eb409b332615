import { jobSet } from "../../jobs/job-set";
import type { JobSetManifest } from "../../jobs/manifest";
import { placeRun } from "../../placement/place-run";
import type { Platform } from "../../spec/platform";
import { FRAMEWORKS } from "../../spec/schema/work";

/** Nothing pulls it. */
export const IMAGE =
  "registry.acme.example/train/road@sha256:6c96cf8c772c2d96ddc8d2e1cb4ae598ef01ae200a6d97029bda55238ca41ad3";
/** Image of a run's own first step. */
export const TOOL = "docker.io/rclone/rclone:1.75.1";

/** A small run of the example's team for each framework, for the `runs` of a platform file; `differs` says what it asks for, and where it goes. */
export function frameworkRuns(prefix: string, differs: object): readonly object[] {
  return FRAMEWORKS.map((framework) => ({
    name: `${prefix}-${framework}`,
    team: "vision",
    framework,
    image: IMAGE,
    command: ["python", "-m", "road.train"],
    workers: 2,
    produces: "road-detector",
    hours: 1,
    // a copy each: what two runs share would be written as an alias, which the loader refuses.
    ...structuredClone(differs),
  }));
}

/** The manifest of a run where it is placed. */
export function manifestOf(platform: Platform, name: string): JobSetManifest {
  const run = platform.runs.find((one) => one.name === name);
  const place = run && placeRun(platform, run).place;
  if (!run || !place) throw new Error(`no run ${name}, or no place for it`);
  return jobSet(platform, run, { place, toolImage: TOOL });
}
