import { Construct } from "constructs";
import { OWNER_ANNOTATION } from "../spec/names";
import { ChartRelease } from "./chart-release";
import { SERVICE_PORT } from "./service-port";

/** How a model is reached from outside the cluster. */
export interface InferenceRoute {
  readonly host: string;
  /** Gateway of the same namespace, with an HTTPS listener called like the deployment. */
  readonly gateway: string;
  /** Secret of the same namespace that holds the certificate. */
  readonly tlsSecret: string;
  /**
   * cert-manager ClusterIssuer that fills the Secret.
   *
   * @default - the Secret exists
   */
  readonly issuer?: string;
}

/** Properties for {@link ModelRoute}. */
export interface ModelRouteProps {
  readonly namespace: string;
  readonly deployment: string;
  /**
   * Host and certificate of the HTTPS route.
   *
   * @default - reached inside the cluster alone
   */
  readonly route?: InferenceRoute;
  /**
   * Percent of the requests that the canary answers.
   *
   * @default - there is no canary
   */
  readonly canaryPercent?: number;
  /**
   * KEDA's HTTP interceptor, and how far the model scales up from zero.
   *
   * @default - the model never scales to zero
   */
  readonly wake?: {
    readonly namespace: string;
    readonly service: string;
    readonly port: number;
    readonly max: number;
    /** Longest time that a request waits for a first replica. */
    readonly coldStartSec: number;
    /** Requests at one time that one replica answers before another starts. */
    readonly requestsPerReplica: number;
  };
  /** Longest time that a replica takes to answer. */
  readonly requestTimeoutSec: number;
  /**
   * Who is asked: the annotation gpu.platform/owner.
   *
   * @default - no annotation
   */
  readonly owner?: string;
}

/** A replica without a request for this long goes. */
const IDLE_SEC = 600;

/**
 * How requests reach one model.
 *
 * Defines one release of the chart `route`: the HTTPS route with its weights, the certificate, and scaling from zero. It defines no gateway.
 */
export class ModelRoute extends Construct {
  constructor(scope: Construct, id: string, props: ModelRouteProps) {
    super(scope, id);
    const { namespace, deployment, route, wake, requestTimeoutSec, owner } = props;
    const coldStartSec = wake?.coldStartSec ?? 0;
    new ChartRelease(this, "Default", {
      chart: "route",
      name: deployment,
      namespace,
      values: {
        annotations: owner === undefined ? {} : { [OWNER_ANNOTATION]: owner },
        deployment,
        route: route
          ? {
              host: route.host,
              gateway: route.gateway,
              listener: deployment,
              timeoutSec: coldStartSec + requestTimeoutSec,
              backends: backends(props),
            }
          : null,
        certificate:
          route?.issuer === undefined ? null : { secret: route.tlsSecret, issuer: route.issuer, host: route.host },
        wake: wake
          ? {
              hosts: [...inside(deployment, namespace), ...(route ? [route.host] : [])],
              service: `${deployment}-pods`,
              port: SERVICE_PORT,
              max: wake.max,
              concurrency: wake.requestsPerReplica,
              idleSec: IDLE_SEC,
              coldStartSec,
              requestTimeoutSec,
              interceptorNamespace: wake.namespace,
              interceptorService: wake.service,
            }
          : null,
      },
    });
  }
}

function backends({ deployment, canaryPercent, wake }: ModelRouteProps): readonly object[] {
  if (wake) return [{ name: wake.service, namespace: wake.namespace, port: wake.port, weight: 100 }];
  if (canaryPercent === undefined) return [{ name: deployment, port: SERVICE_PORT, weight: 100 }];
  return [
    { name: `${deployment}-stable`, port: SERVICE_PORT, weight: 100 - canaryPercent },
    { name: `${deployment}-canary`, port: SERVICE_PORT, weight: canaryPercent },
  ];
}

/** Names by which clients of the cluster call the model: the interceptor tells models apart by them. */
function inside(deployment: string, namespace: string): readonly string[] {
  return [
    `${deployment}.${namespace}`,
    `${deployment}.${namespace}.svc`,
    `${deployment}.${namespace}.svc.cluster.local`,
  ];
}
