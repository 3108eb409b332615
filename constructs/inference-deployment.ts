import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { modelServer, serverPorts } from "../catalog/servers";
import { loadBudget } from "../placement/load-budget";
import { isPinned } from "../spec/image-reference";
import { LABELS, OWNER_ANNOTATION } from "../spec/names";
import { type Shares, sharesOf } from "../spec/replica-shares";
import { weightsGiB } from "../spec/serving-memory";
import { literal } from "./literal";
import { ModelAutoscaler } from "./model-autoscaler";
import { ModelCache, type ModelCacheSize } from "./model-cache";
import { ModelGuard, type PrometheusAddress, type RequestScaling } from "./model-guard";
import { ModelNetworkPolicy, type StoreReach } from "./model-network-policy";
import { type InferenceRoute, ModelRoute } from "./model-route";
import { type Model, ModelServer, type ModelServerProps, type ServingPool } from "./model-server";
import { ModelServices } from "./model-services";
import { ModelSettings } from "./model-settings";
import type { ModelStore, ModelVersion } from "./model-source";
import type { ObjectMetadata } from "./object-metadata";
import { expectations, unitsOf } from "./serving-rules";
import { check } from "./validation";

/** A second version on trial. */
export interface CanaryVersion extends ModelVersion {
  /** Share of the requests that it gets, in percent: exact behind a route, else that of its replicas. */
  readonly percent: number;
}

/** Properties for {@link InferenceDeployment}. */
export interface InferenceDeploymentProps {
  /** Namespace that exists. */
  readonly namespace: string;
  readonly model: Model;
  /** The version that gets the traffic. */
  readonly version: ModelVersion;
  /**
   * A second version on trial.
   *
   * @default - none
   */
  readonly canary?: CanaryVersion;
  /** Where the model's versions are. */
  readonly store: ModelStore;
  /** Reference of an image with a shell and rclone: it brings the model to the pod. */
  readonly fetchImage: string;
  readonly pool: ServingPool;
  /**
   * GPUs, MIG slices or time slices of one replica.
   *
   * @default - 1 on a pool with units, 0 on a CPU pool
   */
  readonly unitsPerReplica?: number;
  /** vCPUs of one replica. */
  readonly cpus: number;
  /** Memory of one replica. */
  readonly memoryGiB: number;
  /** How far it scales, stable and canary together. `min` 0 scales to zero and needs {@link wake}. */
  readonly replicas: { readonly min: number; readonly max: number };
  /**
   * Requests that a replica should have at one time, running and waiting: replicas follow them. It needs a server that tells them, and
   * {@link prometheus}, KEDA in the cluster; from zero, KEDA's interceptor counts.
   *
   * @default - replicas follow their CPU use; from zero 10
   */
  readonly requestsPerReplica?: number;
  /**
   * A volume that its replicas share, on whichever node: each version is downloaded and checked once, and stays.
   *
   * @default - each replica downloads for itself
   */
  readonly cache?: ModelCacheSize;
  /**
   * Where KEDA learns of requests.
   *
   * @default - nowhere
   */
  readonly prometheus?: PrometheusAddress;
  /**
   * Whether a new replica can start before an old one ends: true only where a unit is free beside those that run.
   *
   * @default false
   */
  readonly surge?: boolean;
  /**
   * Longest time that an answer may take. A replica that is told to stop gets as long to finish.
   *
   * @default 300
   */
  readonly requestTimeoutSec?: number;
  /**
   * Host name and certificate by which it is reached from outside the cluster.
   *
   * @default - reached inside the cluster only
   */
  readonly route?: InferenceRoute;
  /**
   * KEDA's HTTP interceptor, which wakes the model from zero.
   *
   * @default - none: `replicas.min` is at least 1
   */
  readonly wake?: { readonly namespace: string; readonly service: string; readonly port: number };
  /**
   * Namespaces that may send requests.
   *
   * @default - the deployment's own
   */
  readonly clientNamespaces?: readonly string[];
  /**
   * Where the object store is reached: its pods then reach nothing else.
   *
   * @default - any address, on the store's port
   */
  readonly storeReach?: StoreReach;
  /**
   * ServiceAccount that exists and holds the right to read the model.
   *
   * @default - a ServiceAccount of its own, called like the deployment
   */
  readonly serviceAccountName?: string;
  /**
   * PriorityClass that exists.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Whether Terraform waits until all replicas are ready. It never does with `min` 0.
   *
   * @default true
   */
  readonly waitForRollout?: boolean;
  /**
   * Who is asked: the annotation gpu.platform/owner.
   *
   * @default - no annotation
   */
  readonly owner?: string;
}

/**
 * One model, served on the nodes of one pool of any Kubernetes cluster.
 *
 * Defines the replicas (a second set for a canary), a Service, a network policy, an autoscaler where `min` and `max` differ, a release with
 * the disruption budget, and a ServiceAccount where none is given. It defines no namespace, no bucket, no right to read one, and no GPU nodes.
 */
export class InferenceDeployment extends Construct {
  /** Replicas of the version that gets the traffic. */
  public readonly stable: ModelServer;
  /** Replicas of the version on trial. */
  public readonly canary?: ModelServer;
  /** Host name inside the cluster; its port is 8080. */
  public readonly address: string;

