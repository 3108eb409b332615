import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ContainerProcess } from "../../../sandbox/node/container-process";
import { NotThereYet } from "../../../sandbox/node/pod-data";
import type { ProbePlan } from "../../../sandbox/node/probe";
import { testFolder, until } from "../folder";

const folder = testFolder();
let running: ContainerProcess[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop(0)));
  running = [];
});

interface Setting {
  readonly restart?: "Always" | "OnFailure" | "Never";
  readonly readiness?: ProbePlan;
  readonly liveness?: ProbePlan;
  readonly missing?: () => string | undefined;
}

function container(
  script: string,
  { restart = "Always", readiness, liveness, missing }: Setting = {},
): ContainerProcess {
  const made = new ContainerProcess({
    name: "main",
    image: "registry.example/main",
    logFile: join(folder.path, "main.log"),
    restart,
    readiness,
    liveness,
    prepare: async () => {
      const what = missing?.();
      if (what) throw new NotThereYet(what);
      return { command: ["/bin/sh", "-c", script], environment: { PATH: "/usr/bin:/bin", HERE: folder.path } };
    },
    onChange: () => {},
  });
  running.push(made);
  return made;
}

function plan(ask: () => boolean, failureThreshold = 1): ProbePlan {
  return { initialDelayMs: 0, periodMs: 20, failureThreshold, ask: async () => ask() };
}

const log = () => readFileSync(join(folder.path, "main.log"), "utf8");

describe("a container's process", () => {
  test("that runs once tells how it ended, with its last lines where that was badly", async () => {
    const bad = container("echo working; echo broken >&2; exit 3", { restart: "Never" });
    expect(await bad.run()).toBe(3);
    expect(bad.report()).toMatchObject({
      ready: false,
      restarts: 0,
      state: { kind: "ended", exitCode: 3, message: "working\nbroken" },
    });
    const good = container("exit 0", { restart: "Never" });
    expect(await good.run()).toBe(0);
    expect(good.report().state).toMatchObject({ kind: "ended", exitCode: 0, message: "" });
  });

  test("is started again when it ends, after a pause, and says what it said before", async () => {
    const crashing = container('echo again; [ -e "$HERE/mended" ] && exec sleep 60; exit 1');
    void crashing.run();
    await until(() => crashing.report().state.kind === "waiting" && crashing.report().restarts === 1);
    expect(crashing.report().state).toEqual({ kind: "waiting", reason: "CrashLoopBackOff", message: "again" });
    writeFileSync(join(folder.path, "mended"), "");
    await until(() => crashing.report().ready);
    expect(crashing.report().lastEnd).toMatchObject({ exitCode: 1 });
    await until(() => log() === "again\nagain\n");
  });

  test("is started again only after an error where the pod says so", async () => {
    const job = container('[ -e "$HERE/second" ] && exit 0; touch "$HERE/second"; exit 1', { restart: "OnFailure" });
    expect(await job.run()).toBe(0);
    expect(job.report().restarts).toBe(1);
  });

  test("waits for what is not there yet, and says for what", async () => {
    let missing: string | undefined = "secrets certificate is not there";
    const waiting = container("exec sleep 60", { missing: () => missing });
    void waiting.run();
    await until(
      () => waiting.report().state.kind === "waiting" && JSON.stringify(waiting.report()).includes("secrets"),
    );
    expect(waiting.report().state).toEqual({
      kind: "waiting",
      reason: "ContainerCreating",
      message: "secrets certificate is not there",
    });
    missing = undefined;
    await until(() => waiting.report().ready);
  });

  test("is ready when its probe says so, and no more when it says no often enough", async () => {
    let healthy = false;
    const probed = container("exec sleep 60", { readiness: plan(() => healthy, 2) });
    void probed.run();
    await until(() => probed.report().state.kind === "running");
    expect(probed.report().ready).toBe(false);
    healthy = true;
    await until(() => probed.report().ready);
    healthy = false;
    await until(() => !probed.report().ready);
  });

  test("is ended and started again when it is not alive", async () => {
    let alive = false;
    const stuck = container("exec sleep 60", { liveness: plan(() => alive, 2) });
    void stuck.run();
    await until(() => stuck.report().restarts === 1);
    expect(stuck.report().lastEnd?.exitCode).toBe(143);
    alive = true;
    await until(() => stuck.report().ready);
  });

  test("is killed where it does not end in time, and not started again", async () => {
    const deaf = container('trap "" TERM; echo deaf; while true; do sleep 0.02; done');
    const done = deaf.run();
    await until(() => deaf.report().state.kind === "running" && log() === "deaf\n");
    await deaf.stop(100);
    expect(await done).toBe(137);
    expect(deaf.report().restarts).toBe(0);
  });
});
