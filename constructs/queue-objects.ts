import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Queues } from "../spec/queues";
import { ChartRelease } from "./chart-release";

/** Properties for {@link QueueObjects}. */
export interface QueueObjectsProps {
  /** Namespace of the release; the objects name their own. */
  readonly namespace: string;
  /** Annotations of every object. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly queues: Queues;
  /** Kueue and the namespaces of the local queues. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The queues of one cluster: flavors, cohorts, a ClusterQueue a team, its local queues, and the priorities of runs.
 *
 * Defines a release of the chart `queues`, whose values are the whole description.
 */
export class QueueObjects extends Construct {
  constructor(scope: Construct, id: string, { namespace, annotations, queues, dependsOn }: QueueObjectsProps) {
    super(scope, id);
    new ChartRelease(this, "Default", {
      chart: "queues",
      name: "queues",
      namespace,
      dependsOn,
      values: { annotations, ...queues },
    });
  }
}
