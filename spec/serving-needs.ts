import type { Existing, Platform, Side } from "./platform";

/** What a side's cluster must run for its deployments, beside what every side has. */
export interface ServingNeeds {
  /** Envoy Gateway and a GatewayClass: a deployment has a host. */
  readonly gateway: boolean;
  /** What gives the gateway an address in AWS. */
  readonly loadBalancer: boolean;
  /** KEDA and its HTTP add-on: a deployment scales to zero, or by its requests. */
  readonly keda: boolean;
  /** Resource metrics: an autoscaler reads CPU use. The EKS cluster has them as an add-on. */
  readonly metricsServer: boolean;
  /** cert-manager, where it is not installed anyway: a deployment's certificate comes from an issuer. */
  readonly certManager: boolean;
}

/** Whether KEDA changes the number of replicas by what Prometheus knows of requests. */
export function scalesByRequests({
  replicas: { min, max },
  requestsPerReplica,
}: Pick<Platform["deployments"][number], "replicas" | "requestsPerReplica">): boolean {
  return requestsPerReplica !== undefined && min > 0 && min !== max;
}

/** What deployments of a side need and the cluster is not said to have. */
export function servingNeeds(
  { onPrem, deployments }: Pick<Platform, "onPrem" | "deployments">,
  side: Side,
): ServingNeeds {
  const served = deployments.filter((deployment) => deployment.side === side);
  const lacks = (what: Existing) => side === "cloud" || !onPrem?.existing.includes(what);
  const gateway = served.some(({ host }) => host !== undefined) && lacks("gateway");
  return {
    gateway,
    loadBalancer: gateway && side === "cloud",
    keda: served.some((one) => one.replicas.min === 0 || scalesByRequests(one)) && lacks("keda"),
    metricsServer:
      side === "onPrem" &&
      served.some((one) => one.replicas.min > 0 && one.replicas.min !== one.replicas.max && !scalesByRequests(one)) &&
      lacks("metricsServer"),
    certManager: side === "cloud" && served.some(({ tls }) => tls?.kind === "issuer"),
  };
}
