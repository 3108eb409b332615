import { modelCopies } from "../../placement/model-copies";
import type { Platform } from "../../spec/platform";
import type { Version } from "./both-stores";
import { SUMS, sha256, standInVersion } from "./stand-in-version";

/** Versions to copy whose files can be made up: the platform file names the sum of what would be. */
export function madeUpVersions(platform: Platform): readonly Version[] {
  return modelCopies(platform).flatMap(({ model, version, sha256: sum }) =>
    sha256(standInVersion(model, version)[SUMS] ?? Buffer.alloc(0)) === sum ? [{ model, version }] : [],
  );
}