  constructor(scope: Construct, id: string, props: InferenceDeploymentProps) {
    super(scope, id);
    const {
      namespace,
      model,
      version,
      canary,
      store,
      replicas,
      route,
      wake,
      owner,
      clientNamespaces = [],
      storeReach,
    } = props;
    check(this, ...expectations(props));
    if (!isPinned(model.image))
      Annotations.of(this).addWarning(
        `image ${model.image} has no digest: \`npm run lock\` finds it, and locks/images.json keeps it`,
      );

    const shares = sharesOf(props);
    const wakes = replicas.min === 0;
    const labels = { [LABELS.deployment]: id };
    const tracks = { stable: { ...labels, [TRACK]: "stable" }, canary: { ...labels, [TRACK]: "canary" } };
    const metadata: ObjectMetadata = {
      name: id,
      namespace,
      labels,
      ...(owner !== undefined && { annotations: { [OWNER_ANNOTATION]: literal(owner) } }),
    };
    this.address = `${id}.${namespace}.svc`;

    const alike = {
      ...common(props),
      serviceAccountName: props.serviceAccountName ?? account(this, metadata),
      ...settings(this, props, metadata),
      ...(props.cache && { cacheClaim: new ModelCache(this, "cache", { metadata, ...props.cache }).claim }),
    };
    this.stable = new ModelServer(this, "stable", {
      ...alike,
      name: id,
      selector: tracks.stable,
      version,
      replicas: shares.min,
      autoscaled: shares.max > shares.min,
    });
    if (canary)
      this.canary = new ModelServer(this, "canary", {
        ...alike,
        name: `${id}-canary`,
        selector: tracks.canary,
        version: canary,
        replicas: shares.canary,
        autoscaled: false,
      });
    new ModelServices(this, "services", {
      metadata,
      selector: labels,
      ...(canary && route && { tracks }),
      ...(wakes && wake && { wake }),
    });
    const scaling = requestScaling(props, shares, tracks.stable);
    new ModelGuard(this, "guard", { metadata: { ...metadata, annotations: ownerOf(props) }, scaling });
    new ModelNetworkPolicy(this, "network", {
      metadata,
      ports: serverPorts(model.server, model.port),
      clientNamespaces,
      store,
      ...(storeReach && { storeReach }),
    });
    if (changes(shares) && !scaling) new ModelAutoscaler(this, "autoscaler", { metadata, ...shares });
    if (route || wakes)
      new ModelRoute(this, "route", {
        namespace,
        deployment: id,
        ...(route && { route }),
        ...(canary && { canaryPercent: canary.percent }),
        ...(wakes &&
          wake && {
            wake: {
              ...wake,
              max: shares.max,
              coldStartSec: coldStartSec(model),
              requestsPerReplica: props.requestsPerReplica ?? REQUESTS_FROM_ZERO,
            },
          }),
        requestTimeoutSec: timeoutOf(props),
        ...(owner !== undefined && { owner }),
      });
  }
}

/** Whether an autoscaler has something to do; from zero, the route's has. */
function changes({ min, max }: Pick<Shares, "min" | "max">): boolean {
  return min > 0 && max > min;
}

function ownerOf({ owner }: InferenceDeploymentProps): Record<string, string> {
  return owner === undefined ? {} : { [OWNER_ANNOTATION]: owner };
}

/** Requests at one time that one replica of a model from zero answers before another starts, where nothing is said. */
const REQUESTS_FROM_ZERO = 10;

function requestScaling(
  { model, requestsPerReplica, prometheus }: InferenceDeploymentProps,
  { min, max }: Shares,
  counted: Readonly<Record<string, string>>,
): RequestScaling | undefined {
  const { metrics, requestGauges: gauges, httpPort } = modelServer(model.server);
  if (!changes({ min, max }) || requestsPerReplica === undefined || !prometheus || !metrics || !gauges)
    return undefined;
  const port = metrics.port === httpPort ? "http" : "metrics";
  return { min, max, requestsPerReplica, gauges, port, path: metrics.path, counted, prometheus };
}

/** A language model writes a long answer in minutes. */
const REQUEST_TIMEOUT_SEC = 300;

function timeoutOf({ requestTimeoutSec = REQUEST_TIMEOUT_SEC }: InferenceDeploymentProps): number {
  return requestTimeoutSec;
}

function coldStartSec(model: Model): number {
  return loadBudget(weightsGiB(model)).progressSec;
}

/** Tells the replicas of the two versions apart. */
const TRACK = "gpu.platform/track";

function account(scope: Construct, metadata: ObjectMetadata): string {
  new ServiceAccountV1(scope, "account", { metadata, automountServiceAccountToken: false });
  return metadata.name;
}

function settings(
  scope: Construct,
  { model }: InferenceDeploymentProps,
  metadata: ObjectMetadata,
): Pick<ModelServerProps, "settings"> {
  const { files } = modelServer(model.server);
  return Object.keys(files).length === 0 ? {} : { settings: new ModelSettings(scope, "settings", { metadata, files }) };
}

/** What both versions have in common. */
function common(props: InferenceDeploymentProps) {
  const { priorityClassName, owner } = props;
  return {
    namespace: props.namespace,
    model: props.model,
    store: props.store,
    fetchImage: props.fetchImage,
    pool: props.pool,
    unitsPerReplica: unitsOf(props),
    cpus: props.cpus,
    memoryGiB: props.memoryGiB,
    surge: props.surge ?? false,
    requestTimeoutSec: timeoutOf(props),
    waitForRollout: (props.waitForRollout ?? true) && props.replicas.min > 0,
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(owner !== undefined && { owner }),
  };
}
