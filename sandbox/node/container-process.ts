import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines } from "../log-tail";
import type { ContainerReport, ContainerState } from "./container-state";
import type { ProbePlan } from "./probe";

/** What a container's process is started with, each time. */
export interface Launch {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Options of {@link ContainerProcess}. */
export interface ContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly logFile: string;
  /** Lays out what the container mounts and reads; rejects where something is not there yet. */
  readonly prepare: () => Promise<Launch>;
  /**
   * @default - ready while it runs
   */
  readonly readiness: ProbePlan | undefined;
  /**
   * @default - it is left alone while it runs
   */
  readonly liveness: ProbePlan | undefined;
  /** Which ends are followed by a new start. */
  readonly restart: "Always" | "OnFailure" | "Never";
  /**
   * True for an init container that stays beside the others.
   *
   * @default false
   */
  readonly staysOn?: boolean;
  readonly onChange: () => void;
}

/** Pause before a new start; doubled with each one up to the second, as a kubelet does but in seconds instead of minutes. */
const BACKOFF_MS = { first: 1000, longest: 30_000 } as const;
/** A process that ran this long starts anew without a pause. */
const STEADY_MS = 60_000;
const PREPARE_EVERY_MS = 500;
const SHOWN_LINES = 5;
/** Until it is ready for the first time it is asked this often, whatever the period, so that nobody waits for a period to pass. */
const FIRST_PERIOD_MS = 500;

/** The process behind one container: started, probed, started again when it ends, until it is stopped. */
export class ContainerProcess {
  private state: ContainerState = { kind: "waiting", reason: "ContainerCreating", message: "" };
  private lastEnd: Extract<ContainerState, { kind: "ended" }> | undefined;
  private ready = false;
  private restarts = 0;
  private child: ChildProcess | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ContainerOptions) {}

  report(): ContainerReport {
    const { name, image, staysOn = false } = this.options;
    const { state, ready, restarts, lastEnd } = this;
    return { name, image, state, ready, restarts, staysOn, lastEnd };
  }

  /** Runs until it is stopped, or has ended for good; gives the last exit code. */
  async run(): Promise<number> {
    const { restart } = this.options;
    for (let pause: number = BACKOFF_MS.first; ; ) {
      const launch = await this.prepared();
      if (!launch) return 1;
      const began = Date.now();
      const exitCode = await this.runOnce(launch);
      const again = restart === "Always" || (restart === "OnFailure" && exitCode !== 0);
      if (!again || this.stopping.signal.aborted) return exitCode;
      if (Date.now() - began > STEADY_MS) pause = BACKOFF_MS.first;
      this.restarts += 1;
      this.become({ kind: "waiting", reason: "CrashLoopBackOff", message: this.lastEnd?.message ?? "" });
      await this.sleep(pause);
      pause = Math.min(pause * 2, BACKOFF_MS.longest);
    }
  }

  /** Ends the process and starts it no more. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(killing);
  }

  private async prepared(): Promise<Launch | undefined> {
    while (!this.stopping.signal.aborted) {
      try {
        return await this.options.prepare();
      } catch (error) {
        this.become({ kind: "waiting", reason: "ContainerCreating", message: (error as Error).message });
        await this.sleep(PREPARE_EVERY_MS);
      }
    }
    return undefined;
  }

  private async runOnce({ command, environment }: Launch): Promise<number> {
    const { logFile } = this.options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, "a");
    const [program = "", ...args] = command;
    const child = spawn(program, args, { env: environment, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    this.child = child;
    const since = new Date().toISOString();
    const ended = new Promise<number>((resolve) => {
      child.once("error", () => resolve(127));
      // as a shell tells of a signal.
      child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGKILL" ? 137 : 143)));
    });
    this.become({ kind: "running", since, pid: child.pid ?? 0 });
    const probing = new AbortController();
    void this.probe(probing.signal);
    const exitCode = await ended;
    probing.abort();
    this.ready = false;
    this.lastEnd = {
      kind: "ended",
      since,
      at: new Date().toISOString(),
      exitCode,
      message: exitCode === 0 ? "" : lastLines(logFile, SHOWN_LINES).join("\n"),
    };
    this.become(this.lastEnd);
    return exitCode;
  }

  private async probe(signal: AbortSignal): Promise<void> {
    const { readiness, liveness } = this.options;
    await Promise.all([this.probeReadiness(readiness, signal), this.probeLiveness(liveness, signal)]).catch(() => {
      // the process has ended, and with it the sleep between two questions.
    });
  }

  private async probeReadiness(plan: ProbePlan | undefined, signal: AbortSignal): Promise<void> {
    if (!plan) return this.becomeReady(true);
    for (let failures = 0; ; ) {
      failures = (await plan.ask()) ? 0 : failures + 1;
      if (signal.aborted) return;
      if (failures === 0 || failures >= plan.failureThreshold) this.becomeReady(failures === 0);
      await sleep(this.ready ? plan.periodMs : FIRST_PERIOD_MS, undefined, { signal });
    }
  }

  private async probeLiveness(plan: ProbePlan | undefined, signal: AbortSignal): Promise<void> {
    if (!plan) return;
    await sleep(plan.initialDelayMs, undefined, { signal });
    for (let failures = 0; ; ) {
      failures = (await plan.ask()) ? 0 : failures + 1;
      if (signal.aborted) return;
      // one that hangs may not hear the first.
      if (failures >= plan.failureThreshold) this.child?.kill(failures > plan.failureThreshold ? "SIGKILL" : "SIGTERM");
      await sleep(plan.periodMs, undefined, { signal });
    }
  }

  private becomeReady(ready: boolean): void {
    if (ready === this.ready) return;
    this.ready = ready;
    this.options.onChange();
  }

  private become(state: ContainerState): void {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    this.state = state;
    this.options.onChange();
  }

  private async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => {});
  }
}
