import { Construct } from "constructs";
import { OWNER_ANNOTATION } from "../spec/names";
import { ChartRelease } from "./chart-release";

/** Properties for {@link ModelGateway}. */
export interface ModelGatewayProps {
  readonly namespace: string;
  /** Name of the Gateway, and with `-gateway` of its release. */
  readonly name: string;
  readonly gatewayClass: string;
  /** Hosts and the Secrets of their certificates, by deployment. */
  readonly listeners: ReadonlyMap<string, { readonly host: string; readonly secret: string }>;
  /**
   * Who is asked: the annotation gpu.platform/owner.
   *
   * @default - no annotation
   */
  readonly owner?: string;
}

/**
 * The entrance to the served models of one cluster.
 *
 * Defines one release of the chart `gateway`: a Gateway with one HTTPS listener a host. It installs no controller and makes no certificate.
 */
export class ModelGateway extends Construct {
  constructor(scope: Construct, id: string, { namespace, name, gatewayClass, listeners, owner }: ModelGatewayProps) {
    super(scope, id);
    new ChartRelease(this, "Default", {
      chart: "gateway",
      name: `${name}-gateway`,
      namespace,
      values: {
        annotations: owner === undefined ? {} : { [OWNER_ANNOTATION]: owner },
        name,
        gatewayClass,
        listeners: Object.fromEntries([...listeners].sort(([left], [right]) => (left < right ? -1 : 1))),
      },
    });
  }
}
