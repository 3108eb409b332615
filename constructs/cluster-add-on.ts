import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS, type ChartName } from "../catalog/charts";
import { ChartRelease } from "./chart-release";
import { Namespace, type PodSecurity } from "./namespace";

/** Properties for {@link ClusterAddOn}. */
export interface ClusterAddOnProps {
  /** Its chart, which names the release and the namespace, too. */
  readonly chart: ChartName;
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * What its pods may do.
   *
   * @default "restricted"
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Everything that differs from the chart's own values.
   *
   * @default - the chart's own values
   */
  readonly values?: object;
  /**
   * Registry that mirrors charts and images.
   *
   * @default - the chart's own repository
   */
  readonly mirror?: string;
  /**
   * What must be there before it, and until its namespace is gone.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Something that clusters usually have, for those that do not: cert-manager, metrics-server, an exporter.
 *
 * Defines a namespace of its own and the release of its chart.
 */
export class ClusterAddOn extends Construct {
  public readonly chart: ChartRelease;
  /** Its namespace, as a reference. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, { chart, annotations, podSecurity, ...release }: ClusterAddOnProps) {
    super(scope, id);
    const { dependsOn } = release;
    this.namespace = new Namespace(this, "namespace", { name: chart, podSecurity, annotations, dependsOn }).ref;
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS[chart],
      name: chart,
      namespace: this.namespace,
      ...release,
    });
  }
}
