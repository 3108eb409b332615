import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";

/** Properties for {@link LoadBalancerController}. */
export interface LoadBalancerControllerProps {
  readonly clusterName: string;
  readonly region: string;
  /** The cluster's VPC: its id, or its `Name` tag. */
  readonly vpc: { readonly id: string } | { readonly name: string };
  /** Service account with the controller's AWS identity; the chart makes it. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
  /** Tags of what it makes in AWS. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Labels of the nodes that it runs on.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Repository of its image.
   *
   * @default - the registry that the chart names
   */
  readonly image?: string;
}

/** Services that ask for this class are the controller's. @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/ */
export const NETWORK_LOAD_BALANCER = "service.k8s.aws/nlb";

const ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer";

/** Annotations of a Service whose load balancer has addresses of the given subnets alone, by name or id, and sends to pods. */
export function internalLoadBalancer(subnets: readonly string[]): Readonly<Record<string, string>> {
  return {
    [`${ANNOTATION}-scheme`]: "internal",
    [`${ANNOTATION}-nlb-target-type`]: "ip",
    [`${ANNOTATION}-subnets`]: subnets.join(", "),
  };
}

/**
 * AWS Load Balancer Controller, for Services that ask for a network load balancer by its class.
 *
 * Defines the release of its chart. Everything else that it can do is switched off: Ingresses, the Gateway API, web firewalls, and taking over
 * Services that ask for nothing. Its AWS identity is made beside the cluster.
 */
export class LoadBalancerController extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: LoadBalancerControllerProps) {
    super(scope, id);
    const { clusterName, region, vpc, serviceAccount, tags, nodeSelector = {}, image } = props;
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS["aws-load-balancer-controller"],
      name: "aws-load-balancer-controller",
      namespace: serviceAccount.namespace,
      values: {
        clusterName,
        region,
        // pods do not reach the instance's metadata, where it would look.
        ...("id" in vpc ? { vpcId: vpc.id } : { vpcTags: { Name: vpc.name } }),
        serviceAccount: { name: serviceAccount.name },
        nodeSelector,
        defaultTags: tags,
        enableServiceMutatorWebhook: false,
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        controllerConfig: { featureGates: { NLBGatewayAPI: false, ALBGatewayAPI: false, GatewayListenerSet: false } },
        ...(image !== undefined && { image: { repository: image } }),
      },
    });
  }
}
