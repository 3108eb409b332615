import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHARTS } from "../catalog/charts";
import { ChartRelease } from "./chart-release";
import { type KueueSettings, kueueConfiguration } from "./kueue-configuration";
import { Namespace } from "./namespace";

/** Properties for {@link Kueue}. */
export interface KueueProps extends KueueSettings {
  /** Namespace to make for it. */
  readonly namespace: string;
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
 * Kueue: it admits Jobs and JobSets when quota is free.
 *
 * Defines its namespace and the release of its chart with its whole configuration. Queues and quotas are {@link Queues}'.
 */
export class Kueue extends Construct {
  public readonly chart: ChartRelease;

  constructor(scope: Construct, id: string, props: KueueProps) {
    super(scope, id);
    const { namespace, annotations, nodeSelector = {}, mirror, image, dependsOn, ...settings } = props;
    this.chart = new ChartRelease(this, "Default", {
      chart: CHARTS.kueue,
      name: "kueue",
      namespace: new Namespace(this, "namespace", { name: namespace, annotations }).ref,
      mirror,
      dependsOn,
      values: {
        controllerManager: {
          nodeSelector,
          ...(image !== undefined && { manager: { image: { repository: image } } }),
        },
        managerConfig: { controllerManagerConfigYaml: kueueConfiguration(settings) },
      },
    });
  }
}
