import type { SourceKey } from "./source";

/** Image that the platform's own small steps run in. Its digest stands in the lock file `locks/images.json`. */
export interface ToolImage {
  /** Registry and repository. */
  readonly repository: string;
  readonly tag: string;
  readonly source: SourceKey;
}

/** Images of tools, by the tool. `rclone` is Alpine: it has a shell and sha256sum beside rclone. */
export const TOOL_IMAGES = {
  rclone: { repository: "docker.io/rclone/rclone", tag: "1.75.1", source: "image-pins" },
} as const satisfies Readonly<Record<string, ToolImage>>;
