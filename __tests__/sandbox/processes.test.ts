import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, isRunning, processesWith, processIdentity, residentMiB } from "../../sandbox/process-table";
import {
  SANDBOX_VARIABLE,
  type SandboxProcess,
  signalProcess,
  startProcess,
  stopProcess,
  sweepProcesses,
} from "../../sandbox/processes";
import { testFolder, until } from "./folder";

const folder = testFolder();

function start(script: string, environment: Readonly<Record<string, string>> = {}): SandboxProcess {
  return startProcess({
    name: "sleeper",
    folder: folder.path,
    command: ["/bin/sh", "-c", script],
    environment,
    logFile: join(folder.path, "logs", "sleeper.log"),
  });
}

afterEach(async () => {
  await sweepProcesses(folder.path, 0);
});

describe("a process of a sandbox", () => {
  test("runs in its own session, with the environment that it is given and the sandbox's mark alone", async () => {
    const started = start("env > seen; sleep 60", { GREETING: "hello" });
    const file = join(folder.path, "seen");
    await until(() => existsSync(file) && readFileSync(file, "utf8").includes("GREETING"));
    const seen = () => readFileSync(file, "utf8").trim().split("\n");
    expect(seen().filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line))).toEqual(
      expect.arrayContaining(["GREETING=hello", `${SANDBOX_VARIABLE}=${folder.path}`]),
    );
    expect(seen().some((line) => line.startsWith("HOME="))).toBe(false);
    expect(process.kill(-started.pid, 0)).toBe(true);
    expect(residentMiB(started.pid)).toBeGreaterThanOrEqual(0);
  });

  test("writes what it says to its log", async () => {
    const started = start("echo out; echo err >&2; exit 3");
    await until(() => !isRunning(started));
    expect(readFileSync(started.logFile, "utf8")).toBe("out\nerr\n");
  });

  test("is said to be missing where its program is", () => {
    expect(() =>
      startProcess({
        name: "etcd",
        folder: folder.path,
        command: ["/nonexistent/etcd"],
        environment: {},
        logFile: join(folder.path, "log"),
      }),
    ).toThrow("etcd did not start: /nonexistent/etcd cannot be run");
  });

  test("is killed where it does not end in time", async () => {
    const started = start('trap "" TERM; echo ready; while true; do sleep 0.05; done');
    await until(() => readFileSync(started.logFile, "utf8") === "ready\n");
    await stopProcess(started, 0.2);
    expect(isRunning(started)).toBe(false);
  });

  test("is ended even where it is frozen", async () => {
    const started = start("exec sleep 60");
    await until(() => commandLine(started.pid) === "sleep 60");
    signalProcess(started, "SIGSTOP");
    const began = Date.now();
    await stopProcess(started, 10);
    expect(isRunning(started)).toBe(false);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe("a process id that was given to another program since", () => {
  test("is not signalled", async () => {
    const started = start("exec sleep 60");
    const stranger = { ...started, startTicks: started.startTicks - 1 };
    expect(isRunning(stranger)).toBe(false);
    expect(signalProcess(stranger, "SIGKILL")).toBe(false);
    await stopProcess(stranger, 0.1);
    expect(isRunning(started)).toBe(true);
  });

  test("is told from one that has ended and is not collected yet", async () => {
    const child = spawn("/bin/sh", ["-c", "sleep 0.1"], { stdio: "ignore" });
    const identity = processIdentity(child.pid ?? 0);
    await new Promise((resolve) => child.once("exit", resolve));
    expect(identity && isRunning(identity)).toBe(false);
    expect(processIdentity(2 ** 22 + 1)).toBeUndefined();
  });
});

describe("sweeping a sandbox", () => {
  test("ends what nobody has on record, children too, and nothing of another sandbox", async () => {
    start("sleep 61 & sleep 63");
    const other = startProcess({
      name: "other",
      folder: `${folder.path}-other`,
      command: ["/bin/sh", "-c", "exec sleep 62"],
      environment: {},
      logFile: join(folder.path, "other.log"),
      cwd: folder.path,
    });
    const marked = () => processesWith(SANDBOX_VARIABLE, folder.path).map(({ pid }) => commandLine(pid));
    // whether the shell becomes its last command differs between shells.
    await until(() => ["sleep 61", "sleep 63"].every((command) => marked().includes(command)));
    expect(await sweepProcesses(folder.path)).toEqual(expect.arrayContaining(["sleep 61", "sleep 63"]));
    expect(processesWith(SANDBOX_VARIABLE, folder.path)).toEqual([]);
    expect(isRunning(other)).toBe(true);
    await stopProcess(other);
  });
});
