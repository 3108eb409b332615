import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

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
 * Defines a Terraform check for each component: a plan warns of what is missing, by the word of the platform file.
 */
export class ExistingComponents extends Construct {
  constructor(scope: Construct, id: string, { components }: ExistingComponentsProps) {
    super(scope, id);
    // WORKAROUND: cdktf 0.21 has no construct for check blocks.
    for (const [word, { name, version }] of components)
      TerraformStack.of(this).addOverride(`check.existing_${word}`, {
        data: {
          kubernetes_resource: {
            [word]: {
              api_version: "apiextensions.k8s.io/v1",
              kind: "CustomResourceDefinition",
              metadata: { name },
            },
          },
        },
        assert: {
          condition: `\${anytrue([for v in data.kubernetes_resource.${word}.object.spec.versions : v.name == "${version}" && v.served])}`,
          error_message: `onPrem.existing names ${word}, but the cluster serves no ${name} of ${version}: upgrade what is there, or take ${word} out of the list to have it installed`,
        },
      });
  }
}
