/** What a container is doing, as far as its pod's status tells of it. */
export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: string; readonly message: string }
  | { readonly kind: "running"; readonly since: string; readonly pid: number }
  | {
      readonly kind: "ended";
      readonly since: string;
      readonly at: string;
      readonly exitCode: number;
      readonly message: string;
    };

/** State of one container of a pod that runs as a process. */
export interface ContainerReport {
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  readonly ready: boolean;
  readonly restarts: number;
  /** True for an init container that stays beside the others. */
  readonly staysOn: boolean;
  /** How it ended the last time, where it did. */
  readonly lastEnd: Extract<ContainerState, { kind: "ended" }> | undefined;
}

/** What {@link podStatus} is told. */
export interface PodReport {
  readonly podIp: string;
  readonly startedAt: string;
  readonly initContainers: readonly ContainerReport[];
  readonly containers: readonly ContainerReport[];
  /** True where the pod runs once, as a Job's. */
  readonly runsOnce: boolean;
}

/** The status of a pod as a kubelet would write it; conditions are merged by their type. */
export function podStatus({ podIp, startedAt, initContainers, containers, runsOnce }: PodReport): object {
  const initialized = initContainers.every(({ state, staysOn, restarts }) =>
    staysOn ? state.kind !== "waiting" || restarts > 0 : state.kind === "ended" && state.exitCode === 0,
  );
  const ready = initialized && containers.every((container) => container.ready);
  const now = new Date().toISOString();
  const condition = (type: string, holds: boolean) => ({
    type,
    status: holds ? "True" : "False",
    lastTransitionTime: now,
  });
  return {
    phase: phase(containers, runsOnce),
    startTime: startedAt,
    hostIP: podIp,
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    conditions: [condition("Initialized", initialized), condition("ContainersReady", ready), condition("Ready", ready)],
    initContainerStatuses: initContainers.map(containerStatus),
    containerStatuses: containers.map(containerStatus),
  };
}

function phase(containers: readonly ContainerReport[], runsOnce: boolean): string {
  const ended = containers.map(({ state }) => (state.kind === "ended" ? state.exitCode : undefined));
  if (runsOnce && ended.every((code) => code === 0)) return "Succeeded";
  if (runsOnce && ended.every((code) => code !== undefined)) return "Failed";
  const started = containers.some(({ state, restarts }) => state.kind !== "waiting" || restarts > 0);
  return started ? "Running" : "Pending";
}

function containerStatus({ name, image, state, ready, restarts, lastEnd }: ContainerReport): object {
  return {
    name,
    image,
    imageID: "",
    ready,
    started: state.kind === "running",
    restartCount: restarts,
    state: apiState(state),
    lastState: lastEnd && state.kind !== "ended" ? apiState(lastEnd) : {},
  };
}

function apiState(state: ContainerState): object {
  switch (state.kind) {
    case "waiting":
      return { waiting: { reason: state.reason, message: state.message } };
    case "running":
      return { running: { startedAt: state.since } };
    case "ended":
      return {
        terminated: {
          exitCode: state.exitCode,
          reason: state.exitCode === 0 ? "Completed" : "Error",
          message: state.message,
          startedAt: state.since,
          finishedAt: state.at,
        },
      };
  }
}
