import { rmSync } from "node:fs";

/** Removes what `temp-folder.ts` made. */
export default function removeTempFolder(): void {
  if (process.env.TMPDIR) rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
