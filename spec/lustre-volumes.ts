import { cloudDatasets } from "./cloud-data";
import { teamNamespace } from "./names";
import type { Platform, Pool } from "./platform";

/** A folder of the Lustre file system, as a volume of one team's namespace. */
export interface LustreVolume {
  readonly namespace: string;
  /** Name of the claim in that namespace. */
  readonly claim: string;
  /** The linked bucket, which is a folder at the file system's root. */
  readonly bucket: "datasets" | "checkpoints";
  /** Folder in it. */
  readonly folder: string;
  readonly readOnly: boolean;
}

/** Claim of a team's checkpoints. */
export const CHECKPOINTS_CLAIM = "checkpoints";

/** Claim of a dataset: no name of one makes it the checkpoints'. */
export function datasetClaim(dataset: string): string {
  return `dataset-${dataset}`;
}

/** Every team's folders: the datasets that name it, to read, and its own checkpoints, to write. None without a file system. */
export function lustreVolumes(platform: Platform): readonly LustreVolume[] {
  const { cloud } = platform;
  if (!cloud?.storage.lustre) return [];
  const datasets = cloudDatasets(platform, cloud);
  return platform.teams.flatMap(({ name }) => {
    const namespace = teamNamespace(platform, name);
    const read = datasets.filter(({ teams }) => teams.includes(name));
    return [
      ...read.map((dataset) => ({
        namespace,
        claim: datasetClaim(dataset.name),
        bucket: "datasets" as const,
        folder: dataset.name,
        readOnly: true,
      })),
      { namespace, claim: CHECKPOINTS_CLAIM, bucket: "checkpoints", folder: name, readOnly: false },
    ];
  });
}

/** Whether every node of these pools is in the file system's zone: what crosses zones is slower than S3, and billed. */
export function besideLustre({ cloud }: Platform, pools: readonly Pool[]): boolean {
  const zone = cloud?.storage.lustre?.zone;
  return zone !== undefined && pools.every((pool) => pool.side === "cloud" && pool.zones.every((one) => one === zone));
}
