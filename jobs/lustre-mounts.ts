import { besideLustre, CHECKPOINTS_CLAIM, datasetClaim } from "../spec/lustre-volumes";
import type { Platform, Run } from "../spec/platform";
import { datasetVariable } from "./environment";
import type { Landing } from "./landing";
import type { EnvVar, Volume, VolumeMount } from "./manifest";

/** What a run has of the Lustre file system beside its nodes. */
export interface LustreMounts {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
  /** Paths, beside the addresses in the object store, which hold the same files. */
  readonly env: readonly EnvVar[];
}

const NOTHING: LustreMounts = { volumes: [], mounts: [], env: [] };

/**
 * A run's datasets, to read, and its team's checkpoints, to write, as folders of the Lustre file system; nothing where one of the pools that
 * it may land on is in another zone. What is written is exported to the bucket that CHECKPOINT_URI names.
 */
export function lustreMounts(platform: Platform, run: Run, { pools }: Landing): LustreMounts {
  if (!besideLustre(platform, pools)) return NOTHING;
  const datasets = run.datasets.map((dataset) => ({
    name: datasetClaim(dataset),
    mountPath: `/data/${dataset}`,
    readOnly: true,
  }));
  const mounts = [...datasets, { name: CHECKPOINTS_CLAIM, mountPath: "/checkpoints" }];
  return {
    mounts,
    volumes: mounts.map(({ name }) => ({ name, persistentVolumeClaim: { claimName: name } })),
    env: [
      { name: "CHECKPOINT_PATH", value: `/checkpoints/${run.name}/$(RUN_ID)` },
      ...run.datasets.map((dataset) => ({
        name: datasetVariable(dataset).replace(/_URI$/, "_PATH"),
        value: `/data/${dataset}`,
      })),
    ],
  };
}
