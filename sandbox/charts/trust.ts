import { existsSync, readFileSync } from "node:fs";

/** Where Linux systems keep the certificates that they trust; the first that is there counts, as with Go's own search. */
const SYSTEM_FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** The system's trusted certificates and one more, as the text of a file for SSL_CERT_FILE: that file takes the place of the system's. */
export function trustWith(authorityPem: string, environment: NodeJS.ProcessEnv): string {
  const own = environment.SSL_CERT_FILE;
  const file = [...(own ? [own] : []), ...SYSTEM_FILES].find((candidate) => existsSync(candidate));
  const system = file === undefined ? "" : readFileSync(file, "utf8").trimEnd();
  return `${system}\n${authorityPem}`.trimStart();
}
