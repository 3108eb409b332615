import {
  DeploymentV1,
  type DeploymentV1SpecTemplateSpecContainer,
  type DeploymentV1SpecTemplateSpecVolume,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Construct } from "constructs";
import type { Precision } from "../catalog/precisions";
import { type ModelServerName, modelServer } from "../catalog/servers";
import { loadBudget } from "../placement/load-budget";
import { GPU_TAINT, LABELS, OWNER_ANNOTATION } from "../spec/names";
import { FILL, weightsGiB } from "../spec/serving-memory";
import { CONTAINER_SECURITY, POD_SECURITY } from "./container-security";
import { literal, literals } from "./literal";
import { cardAnnotations, cardLabels, type ModelCard } from "./model-card";
import { type ModelStore, type ModelVersion, modelFetch, modelMount } from "./model-source";

/** A trained model, and what serves it. */
export interface Model {
  /** Name by which clients address it. */
  readonly name: string;
  readonly server: ModelServerName;
  /** Reference of the server's image, by digest. */
  readonly image: string;
  readonly precision: Precision;
  readonly parametersBillions: number;
  /**
   * Longest sequence that a language model takes, request and answer together: servers that can be told keep memory for it.
   *
   * @default - the one of the model's own configuration
   */
  readonly contextTokens?: number;
  /**
   * Port of the HTTP API.
   *
   * @default - the server's own; server `custom` has none and must say it
   */
  readonly port?: number;
  /**
   * What it was trained on, and how it must be handled.
   *
   * @default - nothing is said of it
   */
  readonly card?: ModelCard;
}

/** Alike nodes that replicas run on. */
export interface ServingPool {
  /** Labels of its nodes. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /**
   * Extended resource of one GPU, MIG slice or time slice, such as `nvidia.com/gpu`.
   *
   * @default - a CPU pool
   */
  readonly unitResource?: string;
  /**
   * Units that one device is for the server, which counts what it may fill by the device: time slices of a GPU share one device.
   *
   * @default 1 - whole GPUs and MIG slices
   */
  readonly unitsPerDevice?: number;
}

/** Properties for {@link ModelServer}. */
export interface ModelServerProps {
  readonly namespace: string;
  /** Name of the Kubernetes Deployment. */
  readonly name: string;
  /** Labels by which services and policies find the pods; they never change. */
  readonly selector: Readonly<Record<string, string>>;
  readonly model: Model;
  readonly version: ModelVersion;
  readonly store: ModelStore;
  /** Reference of an image with a shell and rclone. */
  readonly fetchImage: string;
  readonly pool: ServingPool;
  /** Units of one replica; 0 on a CPU pool. */
  readonly unitsPerReplica: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly replicas: number;
  /** True where something else changes the number of replicas: Terraform then sets it once. */
  readonly autoscaled: boolean;
  /** True where a unit is free beside the replicas that run, so that a new one can start before an old one ends. */
  readonly surge: boolean;
  /** Longest time that an answer may take: a pod that is told to stop has as long to finish what it has begun. */
  readonly requestTimeoutSec: number;
  readonly waitForRollout: boolean;
  readonly serviceAccountName: string;
  /**
   * ConfigMap with the server's settings, and the folder that they are read from.
   *
   * @default - the server needs no settings
   */
  readonly settings?: { readonly configMap: string; readonly folder: string };
  /**
   * Claim of a volume that all replicas share: the first one brings a version, the others find it.
   *
   * @default - each replica brings its own
   */
  readonly cacheClaim?: string;
  /**
   * Priority of the pods.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Who is asked: the annotation gpu.platform/owner.
   *
   * @default - no annotation
   */
  readonly owner?: string;
}

const MODELS = "/models";
const PROBE_SEC = 10;
const DRAIN_SEC = 10;
/** A node that does not answer for so long is lost, and its replicas start elsewhere; Kubernetes by itself waits five times as long. */
const SILENT_NODE = ["not-ready", "unreachable"].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: "60",
}));
/** What a server takes to end after its last answer. */
const STOP_SEC = 20;

/**
 * The replicas of one version of a model.
 *
 * Defines one `kubernetes_deployment_v1`. The model's address and sum and the server's image are all in the pod template, so that a
 * rollback brings back all three. It defines no service, no scaling and no identity.
 */
export class ModelServer extends Construct {
  public readonly deployment: DeploymentV1;

