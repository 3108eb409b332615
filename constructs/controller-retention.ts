import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { Construct } from "constructs";

/** A kind of objects that only its controller can end: it puts a finalizer on them. */
export interface FinalizedKind {
  /** Group and version, such as `keda.sh/v1alpha1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Properties for {@link ControllerRetention}. */
export interface ControllerRetentionProps {
  /** What is no longer declared, in words. */
  readonly controller: string;
  /** What it ends. */
  readonly kinds: readonly FinalizedKind[];
  /** Namespace whose objects it ends. */
  readonly namespace: string;
  /** What to do where a plan is refused. */
  readonly remedy: string;
}

/**
 * Refuses the plan that would take a controller away while there are objects that nobody else can end: they would stay for ever, and what
 * waits for them, too.
 *
 * Defines, for each kind, a look-up of its API and, where the cluster serves it, one of its objects, whose postcondition fails where one is
 * there. To be defined in place of the controller.
 */
export class ControllerRetention extends Construct {
  constructor(scope: Construct, id: string, { controller, kinds, namespace, remedy }: ControllerRetentionProps) {
    super(scope, id);
    for (const { apiVersion, kind } of kinds) {
      // the provider stumbles over a kind that the cluster has never heard of.
      const { fqn: api } = new DataKubernetesResources(this, `${kind}-api`, {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        fieldSelector: `metadata.name=${apiService(apiVersion)}`,
      });
      const objects = new DataKubernetesResources(this, kind, {
        apiVersion,
        kind,
        namespace,
        lifecycle: {
          postcondition: [
            {
              condition: "${length(self.objects) == 0}",
              errorMessage: `\${join(", ", [for one in self.objects : "${kind} ${namespace}/\${one.metadata.name}"])} cannot end without ${controller}, which this plan takes away; ${remedy}`,
            },
          ],
        },
      });
      objects.addOverride("count", `\${length(${api}.objects)}`);
    }
  }
}

/** Name of the object by which a cluster says that it serves a version of a group. */
function apiService(apiVersion: string): string {
  return apiVersion.split("/").reverse().join(".");
}
