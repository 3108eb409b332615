import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { PlanWarning } from "./plan-warning";

/** Properties for {@link NamedIssuer}. */
export interface NamedIssuerProps {
  /** The ClusterIssuer of cert-manager. */
  readonly name: string;
  /**
   * What brings the kind ClusterIssuer: while it changes, nothing is looked up before the apply.
   *
   * @default - the cluster has it
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Looks whether the issuer that an administrator makes is there, and names it in every plan and apply where it is not.
 *
 * Defines a data source and a warning. Certificates wait for the issuer by themselves.
 */
export class NamedIssuer extends Construct {
  constructor(scope: Construct, id: string, { name, dependsOn = [] }: NamedIssuerProps) {
    super(scope, id);
    // a list of one: the provider stumbles over a single object that is missing.
    const found = new DataKubernetesResources(this, "Default", {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      fieldSelector: `metadata.name=${name}`,
      dependsOn: [...dependsOn],
    });
    new PlanWarning(this, "warning", {
      name: "certificate_issuer",
      condition: `length(${found.fqn}.objects) == 1`,
      message: `onPrem.certificateIssuer names the ClusterIssuer ${name}, which the cluster does not have: make it with the key of certificateAuthority, or name another; certificates wait for it`,
    });
  }
}
