import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesApi } from "../clusters/kubernetes-api";
import { ContainerProcess } from "./container-process";
import { type ContainerReport, podStatus } from "./container-state";
import { containerEnvironment, expanded } from "./environment";
import type { Isolation } from "./isolation";
import { movedListeners } from "./listeners";
import { type Container, type Pod, podName, podPath } from "./pod";
import { type PodData, podData } from "./pod-data";
import { commandUnder, type Shown } from "./pod-root";
import type { PortPool } from "./port-pool";
import { containerPort, probePlan } from "./probe";
import { containerProgram, type Programs, TOOLS_FOLDER } from "./programs";
import { PodVolumes } from "./volumes";

/** What all pods of a cluster share. */
export interface PodSurroundings {
  readonly api: KubernetesApi;
  readonly programs: Programs;
  readonly isolation: Isolation;
  readonly ports: PortPool;
  /** Where the pods' roots are. */
  readonly rootsFolder: string;
  readonly logsFolder: string;
  /** Variables of every process, which the pod's own override. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onChange: () => void;
  readonly say: (line: string) => void;
}

/** Ports that one container of a controller may listen on: enough for all that are known. */
const PORTS_PER_CONTROLLER_CONTAINER = 5;
/** Volumes are looked at this often: soon at first, as controllers write the certificates that they then wait for. */
const REFRESH_MS = { starting: 1000, steady: 10_000 } as const;
const STARTED_EVERY_MS = 100;
const WRITE_AGAIN_MS = 1000;
const SHARED_MEMORY = "/dev/shm";
const USUAL_GRACE_SEC = 30;
/** A pod's own grace period, but never longer than somebody waits for a sandbox to end. */
const LONGEST_GRACE_MS = 10_000;

interface RunningContainer {
  readonly spec: Container;
  readonly process: ContainerProcess;
  readonly volumes: PodVolumes;
}

/** A pod whose containers run as processes of this machine, with what a kubelet gives them: files, variables, probes, a status. */
export class PodProcess {
  private readonly containers: RunningContainer[] = [];
  /** By the pod's own port: its containers share one network. */
  private readonly ports = new Map<number, number>();
  /** Held for it, those too that it does not use. */
  private readonly taken: number[] = [];
  private readonly spare: number[] = [];
  private readonly startedAt = new Date().toISOString();
  private readonly stopping = new AbortController();
  private readonly data: PodData;
  private reported = "";
  private reporting: Promise<void> | undefined;

  constructor(
    readonly pod: Pod,
    /** Address that the pod's status tells: the API server alone is led from there to the pod. */
    readonly podIp: string,
    private readonly surroundings: PodSurroundings,
  ) {
    this.data = podData(surroundings.api, pod);
  }

  /** Runs the pod until it is stopped or, where it runs once, has ended. */
  async run(): Promise<void> {
    const { spec } = this.pod;
    const { say } = this.surroundings;
    for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
      this.containers.push(await this.prepare(container, (spec.initContainers ?? []).includes(container)));
    }
    say(`${podName(this.pod)}: starts`);
    void this.refreshVolumes();
    const beside: RunningContainer[] = [];
    for (const container of this.initContainers()) {
      if (container.spec.restartPolicy === "Always") {
        beside.push(container);
        void container.process.run();
        await this.started(container.process);
      } else if ((await container.process.run()) !== 0) return this.report();
    }
    await Promise.all(this.mainContainers().map(({ process }) => process.run()));
    await Promise.all(beside.map(({ process }) => process.stop(this.graceMs())));
    this.report();
    // one that runs once stays in the API as long as its Job, and holds nothing for it.
    if (!this.stopping.signal.aborted) this.release();
  }

