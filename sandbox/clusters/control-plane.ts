import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { Crash } from "../crash";
import { commandLine, processesWith, processIdentity } from "../process-table";
import { SANDBOX_VARIABLE, type SandboxProcess, stopProcess } from "../processes";
import type { ClusterAccess } from "./kubeconfig";

/** Variable that every process of a control plane carries; its value is the cluster's folder. */
const PLANE_VARIABLE = "HYBRID_GPU_SANDBOX_PLANE";

/** Components by the name of their program, in the order in which they start; they end the other way round. */
const COMPONENTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok-controller"] as const;

const CREATE_TIMEOUT = "90s";
const STOP_GRACE_SEC = 5;

/** Where a control plane lives. */
export interface PlanePlace {
  /** The sandbox's folder. */
  readonly sandbox: string;
  /** The cluster's folder inside it. */
  readonly folder: string;
  /** The cluster's name. */
  readonly name: string;
}

/** Starts a control plane from a configuration of kwokctl's, and waits until all of it runs. What an earlier start left behind is ended first. */
export async function createControlPlane(place: PlanePlace, kwokctl: string, configFile: string): Promise<void> {
  await removeControlPlane(place);
  const args = ["create", "cluster", "--config", configFile, "--wait", CREATE_TIMEOUT, "--timeout", CREATE_TIMEOUT];
  await runKwokctl(place, kwokctl, [...args, "--kubeconfig", join(kwokFolder(place), "kubeconfig")]);
}

/** True where a control plane was made whose data is still there. */
export function hasControlPlane(place: PlanePlace): boolean {
  return existsSync(join(clusterFolder(place), "kwok.yaml"));
}

/**
 * Starts a control plane again that was ended with its data kept. On a machine under load a component gives up on an API server that is slow to
 * start, and nothing starts it again as a kubelet would: all of it is then started once more.
 */
export async function restartControlPlane(place: PlanePlace, kwokctl: string): Promise<void> {
  for (let left = RESTARTS; ; left -= 1) {
    try {
      await runKwokctl(place, kwokctl, ["start", "cluster", "--wait", CREATE_TIMEOUT, "--timeout", CREATE_TIMEOUT]);
      controlPlaneProcesses(place);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await stopControlPlane(place);
    }
  }
}

const RESTARTS = 2;

/** Ends a control plane; its data stays. */
export async function stopControlPlane(place: PlanePlace): Promise<void> {
  const all = processesWith(PLANE_VARIABLE, place.folder).map((identity) => ({
    identity,
    program: basename(commandLine(identity.pid).split(" ")[0] ?? ""),
  }));
  // whoever starts others first, then those that talk to the API server, then it, then its store.
  const rank = (program: string) => (COMPONENTS as readonly string[]).indexOf(program);
  const groups = [
    all.filter(({ program }) => rank(program) < 0),
    all.filter(({ program }) => rank(program) > 1),
    all.filter(({ program }) => rank(program) === 1),
    all.filter(({ program }) => rank(program) === 0),
  ];
  for (const group of groups) await Promise.all(group.map(({ identity }) => stopProcess(identity, STOP_GRACE_SEC)));
  // kwokctl takes one that has ended, and is not collected yet, for one that runs.
  for (const program of COMPONENTS) rmSync(pidFile(place, program), { force: true });
}

/** Ends a control plane and removes its data; its logs stay. */
export async function removeControlPlane(place: PlanePlace): Promise<void> {
  await stopControlPlane(place);
  const kwok = clusterFolder(place);
  const kept = join(place.folder, "logs", "control-plane");
  if (existsSync(join(kwok, "logs"))) {
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(join(place.folder, "logs"), { recursive: true });
    renameSync(join(kwok, "logs"), kept);
  }
  rmSync(kwok, { recursive: true, force: true });
}

/**
 * The processes of a control plane.
 *
 * @throws Crash for the first that has ended, in the order in which they start: the others need it
 */
export function controlPlaneProcesses(place: PlanePlace): readonly SandboxProcess[] {
  return COMPONENTS.map((program) => {
    const name = `${place.name} ${program}`;
    const logFile = join(clusterFolder(place), "logs", `${program}.log`);
    const identity = processIdentity(readPid(pidFile(place, program)));
    const command = identity ? commandLine(identity.pid) : "";
    // the number may have gone to a stranger.
    if (!identity || basename(command.split(" ")[0] ?? "") !== program) throw new Crash(name, logFile);
    return { name, command: [command], logFile, ...identity };
  });
}

/** What an administrator of the cluster needs; kwokctl made the keys. */
export function controlPlaneAccess(place: PlanePlace, apiServerPort: number): ClusterAccess {
  const pki = (name: string) => readFileSync(join(clusterFolder(place), "pki", name), "utf8");
  return {
    server: `https://127.0.0.1:${apiServerPort}`,
    certificateAuthority: pki("ca.crt"),
    clientCertificate: pki("admin.crt"),
    clientKey: pki("admin.key"),
  };
}

function kwokFolder({ folder }: PlanePlace): string {
  return join(folder, "kwok");
}

function clusterFolder(place: PlanePlace): string {
  return join(kwokFolder(place), "clusters", place.name);
}

function pidFile(place: PlanePlace, program: string): string {
  return join(clusterFolder(place), "pids", `${program}.pid`);
}

function readPid(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

/** Nothing of the user's home or PATH is read or written: kwokctl keeps its settings beside the cluster. */
async function runKwokctl(place: PlanePlace, kwokctl: string, args: readonly string[]): Promise<void> {
  const { sandbox, folder, name } = place;
  mkdirSync(join(folder, "home"), { recursive: true });
  const logFile = join(folder, "logs", "kwokctl.log");
  mkdirSync(join(folder, "logs"), { recursive: true });
  const log = openSync(logFile, "a");
  const child = spawn(kwokctl, ["--name", name, ...args], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      PATH: "/usr/bin:/bin",
      HOME: join(folder, "home"),
      KWOK_WORKDIR: kwokFolder(place),
      [SANDBOX_VARIABLE]: sandbox,
      [PLANE_VARIABLE]: folder,
    },
  });
  closeSync(log);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  // it also ends with 0 where a component has ended at once.
  controlPlaneProcesses(place);
  if (code !== 0) throw new Crash(`kwokctl of ${name}`, logFile, `ended with ${code}`);
}