  constructor(scope: Construct, id: string, props: ModelServerProps) {
    super(scope, id);
    const { namespace, name, selector, model, version, owner } = props;
    const budget = loadBudget(weightsGiB(model));
    const labels = { ...selector, [LABELS.model]: model.name, [LABELS.version]: version.version };
    const annotations = literals({
      ...(owner !== undefined && { [OWNER_ANNOTATION]: owner }),
      "gpu.platform/model-sha256": version.sha256,
    });
    this.deployment = new DeploymentV1(this, "Default", {
      // the card is not on the pods: data that is classified anew would restart them all.
      metadata: {
        name,
        namespace,
        labels: { ...labels, ...cardLabels(model.card) },
        annotations: { ...annotations, ...literals(cardAnnotations(model.card)) },
      },
      waitForRollout: props.waitForRollout,
      // Terraform gives up after the cluster does, and so can say why.
      timeouts: { create: `${budget.progressSec + 60}s`, update: `${2 * budget.progressSec + 60}s` },
      // undoing what an autoscaler did would be in every plan.
      ...(props.autoscaled && { lifecycle: { ignoreChanges: ["spec[0].replicas"] } }),
      spec: {
        replicas: String(props.replicas),
        revisionHistoryLimit: 5,
        progressDeadlineSeconds: budget.progressSec,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: props.surge ? { maxSurge: "1", maxUnavailable: "0" } : { maxSurge: "0", maxUnavailable: "1" },
        },
        selector: { matchLabels: { ...selector } },
        template: {
          metadata: { labels, annotations },
          spec: {
            serviceAccountName: props.serviceAccountName,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            ...(props.priorityClassName !== undefined && { priorityClassName: props.priorityClassName }),
            terminationGracePeriodSeconds: DRAIN_SEC + props.requestTimeoutSec + STOP_SEC,
            securityContext: POD_SECURITY,
            nodeSelector: { ...props.pool.nodeSelector },
            toleration: [
              ...(props.pool.unitResource === undefined ? [] : [{ ...GPU_TAINT, operator: "Equal" }]),
              ...SILENT_NODE,
            ],
            topologySpreadConstraint: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
              maxSkew: 1,
              topologyKey,
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: [{ matchLabels: { ...selector } }],
            })),
            initContainer: [
              modelFetch(props.fetchImage, props.store, version, pathOf(model), props.cacheClaim !== undefined),
            ],
            container: [serverContainer(props, budget.startupSec)],
            volume: volumes(props),
          },
        },
      },
    });
  }
}

/** Folder of the version that is served. */
export function pathOf(model: Model): string {
  return `${MODELS}/${model.name}`;
}

/** What of a model server's properties its container needs. */
export type ServerContainerProps = Pick<
  ModelServerProps,
  | "model"
  | "version"
  | "settings"
  | "cacheClaim"
  | "pool"
  | "unitsPerReplica"
  | "cpus"
  | "memoryGiB"
  | "requestTimeoutSec"
>;

/** The container that serves a model from the volume `model`; it wants the volumes `tmp` and `shm`, and `settings` where there are any. */
export function serverContainer(
  props: ServerContainerProps,
  startupSec: number,
): DeploymentV1SpecTemplateSpecContainer {
  const { model, settings } = props;
  const server = modelServer(model.server);
  const served = {
    name: model.name,
    path: pathOf(model),
    precision: model.precision,
    units: props.unitsPerReplica,
    memoryShare: Math.floor((FILL * 1000) / (props.pool.unitsPerDevice ?? 1)) / 1000,
    ...(model.contextTokens !== undefined && { contextTokens: model.contextTokens }),
    requestTimeoutSec: props.requestTimeoutSec,
    hasFiles: settings !== undefined,
  };
  const port = model.port ?? server.httpPort ?? 0;
  const metrics = server.metrics;
  const command = server.command(served);
  return {
    name: "server",
    image: literal(model.image),
    ...(command.length > 0 && { command: command.map(literal) }),
    env: Object.entries({
      MODEL_NAME: model.name,
      MODEL_PATH: served.path,
      // nothing but /tmp can be written, and the user has no entry in the image: libraries ask for both.
      HOME: "/tmp",
      LOGNAME: "model",
      ...server.env,
    }).map(([name, value]) => ({ name, value: literal(value) })),
    port: [
      { name: "http", containerPort: port, protocol: "TCP" },
      ...(metrics && metrics.port !== port ? [{ name: "metrics", containerPort: metrics.port, protocol: "TCP" }] : []),
    ],
    startupProbe: {
      httpGet: { path: server.ready(served), port: "http" },
      periodSeconds: PROBE_SEC,
      failureThreshold: Math.ceil(startupSec / PROBE_SEC),
    },
    readinessProbe: {
      httpGet: { path: server.ready(served), port: "http" },
      periodSeconds: PROBE_SEC,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    livenessProbe: {
      httpGet: { path: server.live(served), port: "http" },
      periodSeconds: PROBE_SEC,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    // gateways go on sending for some seconds after a pod is told to stop; a custom image may have no `sleep`.
    ...(model.server !== "custom" && { lifecycle: { preStop: [{ exec: { command: ["sleep", String(DRAIN_SEC)] } }] } }),
    resources: resources(props),
    securityContext: CONTAINER_SECURITY,
    volumeMount: [
      { ...modelMount(pathOf(model), props.version, props.cacheClaim !== undefined), readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
      { name: "shm", mountPath: "/dev/shm" },
      ...(settings ? [{ name: "settings", mountPath: settings.folder, readOnly: true }] : []),
    ],
  };
}

function resources({ cpus, memoryGiB, pool, unitsPerReplica }: ServerContainerProps) {
  const limits = {
    memory: `${Math.round(memoryGiB * 1024)}Mi`,
    ...(pool.unitResource !== undefined && { [pool.unitResource]: String(unitsPerReplica) }),
  };
  return { requests: { cpu: `${Math.round(cpus * 1000)}m`, ...limits }, limits };
}

function volumes({ settings, cacheClaim }: ModelServerProps): DeploymentV1SpecTemplateSpecVolume[] {
  return [
    cacheClaim === undefined
      ? { name: "model", emptyDir: {} }
      : { name: "model", persistentVolumeClaim: { claimName: cacheClaim } },
    { name: "tmp", emptyDir: {} },
    // tensor-parallel workers talk through it; it counts against the container's memory.
    { name: "shm", emptyDir: { medium: "Memory" } },
    ...(settings ? [{ name: "settings", configMap: { name: settings.configMap } }] : []),
  ];
}
