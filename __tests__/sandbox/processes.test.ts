import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLine, isRunning, processesWith, processIdentity } from "../../sandbox/process-table";
import { SANDBOX_VARIABLE, signalProcess, startProcess, stopProcess, sweepProcesses } from "../../sandbox/processes";

const folder = mkdtempSync(join(tmpdir(), "processes-"));
const logFile = join(folder, "logs", "one.log");

afterAll(async () => {
  await sweepProcesses(folder, 1);
  rmSync(folder, { recursive: true, force: true });
});

function shell(script: string, name = "one") {
  return startProcess({
    name,
    folder,
    command: ["/bin/sh", "-c", script],
    environment: { PATH: "/usr/bin:/bin" },
    logFile,
  });
}

async function until(met: () => boolean): Promise<void> {
  for (let waited = 0; !met(); waited += 10) {
    if (waited > 5000) throw new Error("it never came to that");
    await sleep(10);
  }
}

function log(): string {
  try {
    return readFileSync(logFile, "utf8");
  } catch {
    return "";
  }
}

describe("a process of the sandbox", () => {
  test("has the environment that it was given, the sandbox's mark, and nothing of the user's", async () => {
    process.env.SECRET_OF_THE_USER = "secret";
    const started = shell("env");
    delete process.env.SECRET_OF_THE_USER;
    await until(() => log().includes("HYBRID") && !isRunning(started));
    expect(log()).toContain(`${SANDBOX_VARIABLE}=${folder}\n`);
    expect(log()).not.toContain("SECRET_OF_THE_USER");
    expect(log()).not.toMatch(/^HOME=/m);
  });

  test("is in a session of its own, which Ctrl-C on the terminal does not reach", async () => {
    const started = shell("sleep 30");
    const session = readFileSync(`/proc/${started.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[3];
    expect(Number(session)).toBe(started.pid);
    await stopProcess(started);
  });

  test("fails at once where its program is not there", () => {
    const start = () => startProcess({ name: "etcd", folder, command: ["/nowhere/etcd"], environment: {}, logFile });
    expect(start).toThrow("etcd did not start: /nowhere/etcd cannot be run");
  });

  test("ends when asked", async () => {
    const started = shell("sleep 30");
    await stopProcess(started);
    expect(isRunning(started)).toBe(false);
    // asking again is no failure.
    await stopProcess(started);
  });

  test("is killed where it does not end in time", async () => {
    const started = shell("trap '' TERM; echo trapped; while :; do sleep 0.05; done", "deaf");
    await until(() => log().includes("trapped"));
    await stopProcess(started, 0.2);
    expect(isRunning(started)).toBe(false);
  });

  test("ends when asked although it is frozen", async () => {
    const started = shell("sleep 30");
    signalProcess(started, "SIGSTOP");
    await stopProcess(started, 5);
    expect(isRunning(started)).toBe(false);
  });
});

describe("a signal", () => {
  test("is never sent to another process that has got the same id since", async () => {
    const started = shell("sleep 30");
    const before = { pid: started.pid, startTicks: started.startTicks - 1 };
    expect(signalProcess(before, "SIGKILL")).toBe(false);
    await stopProcess(before);
    expect(isRunning(started)).toBe(true);
    await stopProcess(started);
  });
});

describe("the sweep", () => {
  test("ends every process with the sandbox's mark, children too, and no other sandbox's", async () => {
    const other = mkdtempSync(join(tmpdir(), "processes-other-"));
    const theirs = startProcess({
      name: "theirs",
      folder: other,
      command: ["/bin/sleep", "30"],
      environment: {},
      logFile: join(other, "log"),
    });
    shell("sleep 31 & sleep 32");
    const marked = () => processesWith(SANDBOX_VARIABLE, folder).map(({ pid }) => commandLine(pid));
    await until(() => ["sleep 31", "sleep 32"].every((command) => marked().includes(command)));
    const swept = await sweepProcesses(folder);
    expect(swept).toEqual(expect.arrayContaining(["sleep 31", "sleep 32"]));
    expect(processesWith(SANDBOX_VARIABLE, folder)).toEqual([]);
    expect(isRunning(theirs)).toBe(true);
    await stopProcess(theirs);
    rmSync(other, { recursive: true, force: true });
  });
});

describe("the process table", () => {
  test("knows this process by its command line", () => {
    expect(processIdentity(process.pid)?.pid).toBe(process.pid);
    expect(commandLine(process.pid)).toContain("node");
  });

  test("knows no process that is not there", () => {
    expect(processIdentity(2 ** 22 + 1)).toBeUndefined();
    expect(commandLine(2 ** 22 + 1)).toBe("");
  });
});
