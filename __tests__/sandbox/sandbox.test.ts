import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeProcessList } from "../../sandbox/node/process-list";
import { isRunning } from "../../sandbox/process-table";
import { type SandboxProcess, startProcess } from "../../sandbox/processes";
import { sandboxState, stopSandbox } from "../../sandbox/sandbox";
import { openSandbox, readStatus, recordProcesses, updateStatus } from "../../sandbox/status";
import { testFolder, until } from "./folder";

const folder = testFolder();
const box = () => join(folder.path, "box");
afterEach(() => stopSandbox(box(), { purge: true }));

function start(name: string, script: string): SandboxProcess {
  openSandbox(box());
  const started = startProcess({
    name,
    folder: box(),
    command: ["/bin/sh", "-c", script],
    environment: { PATH: "/usr/bin:/bin" },
    logFile: join(box(), "logs", `${name}.log`),
  });
  recordProcesses(box(), { [name]: started });
  return started;
}

describe("a sandbox's state", () => {
  test("is none where there is no sandbox", () => {
    expect(sandboxState(box())).toBeUndefined();
  });

  test("counts what runs, and is in no trouble while all of it does", async () => {
    const one = start("etcd", "exec sleep 60");
    await until(() => sandboxState(box())?.processes === 1);
    expect(sandboxState(box())).toMatchObject({ trouble: [], strayListeners: [] });
    expect(isRunning(one)).toBe(true);
  });

  test("names what has ended by itself, with its last lines", async () => {
    const one = start("etcd", "echo no space left; exit 1");
    await until(() => !isRunning(one));
    expect(sandboxState(box())?.trouble).toEqual([
      { name: "etcd", what: "has ended by itself", logFile: one.logFile, lastLines: ["no space left"] },
    ]);
  });

  test("names pods that wait or crash, and not those that are ready", () => {
    openSandbox(box());
    const cluster = join(box(), "clusters", "cloud");
    mkdirSync(cluster, { recursive: true });
    const logFile = join(cluster, "kueue.log");
    writeFileSync(logFile, "panic\n");
    const pod = { container: "manager", pid: 0, ready: false, restarts: 0, ports: {}, logFile };
    writeProcessList(cluster, [
      { ...pod, pod: "jobset-system/jobset", ready: true, restarts: 3, lastWords: "long ago" },
      { ...pod, pod: "kueue-system/kueue", restarts: 2, lastWords: "panic" },
      { ...pod, pod: "kube-system/karpenter", waitsFor: "secrets a is not there" },
      { ...pod, pod: "kube-system/starting" },
    ]);
    const record = { context: "c", server: "s", certificateAuthority: "", kubeconfig: "", kubernetesVersion: "" };
    updateStatus(box(), (status) => ({ ...status, clusters: { cloud: { ...record, folder: cluster } } }));
    expect(sandboxState(box())?.trouble).toEqual([
      { name: "kueue-system/kueue of cloud", what: "ended 2 times", logFile, lastLines: ["panic"] },
      { name: "kube-system/karpenter of cloud", what: "waits: secrets a is not there", logFile, lastLines: [] },
    ]);
  });
});

describe("stopping a sandbox", () => {
  test("ends what is on record and what is not, keeps logs, and removes all where it is told to", async () => {
    const known = start("known", "exec sleep 60");
    const unknown = start("unknown", "exec sleep 60");
    recordProcesses(box(), { unknown: undefined });
    await stopSandbox(box());
    expect([known, unknown].map(isRunning)).toEqual([false, false]);
    expect(readStatus(box())?.processes).toEqual({});
    expect(existsSync(known.logFile)).toBe(true);
    await stopSandbox(box(), { purge: true });
    expect(existsSync(box())).toBe(false);
  });

  test("of a folder without one does nothing", async () => {
    await stopSandbox(box());
    expect(existsSync(box())).toBe(false);
  });
});
