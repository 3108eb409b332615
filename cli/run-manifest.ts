import { TOOL_IMAGES } from "../catalog/tool-images";
import { jobSet } from "../jobs/job-set";
import type { JobSetManifest } from "../jobs/manifest";
import type { Place } from "../placement/placement";
import { imageReference } from "../spec/image-reference";
import type { Platform, Run } from "../spec/platform";
import { imageLocks } from "./locks";

/** The manifest of a run where placement puts it, with images as the locks of this project say. */
export function runManifest(platform: Platform, run: Run, place: Place): JobSetManifest {
  const mirror = place.side === "onPrem" ? platform.onPrem?.registry : undefined;
  const origin = { locks: imageLocks(process.cwd()), ...(mirror !== undefined && { mirror }) };
  return jobSet(platform, run, { place, toolImage: imageReference(TOOL_IMAGES.rclone, origin) });
}
