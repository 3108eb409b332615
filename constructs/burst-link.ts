import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** Properties for {@link BurstLink}. */
export interface BurstLinkProps {
  /** Name of the configuration, that of the check which queues refer to, and of the cluster behind it. */
  readonly name: string;
  /** Kueue's namespace. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Secret in Kueue's namespace with the kubeconfig of the other cluster. It need not exist yet. */
  readonly kubeconfigSecret: string;
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * What lets this cluster's Kueue send workloads to another.
 *
 * Defines a release of the chart `burst-link`: a MultiKueueCluster and its configuration. The check is the queues': Kueue keeps it as long as
 * one refers to it. It neither reads nor writes the Secret with the kubeconfig: until that is there the check is inactive, and workloads wait.
 */
export class BurstLink extends Construct {
  constructor(scope: Construct, id: string, props: BurstLinkProps) {
    super(scope, id);
    const { name, namespace, annotations, kubeconfigSecret, dependsOn } = props;
    new ChartRelease(this, "Default", {
      chart: "burst-link",
      name,
      namespace,
      dependsOn,
      values: { annotations, name, kubeconfigSecret },
    });
  }
}
