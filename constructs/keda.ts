import { Construct } from "constructs";
import type { ChartRelease } from "./chart-release";
import { ClusterAddOn } from "./cluster-add-on";

/** Properties for {@link Keda}. */
export interface KedaProps {
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Labels of the nodes that it runs on.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Registry that mirrors charts and images.
   *
   * @default - KEDA's own
   */
  readonly mirror?: string;
}

/** What Pod Security's level `restricted` asks for, and the HTTP add-on's chart leaves out. */
const CONTAINERS = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } as const;

const HTTP_PARTS = ["operator", "interceptor", "scaler"] as const;

/**
 * KEDA with its HTTP add-on: it starts the first replica of a model that has none when a request comes, and ends the last one.
 *
 * Defines two namespaces and the releases of two charts. What it scales are objects of others, which also say how long a request may wait.
 */
export class Keda extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, { annotations, nodeSelector = {}, mirror }: KedaProps) {
    super(scope, id);
    const { chart: keda } = new ClusterAddOn(this, "operator", {
      chart: "keda",
      annotations,
      mirror,
      values: { nodeSelector },
    });
    this.chart = new ClusterAddOn(this, "http", {
      chart: "keda-add-ons-http",
      annotations,
      mirror,
      // KEDA scales its interceptor.
      dependsOn: [keda.release],
      values: {
        ...Object.fromEntries(HTTP_PARTS.map((part) => [part, { nodeSelector }])),
        securityContext: CONTAINERS,
      },
    }).chart;
  }
}
