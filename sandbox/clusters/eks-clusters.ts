import { renameSync, writeFileSync } from "node:fs";
import type { ClusterRecord } from "../status";

/**
 * Tells the AWS emulator which control plane stands behind the name of an EKS cluster.
 *
 * @param file what the emulator was started with as `clustersFile`; it is read at each request
 * @param clusters by the name that EKS has for them; `server` may be a link's address instead of the control plane's own
 */
export function writeEksClusters(
  file: string,
  clusters: Readonly<Record<string, Pick<ClusterRecord, "server" | "certificateAuthority">>>,
): void {
  const answers = Object.entries(clusters).map(([name, { server, certificateAuthority }]) => [
    name,
    { endpoint: server, certificateAuthorityData: Buffer.from(certificateAuthority).toString("base64") },
  ]);
  writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
