import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OnPrem } from "../../spec/platform";
import { serverIdentity } from "../charts/certificates";
import { isRunning } from "../process-table";
import { startProcess } from "../processes";
import { addStandIns, namedPorts, openSandbox, readStatus, recordProcesses } from "../status";
import { untilItListens } from "../until-it-listens";

/** Key of everybody who reads or writes the store: it has no identities. */
export const STORE_KEY = { accessKeyId: "site", secretAccessKey: "site" } as const;

/** Names of its process, of its port, and of the port where its host name leads there. */
const STORE = "site store";
const HOSTS = "site hosts";
const HTTPS_PORT = 443;

const STAND_IN =
  "The on-prem object store is rclone's S3 server, over TLS, at the host name that the file names: one key opens all of its buckets.";

/** The object store of a site, as pods find it. */
export interface SiteStore {
  readonly port: number;
  /** What stands behind host names of the site, by host and port. */
  readonly hosts: Readonly<Record<string, number>>;
  /** Where whoever asks for a host of the site is led there: a proxy that knows CONNECT. */
  readonly hostsPort: number;
  /** Certificate that its clients must trust. */
  readonly trustFile: string;
}

/**
 * Where the store of a platform is, before it runs; undefined where the file describes none that the site has, as one that a chart provides stays
 * simulated, like one without TLS.
 */
export async function siteStore(folder: string, onPrem: OnPrem | undefined): Promise<SiteStore | undefined> {
  const store = onPrem?.objectStore;
  if (store?.kind !== "external") return undefined;
  const { protocol, hostname, port } = new URL(store.endpoint);
  if (protocol !== "https:") return undefined;
  const own = siteFolder(folder);
  const named = await namedPorts(folder, [STORE, HOSTS]);
  const hostFile = join(own, "host");
  mkdirSync(own, { recursive: true });
  if (!existsSync(hostFile) || readFileSync(hostFile, "utf8") !== hostname) {
    const { authorityPem, certificatePem, keyPem } = serverIdentity([hostname]);
    writeFileSync(trustFile(own), authorityPem);
    writeFileSync(join(own, "certificate.pem"), certificatePem);
    writeFileSync(join(own, "key.pem"), keyPem, { mode: 0o600 });
    writeFileSync(hostFile, hostname);
  }
  return {
    port: named[STORE],
    hosts: { [`${hostname}:${port || HTTPS_PORT}`]: named[STORE] },
    hostsPort: named[HOSTS],
    trustFile: trustFile(own),
  };
}

/** Variables under which a process reaches the store; `trustFile` is where it finds the certificate to trust. */
export function storeEnvironment({ hostsPort }: SiteStore, trustFile: string): Readonly<Record<string, string>> {
  const direct = "127.0.0.1,localhost";
  return {
    HTTPS_PROXY: `http://127.0.0.1:${hostsPort}`,
    NO_PROXY: direct,
    SSL_CERT_FILE: trustFile,
    AWS_CA_BUNDLE: trustFile,
    // sums and signatures of what is sent go after it, which takes TLS: the emulator has none.
    RCLONE_S3_USE_DATA_INTEGRITY_PROTECTIONS: "false",
    RCLONE_S3_USE_UNSIGNED_PAYLOAD: "true",
  };
}

/**
 * Starts the store, empty where the on-prem cluster starts anew; one that runs is left as it is.
 *
 * @param fresh whether what an earlier cluster wrote is to go
 */
export async function startSiteStore(
  folder: string,
  { port }: SiteStore,
  { rclone, fresh }: { readonly rclone: string; readonly fresh: boolean },
): Promise<void> {
  const running = readStatus(folder)?.processes[STORE];
  if (running && isRunning(running)) return;
  const { folder: sandbox } = openSandbox(folder);
  const own = siteFolder(folder);
  if (fresh) rmSync(bucketsFolder(folder), { recursive: true, force: true });
  mkdirSync(bucketsFolder(folder), { recursive: true });
  const files = ["--cert", join(own, "certificate.pem"), "--key", join(own, "key.pem")];
  const key = `${STORE_KEY.accessKeyId},${STORE_KEY.secretAccessKey}`;
  const started = startProcess({
    name: STORE,
    folder: sandbox,
    command: [rclone, "serve", "s3", "--addr", `127.0.0.1:${port}`, ...files, "--auth-key", key, bucketsFolder(folder)],
    environment: { HOME: own, RCLONE_CONFIG: "/dev/null" },
    logFile: join(sandbox, "logs", "site-store.log"),
  });
  recordProcesses(folder, { [STORE]: started });
  addStandIns(folder, [STAND_IN]);
  await untilItListens(started, port);
}

/** Folder whose folders are the store's buckets. */
export function bucketsFolder(folder: string): string {
  return join(siteFolder(folder), "buckets");
}

function siteFolder(folder: string): string {
  return join(openSandbox(folder).folder, "site");
}

function trustFile(own: string): string {
  return join(own, "authority.pem");
}
