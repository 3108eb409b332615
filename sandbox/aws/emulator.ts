import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProcess } from "../processes";
import { EmulatorControl } from "./emulator-control";
import { type EmulatorInstallOptions, emulatorSources, ensureEmulatorInstalled } from "./python-environment";

/** Options of {@link startEmulator}. */
export interface EmulatorOptions extends EmulatorInstallOptions {
  /** Where its log and the list of calls go. */
  readonly folder: string;
  /** A free port on 127.0.0.1. */
  readonly port: number;
  /** The account that the platform file names. */
  readonly accountId: string;
  /** The region that the platform file names. */
  readonly region: string;

  /**
   * JSON file `{name: {endpoint, certificateAuthorityData}}` of the control planes on this machine, read at each request.
   * With it, EKS refuses a cluster that the file does not name; without it, a cluster's endpoint resolves nowhere.
   *
   * @default - no control planes
   */
  readonly clustersFile?: string;

  /**
   * The only EC2 instance types on offer. Karpenter keeps every type in memory, so few keep it small.
   *
   * @default - every type that moto knows
   */
  readonly instanceTypes?: readonly string[];

  /**
   * Folder of the sandbox that it belongs to: its process carries the mark by which that sandbox ends it.
   *
   * @default - its own folder
   */
  readonly sandbox?: string;
}

/** A running emulator. It goes on when this process ends. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly pid: number;
  /** Variables under which Terraform, the AWS CLI and every AWS SDK talk to it. */
  readonly env: Readonly<Record<string, string>>;
  /** What the sandbox asks of it. */
  readonly control: EmulatorControl;
  /** Its own log. */
  readonly logFile: string;
  /** Every call as a line of JSON. */
  readonly callsFile: string;
  /** Seconds from its start to its first answer. */
  readonly startSeconds: number;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

const START_TIMEOUT_SEC = 60;
const STOP_TIMEOUT_SEC = 10;

/** Installs the emulator if it must, starts it on 127.0.0.1 and waits for its first answer. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const {
    folder,
    port,
    accountId,
    region,
    clustersFile,
    instanceTypes = [],
    sandbox = folder,
    onProgress = () => {},
  } = options;
  const { python, folder: environmentFolder } = await ensureEmulatorInstalled(options);
  if (await answers(port)) {
    throw new Error(`port ${port} on 127.0.0.1 is taken; the AWS emulator needs a free one`);
  }
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, "aws-emulator.log");
  const callsFile = join(folder, "aws-calls.jsonl");
  const began = Date.now();
  const args = ["-m", "emulator", "--port", String(port), "--region", region, "--calls", callsFile];
  if (instanceTypes.length > 0) {
    args.push("--instance-types", [...instanceTypes].sort().join(","));
  }
  const { pid } = startProcess({
    name: "the AWS emulator",
    folder: sandbox,
    cwd: folder,
    command: [python, ...args],
    logFile,
    environment: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      MOTO_ACCOUNT_ID: accountId,
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      PYTHONPATH: emulatorSources(),
      // the sources stay clean, and the second start finds them compiled
      PYTHONPYCACHEPREFIX: join(environmentFolder, "pycache"),
      PYTHONUNBUFFERED: "1",
      ...(clustersFile === undefined ? {} : { SANDBOX_CLUSTERS: clustersFile }),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const control = new EmulatorControl(url);
  await firstAnswer(control, pid, logFile);
  const startSeconds = (Date.now() - began) / 1000;
  onProgress(`AWS emulator: answers on ${url} after ${startSeconds.toFixed(1)} s`);
  return {
    url,
    pid,
    env: emulatorEnvironment(url, region),
    control,
    logFile,
    callsFile,
    startSeconds,
    stop: () => stopEmulator(pid),
  };
}

/**
 * Variables under which any AWS client talks to the emulator and to nothing else. The keys open nothing; the user's own
 * profiles are hidden, as one of them could name another endpoint.
 */
export function emulatorEnvironment(url: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_ACCESS_KEY_ID: "emulated",
    AWS_SECRET_ACCESS_KEY: "emulated",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Names of variables that would lead a client away from the emulator: take them out beside {@link emulatorEnvironment}. */
export function misleadingVariables(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
  ];
  return Object.keys(environment)
    .filter((name) => names.includes(name) || name.startsWith("AWS_ENDPOINT_URL_"))
    .sort();
}

/** Ends the emulator with this process id, if it still is the emulator, and waits until it is gone. */
export async function stopEmulator(pid: number): Promise<void> {
  if (!isEmulator(pid)) {
    return;
  }
  process.kill(pid, "SIGTERM");
  for (let waited = 0; waited < STOP_TIMEOUT_SEC * 1000; waited += 50) {
    await sleep(50);
    if (!isEmulator(pid)) {
      return;
    }
  }
  process.kill(pid, "SIGKILL");
}

/** A process id may have been given to another program since; on Linux its command line tells. */
function isEmulator(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync("/proc/self/cmdline")) {
    return true;
  }
  try {
    // a process that has ended and is not yet collected has an empty one
    return readFileSync(commandLine, "utf8").split("\0").includes("emulator");
  } catch {
    return false;
  }
}

async function firstAnswer(control: EmulatorControl, pid: number, logFile: string): Promise<void> {
  for (let waited = 0; waited < START_TIMEOUT_SEC * 1000; waited += 100) {
    if (!isEmulator(pid)) {
      const last = readFileSync(logFile, "utf8").trim().split("\n").at(-1) ?? "";
      throw new Error(`the AWS emulator ended at its start: ${last} (see ${logFile})`);
    }
    const health = await control.health().catch(() => undefined);
    if (health !== undefined) {
      if (health.pid !== pid) {
        throw new Error(`another server took the port of the AWS emulator first (process ${health.pid})`);
      }
      return;
    }
    await sleep(100);
  }
  await stopEmulator(pid);
  throw new Error(`the AWS emulator gave no answer in ${START_TIMEOUT_SEC} s (see ${logFile})`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
