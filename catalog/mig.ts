import type { Gpu, MigProfile } from "./gpus";

/**
 * A uniform MIG configuration: every slice of the GPU alike. Kubernetes then offers one resource, and a quota
 * counts one kind of unit.
 */
export interface MigConfiguration {
  /** Name as NVIDIA's MIG manager takes it in the node label `nvidia.com/mig.config`, such as `all-1g.10gb.me`. */
  readonly name: string;
  /**
   * Profile of each slice.
   *
   * @default - MIG is off
   */
  readonly profile?: string;
  /** Slices of one GPU; 1 where MIG is off. */
  readonly unitsPerGpu: number;
  /** Memory of one unit, in GiB. */
  readonly memoryGiB: number;
  /** Kubernetes resource of one unit with the MIG strategy `mixed`, such as `nvidia.com/mig-1g.10gb`. */
  readonly resourceName: string;
}

/** The resource of a whole GPU. */
export const GPU_RESOURCE = "nvidia.com/gpu";

/** MIG configuration names that a GPU takes, `all-disabled` first; none where it has no MIG. */
export function migConfigurationNames(gpu: Gpu): readonly string[] {
  return gpu.mig.length === 0 ? [] : ["all-disabled", ...gpu.mig.map(configurationName)];
}

/**
 * The uniform configuration of that name on a GPU. `undefined` where the GPU has no such profile or no MIG, and for
 * `all-balanced` and `all-enabled`, whose slices are of several kinds or none.
 */
export function migConfiguration(gpu: Gpu, name: string): MigConfiguration | undefined {
  if (name === "all-disabled" && gpu.mig.length > 0) {
    return { name, unitsPerGpu: 1, memoryGiB: gpu.memoryGiB, resourceName: GPU_RESOURCE };
  }
  const profile = gpu.mig.find((candidate) => configurationName(candidate) === name);
  return (
    profile && {
      name,
      profile: profile.profile,
      unitsPerGpu: profile.count,
      memoryGiB: profile.memoryGiB,
      resourceName: `nvidia.com/mig-${dotted(profile.profile)}`,
    }
  );
}

function configurationName({ profile }: MigProfile): string {
  return `all-${dotted(profile)}`;
}

/** Labels and resource names take no plus sign: NVIDIA writes a dot in its place. */
function dotted(profile: string): string {
  return profile.replaceAll("+", ".");
}