  /** Ends the processes, and waits for it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.containers.map(({ process }) => process.stop(this.graceMs())));
    await this.reporting;
    this.release();
  }

  /** The port of this machine that stands for a port of the pod, by number or name, while the pod is ready. */
  portOf(named: number | string): number | undefined {
    for (const { spec, process } of this.containers) {
      const number = containerPort(named, spec);
      if (number !== undefined && process.report().ready && this.ports.has(number)) return this.ports.get(number);
    }
    return undefined;
  }

  /** What each container does, with its log and the ports that stand for its own. */
  reports(): readonly (ContainerReport & {
    readonly logFile: string;
    readonly ports: Readonly<Record<string, number>>;
  })[] {
    return this.containers.map(({ spec, process }) => ({
      ...process.report(),
      logFile: this.logFile(spec),
      ports: Object.fromEntries(this.ports),
    }));
  }

  /** Resolves once a container has started, or the pod is stopped: what comes after it counts on it. */
  private async started(process: ContainerProcess): Promise<void> {
    const { signal } = this.stopping;
    while (process.report().state.kind === "waiting" && process.report().restarts === 0 && !signal.aborted)
      await sleep(STARTED_EVERY_MS, undefined, { signal }).catch(() => {});
  }

  /** Gives back what the pod held, and removes what its containers saw and wrote. */
  private release(): void {
    for (const { volumes } of this.containers) volumes.remove();
    rmSync(this.sharedFolder(), { recursive: true, force: true });
    this.surroundings.ports.giveBack(this.taken.splice(0));
  }

  private graceMs(): number {
    const { metadata, spec } = this.pod;
    const graceSec = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? USUAL_GRACE_SEC;
    return Math.min(graceSec * 1000, LONGEST_GRACE_MS);
  }

  /** Where what its containers share lies. */
  private sharedFolder(): string {
    return join(this.surroundings.rootsFolder, this.pod.metadata.uid, "shared volumes");
  }

  private initContainers(): readonly RunningContainer[] {
    return this.containers.slice(0, this.pod.spec.initContainers?.length ?? 0);
  }

  private mainContainers(): readonly RunningContainer[] {
    return this.containers.slice(this.pod.spec.initContainers?.length ?? 0);
  }

  private async prepare(spec: Container, init: boolean): Promise<RunningContainer> {
    const { surroundings, pod } = this;
    const program = containerProgram(pod, spec, surroundings.programs);
    if (!program) throw new Error(`${podName(pod)}: no program for ${spec.image}`);
    const tool = program.file === undefined;
    await this.takePorts(
      tool ? (spec.ports?.length ?? 0) + program.portVariables.length : PORTS_PER_CONTROLLER_CONTAINER,
    );
    const portOf = (port: number) => this.port(port);
    for (const { containerPort: port } of spec.ports ?? []) portOf(port);
    const root = join(surroundings.rootsFolder, pod.metadata.uid, spec.name);
    const volumes = new PodVolumes(pod, this.data, root, (content) => movedListeners(content, portOf));
    const process = new ContainerProcess({
      name: spec.name,
      image: spec.image,
      logFile: this.logFile(spec),
      restart: restartOf(pod, spec, init),
      staysOn: init && spec.restartPolicy === "Always",
      readiness: init ? undefined : probePlan(spec.readinessProbe, spec, portOf),
      liveness: init ? undefined : probePlan(spec.livenessProbe, spec, portOf),
      prepare: async () => {
        const shared = tool ? this.sharedBy(spec) : [];
        await volumes.layOut({
          ...spec,
          // a tool sees this machine's own.
          volumeMounts: (spec.volumeMounts ?? []).filter(({ mountPath }) => !tool || mountPath !== SHARED_MEMORY),
        });
        const moved = (name: string, value: string) =>
          program.portVariables.includes(name) ? String(portOf(Number(value))) : value;
        const environment: Record<string, string> = {
          ...surroundings.environment,
          ...program.environment,
          HOSTNAME: pod.metadata.name,
          ...(await containerEnvironment(pod, spec, this.data, moved)),
        };
        if (tool) environment.PATH = `${TOOLS_FOLDER}:${environment.PATH}`;
        const args = program.args.map((arg) => expanded(arg, environment));
        return { command: commandUnder(root, { ...program, args }, surroundings.isolation, shared), environment };
      },
      onChange: () => {
        this.report();
        surroundings.onChange();
      },
    });
    return { spec, process, volumes };
  }

