import type { JobSetManifest } from "../../jobs/manifest";
import { placeRun } from "../../placement/place-run";
import type { Place } from "../../placement/placement";
import type { Platform, Run } from "../../spec/platform";
import type { Version } from "./both-stores";
import { trainingRuns } from "./thread";

/** A run that trains a version here. */
export interface Training extends Version {
  /** Its run, whose name in the cluster is the version's. */
  readonly manifest: JobSetManifest;
}

/** The versions of the platform file that runs train here. */
export function trainings(
  platform: Platform,
  manifestOf: (run: Run, place: Place) => JobSetManifest,
): readonly Training[] {
  return trainingRuns(platform).flatMap((run) => {
    const { place } = placeRun(platform, run);
    const model = platform.models.find(({ name }) => name === run.produces);
    if (!place || !model) return [];
    const manifest = manifestOf(run, place);
    return model.versions.map(({ version }) => ({ model: model.name, version, manifest }));
  });
}
