/** Annotation of a simulated pod that tells how long it runs before it ends, such as `8s`. */
export const RUN_FOR_ANNOTATION = "sandbox.gpu.platform/run-for";

/** Annotation of a simulated pod that tells how it ends; `0` without it. */
export const EXIT_CODE_ANNOTATION = "sandbox.gpu.platform/exit-code";

/** Annotation of a simulated pod that tells how long it goes on once it is told to stop, such as `6s`; it is gone at once without it. */
export const STOP_FOR_ANNOTATION = "sandbox.gpu.platform/stop-for";

/** Annotation of the simulated pods of a node that fell silent: nothing becomes of them until it is heard again. */
export const SILENT_ANNOTATION = "sandbox.gpu.platform/silent";

/** Annotation by which kwok knows the nodes that it plays. */
export const FAKE_NODE_ANNOTATION = "kwok.x-k8s.io/node";

/** A stage of kwok: what becomes of an object that is in a state. */
export interface Stage {
  readonly apiVersion: "kwok.x-k8s.io/v1alpha1";
  readonly kind: "Stage";
  readonly metadata: { readonly name: string };
  readonly spec: object;
}

/** How a Job's pod stops. */
interface Stop {
  readonly name: string;
  readonly asks: Condition;
  readonly delay?: object;
}

interface Condition {
  /** A jq expression. */
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** Run time of a Job's pod that says nothing about it. */
const RUN_FOR_MS = 3000;

/** A process that ends when it is told to, as a shell tells of it. */
const TERMINATED = '"143"';

/**
 * What becomes of pods that no process runs: they are ready as soon as they are scheduled; those of a Job end after the time that their annotation
 * says; those that are deleted are gone, and those of a Job fail before, as those of a kubelet do, by which the Job knows that they did.
 *
 * @param runByProcess jq expression that is true for a pod that the node agent runs
 */
export function podStages(runByProcess: string): readonly Stage[] {
  const simulated: readonly Condition[] = [
    { key: runByProcess, operator: "NotIn", values: ["true"] },
    { key: `.metadata.annotations["${SILENT_ANNOTATION}"]`, operator: "DoesNotExist" },
  ];
  const alive: Condition = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };
  const deleted: Condition = { key: ".metadata.deletionTimestamp", operator: "Exists" };
  const running: Condition = { key: ".status.phase", operator: "In", values: ["Running"] };
  const ofJob: Condition = {
    key: '(.metadata.ownerReferences // []) | any(.kind == "Job")',
    operator: "In",
    values: ["true"],
  };
  const stopFor = `.metadata.annotations["${STOP_FOR_ANNOTATION}"]`;
  const stopsAtOnce: Stop = { name: "pod-stops", asks: { key: stopFor, operator: "DoesNotExist" } };
  const takesItsTime: Stop = {
    name: "pod-takes-its-time",
    asks: { key: stopFor, operator: "Exists" },
    delay: { durationMilliseconds: 0, durationFrom: { expressionFrom: stopFor } },
  };
  const endsNow = (name: string, exitCode: Condition, phase: string, result: string) =>
    stage(name, "Pod", {
      selector: select(...simulated, alive, running, ofJob, exitCode),
      delay: {
        durationMilliseconds: RUN_FOR_MS,
        durationFrom: { expressionFrom: `.metadata.annotations["${RUN_FOR_ANNOTATION}"]` },
      },
      next: { statusTemplate: endedPod(phase, result) },
    });
  const succeeds: Condition = {
    key: `.metadata.annotations["${EXIT_CODE_ANNOTATION}"] // "0"`,
    operator: "In",
    values: ["0"],
  };
  return [
    stage("pod-starts", "Pod", {
      selector: select(...simulated, alive, { key: ".status.podIP", operator: "DoesNotExist" }),
      next: { statusTemplate: RUNNING_POD },
    }),
    endsNow("pod-completes", succeeds, "Succeeded", "Completed"),
    endsNow("pod-fails", { ...succeeds, operator: "NotIn" }, "Failed", "Error"),
    ...[stopsAtOnce, takesItsTime].map(({ name, asks, delay }) =>
      stage(name, "Pod", {
        selector: select(...simulated, deleted, running, ofJob, asks),
        ...(delay && { delay }),
        next: { statusTemplate: endedPod("Failed", "Error", TERMINATED) },
      }),
    ),
    stage("pod-of-job-goes", "Pod", {
      selector: select(...simulated, deleted, { ...running, operator: "NotIn" }, ofJob),
      // the finalizer is the Job's, which takes it off when it has counted the pod.
      next: { delete: true },
    }),
    stage("pod-goes", "Pod", {
      selector: select(...simulated, deleted, { ...ofJob, operator: "NotIn" }),
      next: { finalizers: { empty: true }, delete: true },
    }),
  ];
}

/** What becomes of nodes: each is ready at once, with the capacity that it was made with, and stays so. */
export const NODE_STAGES: readonly Stage[] = [
  stage("node-joins", "Node", {
    selector: select({
      key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
      operator: "NotIn",
      values: ["True"],
    }),
    next: {
      statusTemplate: `{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
{{ with .status.addresses }}
addresses:
{{ YAML . 1 }}
{{ end }}
`,
    },
  }),
];

function stage(name: string, kind: "Pod" | "Node", spec: object): Stage {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: { resourceRef: { apiGroup: "v1", kind }, ...spec },
  };
}

function select(...conditions: readonly Condition[]): object {
  return { matchExpressions: conditions };
}

const RUNNING_POD = `{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- { type: {{ $type }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
`;

const ITS_OWN_CODE = `or ( index ( or .metadata.annotations dict ) "${EXIT_CODE_ANNOTATION}" ) "0"`;

function endedPod(phase: string, reason: string, exitCode = ITS_OWN_CODE): string {
  return `{{ $now := Now }}
{{ $exitCode := ${exitCode} }}
phase: ${phase}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: { terminated: { exitCode: {{ $exitCode }}, reason: ${reason}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
`;
}
