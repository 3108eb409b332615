import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";
import { ClusterAddOn } from "./cluster-add-on";

/** Properties for {@link GatewayController}. */
export interface GatewayControllerProps {
  /** Name of the GatewayClass. */
  readonly className: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Time that requests under way get when a proxy ends, in seconds. */
  readonly drainSec: number;
  /**
   * Labels of the nodes that the controller and the proxies run on.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Who gives a Gateway its address, and how.
   *
   * @default - what gives the cluster's Services of type LoadBalancer theirs
   */
  readonly loadBalancer?: { readonly class: string; readonly annotations: Readonly<Record<string, string>> };
  /**
   * Registry that mirrors charts and images.
   *
   * @default - Envoy's own
   */
  readonly mirror?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Name by which Envoy Gateway knows its classes. @see https://gateway.envoyproxy.io/docs/install/gateway-helm-api/ */
const CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller";

/** A node or a zone may fail while the other proxy goes on. */
const PROXIES = 2;

/**
 * Envoy Gateway, with the definitions of the Gateway API, and a class of Gateways that it serves.
 *
 * Defines its namespace, the release of its chart and one of the chart `gateway-class`. It makes no Gateway: without one no proxy runs and nothing has
 * an address.
 */
export class GatewayController extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: GatewayControllerProps) {
    super(scope, id);
    const { className, annotations, drainSec, nodeSelector = {}, loadBalancer, mirror, dependsOn } = props;
    const { chart: controller, namespace } = new ClusterAddOn(this, "controller", {
      chart: "gateway-helm",
      annotations,
      mirror,
      dependsOn,
      values: {
        deployment: { replicas: PROXIES, pod: { nodeSelector } },
        certgen: { job: { nodeSelector } },
        podDisruptionBudget: { minAvailable: 1 },
      },
    });
    this.chart = new ChartRelease(this, "Default", {
      chart: "gateway-class",
      name: "gateway-class",
      namespace,
      dependsOn: [controller.release],
      values: {
        annotations,
        name: className,
        controllerName: CONTROLLER,
        proxies: { replicas: PROXIES, nodeSelector, drainSec },
        service: { loadBalancerClass: loadBalancer?.class ?? null, annotations: loadBalancer?.annotations ?? {} },
      },
    });
  }
}
