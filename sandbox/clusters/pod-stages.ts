/** Annotation of a simulated pod that tells how long it runs before it ends, such as `8s`. */
export const RUN_FOR_ANNOTATION = "sandbox.gpu.platform/run-for";

/** Annotation of a simulated pod that tells how it ends; `0` without it. */
export const EXIT_CODE_ANNOTATION = "sandbox.gpu.platform/exit-code";

/** Annotation by which kwok knows the nodes that it plays. */
export const FAKE_NODE_ANNOTATION = "kwok.x-k8s.io/node";

/** A stage of kwok: what becomes of an object that is in a state. */
export interface Stage {
  readonly apiVersion: "kwok.x-k8s.io/v1alpha1";
  readonly kind: "Stage";
  readonly metadata: { readonly name: string };
  readonly spec: object;
}

interface Condition {
  /** A jq expression. */
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** Run time of a Job's pod that says nothing about it. */
const RUN_FOR_MS = 3000;

/**
 * What becomes of pods that no process runs: they are ready as soon as they are scheduled; those of a Job end after the time that their annotation
 * says; those that are deleted are gone.
 *
 * @param runByProcess jq expression that is true for a pod that the node agent runs
 */
export function podStages(runByProcess: string): readonly Stage[] {
  const simulated: Condition = { key: runByProcess, operator: "NotIn", values: ["true"] };
  const alive: Condition = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };
  const endsNow = (name: string, exitCode: Condition, phase: string, result: string) =>
    stage(name, "Pod", {
      selector: select(
        simulated,
        alive,
        { key: ".status.phase", operator: "In", values: ["Running"] },
        { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] },
        exitCode,
      ),
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
      selector: select(simulated, alive, { key: ".status.podIP", operator: "DoesNotExist" }),
      next: { statusTemplate: RUNNING_POD },
    }),
    endsNow("pod-completes", succeeds, "Succeeded", "Completed"),
    endsNow("pod-fails", { ...succeeds, operator: "NotIn" }, "Failed", "Error"),
    stage("pod-goes", "Pod", {
      selector: select(simulated, { key: ".metadata.deletionTimestamp", operator: "Exists" }),
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

function endedPod(phase: string, reason: string): string {
  return `{{ $now := Now }}
{{ $exitCode := or ( index ( or .metadata.annotations dict ) "${EXIT_CODE_ANNOTATION}" ) "0" }}
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
