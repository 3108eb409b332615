import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { Construct } from "constructs";
import { PlanWarning } from "./plan-warning";

/** By what a component is known. */
export interface ExistingComponent {
  /**
   * An object definition that it brings, at the version that the platform speaks.
   *
   * @default - none
   */
  readonly definition?: { readonly name: string; readonly version: string };
  /**
   * An aggregated API that it answers, such as `v1beta1.metrics.k8s.io`.
   *
   * @default - none
   */
  readonly apiService?: string;
  /**
   * Its controller: the label `app.kubernetes.io/name` of its Deployment, and the oldest minor version with which the platform is tried.
   *
   * @default - its version does not matter
   */
  readonly controller?: { readonly name: string; readonly oldest: string };
  /**
   * A setting without which the platform does not work, in a ConfigMap of the component.
   *
   * @default - none is looked at
   */
  readonly setting?: ExistingSetting;
}

/** One value in a YAML file of a ConfigMap. */
export interface ExistingSetting {
  /** Namespace that the platform takes the component to be in. */
  readonly namespace: string;
  /** The label `app.kubernetes.io/name` of the ConfigMap. */
  readonly name: string;
  /** Key of the ConfigMap, whose text is YAML. */
  readonly file: string;
  /** Where in it, such as `resources.quotaCheckStrategy`. */
  readonly path: string;
  readonly value: string;
  /** What comes of another value, as the end of a sentence. */
  readonly otherwise: string;
}

/** Properties for {@link ExistingComponents}. */
export interface ExistingComponentsProps {
  /** What the cluster is said to have, by the word for it in the platform file. */
  readonly components: ReadonlyMap<string, ExistingComponent>;
}

const VERSION_LABEL = "app.kubernetes.io/version";
/** The tag of an image, whose registry may have a port, and which may name a digest. */
const TAG = ":([^:/@]+)(@[a-z0-9:]+)?$";

/**
 * Looks whether a cluster has what it is said to have, at a version that the platform speaks.
 *
 * Defines a data source and a warning for each thing that a component is known by: plans name what is missing or older by the word of the
 * platform file. A controller is as old as its Deployment's label or the tag of its image says; one that says nothing passes.
 */
export class ExistingComponents extends Construct {
  /** Data sources that look for the definitions, by word. */
  public readonly definitions: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { components }: ExistingComponentsProps) {
    super(scope, id);
    const definitions = new Map<string, string>();
    for (const [word, { definition, apiService, controller, setting }] of components) {
      if (definition) definitions.set(word, this.definition(word, definition));
      if (apiService !== undefined) this.apiService(word, apiService);
      if (controller) this.controller(word, controller);
      if (setting) this.setting(word, setting);
    }
    this.definitions = definitions;
  }

  private definition(word: string, { name, version }: NonNullable<ExistingComponent["definition"]>): string {
    // a list of one: the provider stumbles over a single object that is missing.
    const { fqn } = new DataKubernetesResources(this, word, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      fieldSelector: `metadata.name=${name}`,
    });
    new PlanWarning(this, `${word}-warning`, {
      name: `existing_${word}`,
      condition: `anytrue(flatten([for one in ${fqn}.objects : [for v in one.spec.versions : v.name == "${version}" && v.served]]))`,
      message: `onPrem.existing names ${word}, but the cluster serves no ${name} of ${version}: upgrade what is there, or take ${word} out of the list to have it installed`,
    });
    return fqn;
  }

  private apiService(word: string, name: string): void {
    const { fqn } = new DataKubernetesResources(this, `${word}-api`, {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      fieldSelector: `metadata.name=${name}`,
    });
    new PlanWarning(this, `${word}-api-warning`, {
      name: `existing_${word}_api`,
      condition: `length(${fqn}.objects) == 1`,
      message: `onPrem.existing names ${word}, but nothing answers the API ${name} of the cluster: mend what is there, or take ${word} out of the list to have it installed`,
    });
  }

  private controller(word: string, { name, oldest }: NonNullable<ExistingComponent["controller"]>): void {
    const { fqn } = new DataKubernetesResources(this, `${word}-controller`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      labelSelector: `app.kubernetes.io/name=${name}`,
    });
    const [major = 0, minor = 0] = oldest.split(".").map(Number);
    const image = "one.spec.template.spec.containers[0].image";
    const versions = `[for one in ${fqn}.objects : try(one.metadata.labels["${VERSION_LABEL}"], regex("${TAG}", ${image})[0], "")]`;
    const number = (index: number) => `tonumber(regex("^v?([0-9]+)[.]([0-9]+)", version)[${index}])`;
    new PlanWarning(this, `${word}-controller-warning`, {
      name: `existing_${word}_version`,
      condition: `alltrue([for version in ${versions} : try(${number(0)} > ${major} || (${number(0)} == ${major} && ${number(1)} >= ${minor}), true)])`,
      message: `onPrem.existing names ${word}, and the cluster runs \${join(", ", ${versions})}: the platform is tried with ${oldest} and says nothing of older ones; upgrade what is there, or take ${word} out of the list to have it installed`,
    });
  }

  private setting(word: string, { namespace, name, file, path, value, otherwise }: ExistingSetting): void {
    const { fqn } = new DataKubernetesResources(this, `${word}-setting`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace,
      labelSelector: `app.kubernetes.io/name=${name}`,
    });
    new PlanWarning(this, `${word}-setting-warning`, {
      name: `existing_${word}_setting`,
      condition: `anytrue([for one in ${fqn}.objects : try(yamldecode(one.data["${file}"]).${path} == "${value}", false)])`,
      message: `onPrem.existing names ${word}, and no ConfigMap of it in ${namespace} has ${path}: ${value}: without it ${otherwise}; docs/existing.md says how it must be set, or take ${word} out of the list to have it installed`,
    });
  }
}
