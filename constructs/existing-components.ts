import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { Construct } from "constructs";
import { PlanWarning } from "./plan-warning";

/** An object definition that a component brings, at the version that the platform speaks. */
export interface Definition {
  /** Name of the CustomResourceDefinition. */
  readonly name: string;
  readonly version: string;
}

/** Properties for {@link ExistingComponents}. */
export interface ExistingComponentsProps {
  /** What the cluster is said to have, by the word for it in the platform file. */
  readonly components: ReadonlyMap<string, Definition>;
}

/**
 * Looks whether a cluster has what it is said to have, at a version that the platform speaks.
 *
 * Defines a data source and a warning for each component: plans name what is missing by the word of the platform file.
 */
export class ExistingComponents extends Construct {
  constructor(scope: Construct, id: string, { components }: ExistingComponentsProps) {
    super(scope, id);
    for (const [word, { name, version }] of components) {
      // a list of one: the provider stumbles over a single object that is missing.
      const found = new DataKubernetesResources(this, word, {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        fieldSelector: `metadata.name=${name}`,
      });
      new PlanWarning(this, `${word}-warning`, {
        name: `existing_${word}`,
        condition: `anytrue(flatten([for one in ${found.fqn}.objects : [for v in one.spec.versions : v.name == "${version}" && v.served]]))`,
        message: `onPrem.existing names ${word}, but the cluster serves no ${name} of ${version}: upgrade what is there, or take ${word} out of the list to have it installed`,
      });
    }
  }
}
