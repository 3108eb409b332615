import { existsSync } from "node:fs";
import { join } from "node:path";
import { emulatorEnvironment, startEmulator } from "../aws/emulator";
import { EmulatorControl } from "../aws/emulator-control";
import { s3Request } from "../aws/s3-request";
import { cacheFolder } from "../cache-folder";
import { writeEksClusters } from "../clusters/eks-clusters";
import { commandLine, isRunning, processIdentity } from "../process-table";
import { signalProcess } from "../processes";
import { addStandIns, namedPorts, openSandbox, readStatus, recordProcesses, updateStatus } from "../status";
import type { EmulatedAccount } from "./emulated-account";

/** Name of its process, and of its port, in the status file. */
const EMULATOR = "aws-emulator";
/** Where it keeps the account and region that run. */
const PLACE = "aws-place";

const STAND_IN = "AWS is emulated: moto, extended where it lacks what the platform creates (sandbox/aws/README.md)";

/** How {@link startEmulatedAws} starts it. */
export interface EmulatedAwsOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly account: EmulatedAccount;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Download nothing.
   *
   * @default false
   */
  readonly offline?: boolean;
  /** Says what was done, in one line. */
  readonly onProgress: (line: string) => void;
}

/** An emulated AWS that runs. */
export interface EmulatedAws {
  readonly url: string;
  /** False where it ran already: then it still holds what was deployed. */
  readonly fresh: boolean;
  /** Variables under which any AWS client talks to it. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Stops the emulated AWS where it is: it takes connections, and answers nobody.
 *
 * @throws Error where it does not run
 */
export function freezeEmulatedAws(folder: string): void {
  const emulator = readStatus(folder)?.processes[EMULATOR];
  if (!emulator || !signalProcess(emulator, "SIGSTOP")) throw new Error("the emulated AWS does not run");
}

/** Has a frozen one go on; one that goes on, or does not run, is left as it is. */
export function thawEmulatedAws(folder: string): void {
  const emulator = readStatus(folder)?.processes[EMULATOR];
  if (emulator) signalProcess(emulator, "SIGCONT");
}

/** File in which the emulated EKS finds the control planes that stand behind its clusters. */
export function eksClustersFile(folder: string): string {
  return join(folder, "eks-clusters.json");
}

/**
 * Brings up the emulated AWS of a sandbox: what is there already is left as it is, what an interrupted start left out is added.
 *
 * @throws Error where it runs for another account or region
 */
export async function startEmulatedAws(options: EmulatedAwsOptions): Promise<EmulatedAws> {
  const { account, environment, offline = false, onProgress } = options;
  const { folder, processes, values } = openSandbox(options.folder);
  const ports = await namedPorts(folder, [EMULATOR]);
  const url = `http://127.0.0.1:${ports[EMULATOR]}`;
  const known = processes[EMULATOR];
  const place = `${account.account} ${account.region}`;
  const fresh = !known || !isRunning(known);
  if (!fresh) {
    const runsFor = values[PLACE];
    if (runsFor !== place)
      throw new Error(`the AWS emulator runs for ${runsFor}, not for ${place}; end it first: npm run sandbox -- down`);
    onProgress("the AWS emulator runs");
  } else {
    if (!existsSync(eksClustersFile(folder))) writeEksClusters(eksClustersFile(folder), {});
    const emulator = await startEmulator({
      folder,
      port: ports[EMULATOR],
      accountId: account.account,
      region: account.region,
      instanceTypes: account.instanceTypes,
      clustersFile: eksClustersFile(folder),
      cacheDir: cacheFolder(environment),
      offline,
      onProgress,
    });
    const identity = processIdentity(emulator.pid);
    if (!identity) throw new Error(`the AWS emulator ended at once; its log is ${emulator.logFile}`);
    const command = commandLine(emulator.pid).split(" ");
    recordProcesses(folder, { [EMULATOR]: { name: EMULATOR, command, logFile: emulator.logFile, ...identity } });
  }
  addStandIns(folder, [STAND_IN]);
  updateStatus(folder, (before) => ({ ...before, values: { ...before.values, [PLACE]: place } }));
  await makeWhatIsGiven(new EmulatorControl(url), url, account);
  return { url, fresh, variables: emulatorEnvironment(url, account.region) };
}

/** What a team has before its first deploy; each is left as it is where it is there. */
async function makeWhatIsGiven(control: EmulatorControl, url: string, account: EmulatedAccount): Promise<void> {
  for (const network of account.networks) await control.setNetwork(network);
  for (const reservation of account.reservations) await control.setReservation(reservation);
  for (const connection of account.connections) await control.setConnection(connection);
  if (account.stateBucket) await makeStateBucket(url, account.stateBucket.name, account.stateBucket.region);
}

/** As the commands of `npm run state` do, it keeps versions: a state that was overwritten or deleted can be had back. */
async function makeStateBucket(url: string, name: string, region: string): Promise<void> {
  const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  const place = `<CreateBucketConfiguration ${namespace}><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  const answer = await s3Request(url, region, "PUT", name, region === "us-east-1" ? undefined : place);
  // 409: an earlier start made it.
  if (!answer.ok && answer.status !== 409)
    throw new Error(`the state bucket ${name} could not be made: ${answer.status} ${await answer.text()}`);
  const versions = `<VersioningConfiguration ${namespace}><Status>Enabled</Status></VersioningConfiguration>`;
  const kept = await s3Request(url, region, "PUT", `${name}?versioning`, versions);
  if (!kept.ok) throw new Error(`the state bucket ${name} keeps no versions: ${kept.status} ${await kept.text()}`);
}
