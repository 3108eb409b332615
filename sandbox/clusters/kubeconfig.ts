import { stringify } from "yaml";

/** An administrator of a control plane of the sandbox. */
export interface ClusterAccess {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** PEM. */
  readonly clientCertificate: string;
  /** PEM. */
  readonly clientKey: string;
}

/** A kubeconfig with one context a cluster; every file that it needs is inside it. */
export function kubeconfig(clusters: Readonly<Record<string, ClusterAccess>>): string {
  const entries = Object.entries(clusters);
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: entries.map(([name, { server, certificateAuthority }]) => ({
        name,
        cluster: { server, "certificate-authority-data": base64(certificateAuthority) },
      })),
      users: entries.map(([name, { clientCertificate, clientKey }]) => ({
        name,
        user: { "client-certificate-data": base64(clientCertificate), "client-key-data": base64(clientKey) },
      })),
      contexts: entries.map(([name]) => ({ name, context: { cluster: name, user: name } })),
      // a command that names no context must not meet one by chance.
      ...(entries.length === 1 && { "current-context": entries[0]?.[0] }),
    },
    { lineWidth: 0 },
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
