import { type ContainerReport, type ContainerState, podStatus } from "../../../sandbox/node/container-state";

const running: ContainerState = { kind: "running", since: "2026-01-01T00:00:00Z", pid: 42 };
const ended = (exitCode: number): Extract<ContainerState, { kind: "ended" }> => ({
  kind: "ended",
  since: "2026-01-01T00:00:00Z",
  at: "2026-01-01T00:00:09Z",
  exitCode,
  message: exitCode === 0 ? "" : "broken",
});
const waiting: ContainerState = { kind: "waiting", reason: "ContainerCreating", message: "" };

function report(state: ContainerState, more: Partial<ContainerReport> = {}): ContainerReport {
  return { name: "main", image: "i", state, ready: false, restarts: 0, staysOn: false, lastEnd: undefined, ...more };
}

interface Status {
  readonly phase: string;
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses: readonly Record<string, unknown>[];
}

function status(
  containers: readonly ContainerReport[],
  init: readonly ContainerReport[] = [],
  runsOnce = false,
): Status {
  return podStatus({
    podIp: "10.244.255.2",
    startedAt: "2026-01-01T00:00:00Z",
    initContainers: init,
    containers,
    runsOnce,
  }) as Status;
}

const conditions = (of: Status) => Object.fromEntries(of.conditions.map(({ type, status }) => [type, status]));

describe("a pod's status", () => {
  test("is initialized while an init container stays beside the others, and not before it has started", () => {
    const beside = (state: ContainerState) => report(state, { staysOn: true });
    expect(conditions(status([report(running)], [beside(running)]))).toMatchObject({ Initialized: "True" });
    expect(conditions(status([report(waiting)], [beside(waiting)]))).toMatchObject({ Initialized: "False" });
    expect(conditions(status([report(waiting)], [report(running)]))).toMatchObject({ Initialized: "False" });
  });

  test("is ready when every container is", () => {
    const ready = report(running, { ready: true });
    expect(conditions(status([ready, ready]))).toEqual({ Initialized: "True", ContainersReady: "True", Ready: "True" });
    expect(conditions(status([ready, report(running)])).Ready).toBe("False");
  });

  test("is not ready before its first containers have ended well", () => {
    const ready = report(running, { ready: true });
    expect(conditions(status([ready], [report(ended(0))])).Ready).toBe("True");
    for (const first of [report(running), report(ended(1))]) {
      expect(conditions(status([ready], [first]))).toMatchObject({ Initialized: "False", Ready: "False" });
    }
  });

  test.each([
    ["Pending", [report(waiting)], false],
    ["Running", [report(running)], false],
    ["Running", [report(waiting, { restarts: 1 })], false],
    ["Running", [report(ended(0))], false],
    ["Succeeded", [report(ended(0)), report(ended(0))], true],
    ["Running", [report(ended(1)), report(running)], true],
    ["Failed", [report(ended(1)), report(ended(0))], true],
  ] as const)("has phase %s", (phase, containers, runsOnce) => {
    expect(status(containers, [], runsOnce).phase).toBe(phase);
  });

  test("tells how a container ended before, in the words of the API", () => {
    const [again] = status([report(running, { restarts: 2, lastEnd: ended(7) })]).containerStatuses;
    expect(again).toMatchObject({
      restartCount: 2,
      started: true,
      state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
      lastState: { terminated: { exitCode: 7, reason: "Error", message: "broken" } },
    });
    const [over] = status([report(ended(0), { lastEnd: ended(0) })]).containerStatuses;
    expect(over).toMatchObject({ state: { terminated: { exitCode: 0, reason: "Completed" } }, lastState: {} });
  });
});
