import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterFolder } from "./cluster-folder";

/** A path of a socket may have 107 characters, see unix(7). */
const LONGEST_SOCKET = 107;

/** Socket of a cluster's egress proxy; beside the temporary files where the sandbox's own folder is too deep for one. */
export function egressSocket(sandbox: string, name: string): string {
  const near = join(clusterFolder(sandbox, name), "egress.sock");
  if (Buffer.byteLength(near) <= LONGEST_SOCKET) return near;
  return join(farSockets(sandbox), `${name}.sock`);
}

/** Removes what lies outside of a sandbox's folder. */
export function removeFarSockets(sandbox: string): void {
  rmSync(farSockets(sandbox), { recursive: true, force: true });
}

function farSockets(sandbox: string): string {
  const key = createHash("sha256").update(sandbox).digest("hex").slice(0, 12);
  return join(tmpdir(), `hybrid-gpu-platform-${key}`);
}
