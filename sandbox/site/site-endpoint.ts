import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificateAuthority } from "../charts/certificates";
import { compiledProgram } from "../compiled-program";
import { storeEndpointNames } from "../link/store-endpoint";
import { isRunning } from "../process-table";
import { startProcess } from "../processes";
import { addStandIns, namedPorts, openSandbox, readStatus, recordProcesses } from "../status";
import { untilItListens } from "../until-it-listens";
import type { SiteStore } from "./site-store";

/** Name of its process and of its port. */
const ENDPOINT = "S3 endpoint";

const STAND_IN =
  "The S3 endpoint on the link leads to the emulated S3, over TLS, under the name that the emulated EC2 gave it; its security group and policy are not weighed.";

/** The cloud's store as the site reaches it through the link. */
export interface SiteEndpoint {
  readonly port: number;
  readonly region: string;
}

/** A site's store beside the endpoints of the cloud's: its clients find both by their names, and trust both. */
export async function besideEndpoint(
  folder: string,
  store: SiteStore,
  region: string,
): Promise<{ readonly store: SiteStore; readonly endpoint: SiteEndpoint }> {
  const { [ENDPOINT]: port } = await namedPorts(folder, [ENDPOINT]);
  const { authorityFile, keyFile, trustFile } = files(folder);
  if (!existsSync(keyFile) || !existsSync(authorityFile)) {
    const { authorityPem, keyPem } = certificateAuthority();
    writeFileSync(authorityFile, authorityPem);
    writeFileSync(keyFile, keyPem, { mode: 0o600 });
  }
  writeFileSync(trustFile, [store.trustFile, authorityFile].map((file) => readFileSync(file, "utf8")).join(""));
  const hosts = { ...store.hosts, [`${storeEndpointNames(region)}:443`]: port };
  return { store: { ...store, hosts, trustFile }, endpoint: { port, region } };
}

/** Starts what answers for the endpoints; one that runs is left as it is. */
export async function startSiteEndpoint(
  folder: string,
  { port, region }: SiteEndpoint,
  emulator: string,
): Promise<void> {
  const running = readStatus(folder)?.processes[ENDPOINT];
  if (running && isRunning(running)) return;
  const { folder: sandbox } = openSandbox(folder);
  const { authorityFile, keyFile } = files(folder);
  const program = compiledProgram("link/store-endpoint-main");
  const started = startProcess({
    name: ENDPOINT,
    folder: sandbox,
    command: [process.execPath, program, String(port), emulator, region, authorityFile, keyFile],
    environment: {},
    logFile: join(sandbox, "logs", "s3-endpoint.log"),
  });
  recordProcesses(folder, { [ENDPOINT]: started });
  addStandIns(folder, [STAND_IN]);
  await untilItListens(started, port);
}

function files(folder: string) {
  const at = (name: string) => join(openSandbox(folder).folder, "site", name);
  return {
    authorityFile: at("endpoint-authority.pem"),
    keyFile: at("endpoint-authority-key.pem"),
    trustFile: at("trusted.pem"),
  };
}
