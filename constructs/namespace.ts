import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { literals } from "./literal";

/** What pods of a namespace may do: the levels of the Pod Security Standards. */
export type PodSecurity = "restricted" | "privileged";

/** Properties for {@link Namespace}. */
export interface NamespaceProps {
  readonly name: string;
  /**
   * What its pods may do. `privileged` is for daemons that drive hardware.
   *
   * @default "restricted"
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Labels beside those of Pod Security.
   *
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations.
   *
   * @default {}
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * What ends objects in it: it goes before they do.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * A namespace that refuses pods beyond its Pod Security level, and says so to whoever submits and in the audit log.
 *
 * Defines the namespace alone: traffic, quotas and rights are constructs of their own.
 */
export class Namespace extends Construct {
  public readonly namespace: NamespaceV1;
  /** Its name, as a reference: whoever uses it is made after the namespace. */
  public readonly ref: string;

  constructor(
    scope: Construct,
    id: string,
    { name, podSecurity = "restricted", labels = {}, annotations = {}, dependsOn = [] }: NamespaceProps,
  ) {
    super(scope, id);
    const modes = ["enforce", "audit", "warn"].map(
      (mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity] as const,
    );
    this.namespace = new NamespaceV1(this, "Default", {
      metadata: {
        name,
        labels: { ...literals(labels), ...Object.fromEntries(modes) },
        annotations: literals(annotations),
      },
      ...(dependsOn.length > 0 && { dependsOn: [...dependsOn] }),
    });
    this.ref = this.namespace.metadata.name;
  }
}
