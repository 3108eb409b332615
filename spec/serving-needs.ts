import type { Existing, Platform, Side } from "./platform";

/** What a side's cluster must run for its deployments, beside what every side has. */
export interface ServingNeeds {
  /** Envoy Gateway and a GatewayClass: a deployment has a host. */
  readonly gateway: boolean;
  /** What gives the gateway an address in AWS. */
  readonly loadBalancer: boolean;
  /** KEDA and its HTTP add-on: a deployment scales to zero. */
  readonly wake: boolean;
  /** Resource metrics: an autoscaler reads CPU use. The EKS cluster has them as an add-on. */
  readonly metricsServer: boolean;
  /** cert-manager, where it is not installed anyway: a deployment's certificate comes from an issuer. */
  readonly certManager: boolean;
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
    wake: served.some(({ replicas }) => replicas.min === 0) && lacks("keda"),
    metricsServer:
      side === "onPrem" &&
      served.some(({ replicas: { min, max } }) => min > 0 && min !== max) &&
      lacks("metricsServer"),
    certManager: side === "cloud" && served.some(({ tls }) => tls?.kind === "issuer"),
  };
}
