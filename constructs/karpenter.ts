import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";

/** Properties for {@link Karpenter}. */
export interface KarpenterProps {
  readonly clusterName: string;
  /** SQS queue that tells it of interruptions. */
  readonly interruptionQueue: string;
  /** Service account with Karpenter's AWS identity; the chart makes it. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
  /** True where the VPC has no way out: prices are then not looked up. */
  readonly isolated: boolean;
  /** True where a pool keeps nodes that nobody asked for. */
  readonly staticPools: boolean;
  /** True where nodes have resources that EC2's description of their type does not show. */
  readonly overlays: boolean;
  /**
   * Labels of the nodes that it runs on, beside that it never runs on its own.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Where its image comes from.
   *
   * @default - the registry that the chart names
   */
  readonly image?: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** The instance catalogue of a region takes up to 720 MB of its memory. */
const RESOURCES = { requests: { cpu: "1", memory: "1536Mi" }, limits: { memory: "1536Mi" } } as const;

/**
 * Karpenter: it starts EC2 nodes for pods that wait, and ends them when they are empty.
 *
 * Defines two releases: the definitions of its objects, upgraded with it, and the controller. Its AWS side and the pools are not part of it.
 */
export class Karpenter extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: KarpenterProps) {
    super(scope, id);
    const { clusterName, interruptionQueue, serviceAccount, isolated, staticPools, overlays, image, dependsOn } = props;
    const { nodeSelector = {} } = props;
    const { namespace } = serviceAccount;
    const definitions = new ChartRelease(this, "definitions", {
      chart: CHARTS["karpenter-crd"],
      name: "karpenter-crd",
      namespace,
      dependsOn,
    });
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS.karpenter,
      name: "karpenter",
      namespace,
      dependsOn: [definitions.release],
      values: {
        serviceAccount: { name: serviceAccount.name },
        nodeSelector,
        settings: {
          clusterName,
          interruptionQueue,
          eksControlPlane: true,
          isolatedVPC: isolated,
          featureGates: { staticCapacity: staticPools, nodeOverlay: overlays },
        },
        controller: { resources: RESOURCES, ...(image !== undefined && { image: { repository: image } }) },
      },
    });
  }
}
