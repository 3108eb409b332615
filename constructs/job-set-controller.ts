import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";
import { Namespace } from "./namespace";

/** Properties for {@link JobSetController}. */
export interface JobSetControllerProps {
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
   * @default - the chart's own repository
   */
  readonly mirror?: string;
  /**
   * Repository of its image; the tag is the chart's.
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

/**
 * JobSet: it starts, restarts and ends the Jobs of a run as one.
 *
 * Defines its namespace and the release of its chart, with the JobSet definition.
 */
export class JobSetController extends Construct {
  public readonly chart: ChartRelease;

  constructor(
    scope: Construct,
    id: string,
    { annotations, nodeSelector = {}, mirror, image, dependsOn }: JobSetControllerProps,
  ) {
    super(scope, id);
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS.jobset,
      name: "jobset",
      namespace: new Namespace(this, "namespace", { name: "jobset-system", annotations }).ref,
      mirror,
      dependsOn,
      values: {
        controller: { nodeSelector },
        ...(image !== undefined && { image: { repository: image } }),
      },
    });
  }
}
