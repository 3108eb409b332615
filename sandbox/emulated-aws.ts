import { emulatorEnvironment, startEmulator } from "./aws/emulator";
import { cacheFolder } from "./cache-folder";
import { prepareProviders } from "./engines/providers";
import { commandLine, isRunning, processIdentity } from "./process-table";
import { namedPorts, openSandbox, recordProcesses, type SandboxStatus, updateStatus } from "./status";

/** Name of its process, and of its port, in the status file. */
const EMULATOR = "aws-emulator";
/** Where the status file keeps the variables for clients. */
const ENVIRONMENT = "environment";
/** Where it keeps the account and region that run. */
const PLACE = "aws-place";

const STAND_IN = "AWS is emulated: moto, extended where it lacks what the platform creates (sandbox/aws/README.md)";

/** What of a platform the emulated AWS must know. */
export interface EmulatedAccount {
  readonly account: string;
  readonly region: string;
  /**
   * Bucket of the Terraform state, which is made beforehand as a team would.
   *
   * @default - none: state is in files
   */
  readonly stateBucket?: { readonly name: string; readonly region: string };
}

/**
 * Brings up the emulated AWS of a sandbox: what is there already is left as it is, what an interrupted start left out is added.
 *
 * @throws Error where it runs for another account or region
 */
export async function startEmulatedAws(
  folder: string,
  { account, region, stateBucket }: EmulatedAccount,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<SandboxStatus> {
  const status = openSandbox(folder);
  const ports = await namedPorts(folder, [EMULATOR]);
  const url = `http://127.0.0.1:${ports[EMULATOR]}`;
  const known = status.processes[EMULATOR];
  const place = `${account} ${region}`;
  if (known && isRunning(known)) {
    const runsFor = status.values[PLACE];
    if (runsFor !== place)
      throw new Error(`the AWS emulator runs for ${runsFor}, not for ${place}; end it first: npm run sandbox -- down`);
    onProgress("the AWS emulator runs");
  } else {
    const emulator = await startEmulator({
      folder: status.folder,
      port: ports[EMULATOR],
      accountId: account,
      region,
      cacheDir: cacheFolder(environment),
      onProgress,
    });
    const identity = processIdentity(emulator.pid);
    if (!identity) throw new Error(`the AWS emulator ended at once; its log is ${emulator.logFile}`);
    const command = commandLine(emulator.pid).split(" ");
    recordProcesses(folder, { [EMULATOR]: { name: EMULATOR, command, logFile: emulator.logFile, ...identity } });
    updateStatus(folder, (before) => ({ ...before, values: { ...before.values, [PLACE]: place } }));
  }
  if (stateBucket) await makeBucket(url, stateBucket.name, stateBucket.region);
  const { cliConfigFile } = await prepareProviders({ wanted: ["aws", "kubernetes", "helm"], environment, onProgress });
  const variables = { ...emulatorEnvironment(url, region), TF_CLI_CONFIG_FILE: cliConfigFile };
  return updateStatus(folder, (before) => ({
    ...before,
    standIns: [...new Set([...before.standIns, STAND_IN])],
    values: { ...before.values, [ENVIRONMENT]: variables },
  }));
}

/** Variables under which terraform, cdktf and aws talk to a sandbox. */
export function sandboxEnvironment({ values }: SandboxStatus): Readonly<Record<string, string>> {
  return (values[ENVIRONMENT] ?? {}) as Record<string, string>;
}

async function makeBucket(url: string, name: string, region: string): Promise<void> {
  const place = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  const answer = await fetch(`${url}/${name}`, {
    method: "PUT",
    // the emulator reads service and region off the credential's scope, and checks no signature.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(region !== "us-east-1" && { body: place }),
  });
  // 409: an earlier start made it.
  if (!answer.ok && answer.status !== 409)
    throw new Error(`the state bucket ${name} could not be made: ${answer.status} ${await answer.text()}`);
}
