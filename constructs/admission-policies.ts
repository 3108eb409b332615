import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ChartRelease } from "./chart-release";

/** What differs between a team's namespaces: those for restricted data, and all others. */
export interface ByNamespace {
  readonly open: readonly string[];
  readonly restricted: readonly string[];
}

/** What the policies go by; lists name what is allowed. */
export interface PolicyFacts {
  /** Names of labels: the team of a namespace, `true` on namespaces with restricted data, the pool of a node. */
  readonly labels: { readonly team: string; readonly restricted: string; readonly pool: string };
  /** GPU pools that each team may use, by team. */
  readonly pools: Readonly<Record<string, readonly string[]>>;
  /** Local queues. */
  readonly queues: ByNamespace;
  /** Resources of GPUs that what is in a queue may ask for, by local queue. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  /** Images that may be named by tag, whole. */
  readonly images: readonly string[];
  /** What addresses in an object store begin with, such as `s3://acme-datasets/`. */
  readonly addresses: ByNamespace;
}

/** Properties for {@link AdmissionPolicies}. */
export interface AdmissionPoliciesProps extends PolicyFacts {
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
 * What teams' namespaces refuse: GPU pods that Kueue has not admitted or on pools that are not the team's, pods that would get GPUs
 * unasked, jobs without a queue of their namespace, images by tag, and addresses of data that has no place there.
 *
 * Defines a release of the chart `policies`: ValidatingAdmissionPolicies, judged by the API server itself.
 */
export class AdmissionPolicies extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { prefix, namespace, annotations, namespaces, dependsOn, ...facts }: AdmissionPoliciesProps,
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
      values: { annotations, name: prefix, namespaceSelector, ...facts },
    });
  }
}
