import type { SourceKey } from "./source";

/** Image that the platform's own small steps run in. Its digest stands in the lock file `locks/images.json`. */
export interface ToolImage {
  /** Registry and repository. */
  readonly repository: string;
  readonly tag: string;
  readonly source: SourceKey;
}

/**
 * Images of tools, by the tool. `rclone` is Alpine: it has a shell and sha256sum beside rclone. `aws-cli` is Amazon Linux: it has a shell
 * and curl beside it. `credential-helper` is AWS's own client of IAM Roles Anywhere.
 */
export const TOOL_IMAGES = {
  "aws-cli": { repository: "public.ecr.aws/aws-cli/aws-cli", tag: "2.36.44", source: "image-pins" },
  "credential-helper": {
    repository: "public.ecr.aws/rolesanywhere/credential-helper",
    tag: "1.8.1-2026.04.09.16.01",
    source: "image-pins",
  },
  rclone: { repository: "docker.io/rclone/rclone", tag: "1.75.1", source: "image-pins" },
} as const satisfies Readonly<Record<string, ToolImage>>;
