import { startEmulator } from "./aws/emulator";
import { cacheFolder } from "./cache-folder";
import { prepareProviders } from "./engines/providers";
import { commandLine, isRunning, processIdentity } from "./process-table";
import { SANDBOX_VARIABLE } from "./processes";
import { namedPorts, openSandbox, recordProcesses, type SandboxStatus, updateStatus } from "./status";

/** Name of its process, and of its port, in the status file. */
const EMULATOR = "aws-emulator";
/** Where the status file keeps the variables for clients. */
const ENVIRONMENT = "environment";

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

/** Starts the emulated AWS of a sandbox, with the state bucket; one that runs already is left as it is. */
export async function startEmulatedAws(
  folder: string,
  { account, region, stateBucket }: EmulatedAccount,
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<SandboxStatus> {
  const status = openSandbox(folder);
  const known = status.processes[EMULATOR];
  if (known && isRunning(known)) {
    onProgress("the AWS emulator runs");
    return status;
  }
  const ports = await namedPorts(folder, [EMULATOR]);
  const emulator = await startEmulator({
    folder: status.folder,
    port: ports[EMULATOR],
    accountId: account,
    region,
    cacheDir: cacheFolder(environment),
    // one that is interrupted before it is on record is found by its mark.
    marks: { [SANDBOX_VARIABLE]: status.folder },
    onProgress,
  });
  const identity = processIdentity(emulator.pid);
  if (!identity) throw new Error(`the AWS emulator ended at once; its log is ${emulator.logFile}`);
  const command = commandLine(emulator.pid).split(" ");
  recordProcesses(folder, { [EMULATOR]: { name: EMULATOR, command, logFile: emulator.logFile, ...identity } });
  if (stateBucket) await makeBucket(emulator.url, stateBucket.name, stateBucket.region);
  const { cliConfigFile } = await prepareProviders({ wanted: ["aws", "kubernetes", "helm"], environment, onProgress });
  return updateStatus(folder, (before) => ({
    ...before,
    standIns: ["AWS is emulated: moto, extended where it lacks what the platform creates (sandbox/aws/README.md)"],
    values: { ...before.values, [ENVIRONMENT]: { ...emulator.env, TF_CLI_CONFIG_FILE: cliConfigFile } },
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
  if (!answer.ok)
    throw new Error(`the state bucket ${name} could not be made: ${answer.status} ${await answer.text()}`);
}