  private async takePorts(count: number): Promise<void> {
    for (let nth = 0; nth < count; nth += 1) {
      const port = await this.surroundings.ports.take();
      this.taken.push(port);
      this.spare.push(port);
    }
  }

  /** The port of this machine that stands for one of the pod's own. */
  private port(port: number): number {
    const known = this.ports.get(port) ?? this.spare.shift();
    if (known === undefined)
      throw new Error(`${podName(this.pod)} listens on more ports than the ${this.taken.length} held`);
    this.ports.set(port, known);
    return known;
  }

  /** Empty volumes that the containers of a pod have in common. */
  private sharedBy({ volumeMounts = [] }: Container): readonly Shown[] {
    return volumeMounts.flatMap(({ name, mountPath, subPath }) => {
      const volume = this.pod.spec.volumes?.find((candidate) => candidate.name === name);
      if (!volume?.emptyDir || mountPath === SHARED_MEMORY) return [];
      const folder = join(this.sharedFolder(), name, subPath ?? "");
      mkdirSync(folder, { recursive: true });
      return [{ folder, at: mountPath }];
    });
  }

  private logFile(spec: Container): string {
    const { name, namespace } = this.pod.metadata;
    return join(this.surroundings.logsFolder, `${namespace}.${name}.${spec.name}.log`);
  }

  private async refreshVolumes(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const steady = this.mainContainers().every(({ process }) => process.report().ready);
      await sleep(steady ? REFRESH_MS.steady : REFRESH_MS.starting, undefined, { signal }).catch(() => {});
      for (const { volumes, spec, process } of this.containers) {
        if (process.report().state.kind !== "running" || signal.aborted) continue;
        await volumes
          .layOut(spec)
          .catch((error: Error) => this.surroundings.say(`${podName(this.pod)}: ${error.message}`));
      }
    }
  }

  /** Has the pod's status written where it differs from what was written last. */
  private report(): void {
    if (this.stopping.signal.aborted || JSON.stringify(this.status(), withoutTimes) === this.reported) return;
    this.reporting ??= this.writeStatus().finally(() => {
      this.reporting = undefined;
    });
  }

  /** Writes until what is written is how it is; a server that is away is asked again. */
  private async writeStatus(): Promise<void> {
    const { api, say } = this.surroundings;
    const { signal } = this.stopping;
    for (let status = this.status(); !signal.aborted; status = this.status()) {
      const text = JSON.stringify(status, withoutTimes);
      if (text === this.reported) return;
      try {
        await api.patchStatus(podPath(this.pod), status);
        this.reported = text;
      } catch (error) {
        say(`${podName(this.pod)}: status not written: ${(error as Error).message}`);
        await sleep(WRITE_AGAIN_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  private status(): object {
    const reports = this.containers.map(({ process }) => process.report());
    const inits = this.pod.spec.initContainers?.length ?? 0;
    return podStatus({
      podIp: this.podIp,
      startedAt: this.startedAt,
      initContainers: reports.slice(0, inits),
      containers: reports.slice(inits),
      runsOnce: this.pod.spec.restartPolicy === "Never" || this.pod.spec.restartPolicy === "OnFailure",
    });
  }
}

function restartOf({ spec: { restartPolicy = "Always" } }: Pod, container: Container, init: boolean) {
  if (container.restartPolicy === "Always") return "Always";
  return init && restartPolicy === "Always" ? "OnFailure" : restartPolicy;
}

/** When a condition was looked at last is no change of it. */
function withoutTimes(key: string, value: unknown): unknown {
  return key === "lastTransitionTime" ? undefined : value;
}
