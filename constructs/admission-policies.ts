import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** Properties for {@link AdmissionPolicies}. */
export interface AdmissionPoliciesProps {
  /** What the policies' names begin with. */
  readonly prefix: string;
  /** Namespace of the release; the policies are cluster-wide. */
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Labels of the namespaces that the policies guard: those with these values, and with these keys whatever the value. */
  readonly namespaces: { readonly labels: Readonly<Record<string, string>>; readonly keys: readonly string[] };
  /**
   * What must be there before.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * What teams' namespaces refuse: GPU pods that Kueue has not admitted, and jobs without a queue.
 *
 * Defines a release of the chart `policies`: two ValidatingAdmissionPolicies, judged by the API server itself.
 */
export class AdmissionPolicies extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { prefix, namespace, annotations, namespaces, dependsOn }: AdmissionPoliciesProps,
  ) {
    super(scope, id);
    const namespaceSelector = {
      matchLabels: namespaces.labels,
      matchExpressions: namespaces.keys.map((key) => ({ key, operator: "Exists" })),
    };
    new ChartRelease(this, "Default", {
      chart: "policies",
      name: "policies",
      namespace,
      dependsOn,
      values: { annotations, name: prefix, namespaceSelector },
    });
  }
}
