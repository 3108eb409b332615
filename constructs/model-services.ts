import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct } from "constructs";
import type { ObjectMetadata } from "./object-metadata";
import { SERVICE_PORT } from "./service-port";

type Labels = Readonly<Record<string, string>>;

/** Properties for {@link ModelServices}. */
export interface ModelServicesProps {
  /** Its name is that of the model's address. */
  readonly metadata: ObjectMetadata;
  /** Labels of all replicas. */
  readonly selector: Labels;
  /**
   * Labels of each version's replicas, where a route weighs them.
   *
   * @default - no services of their own
   */
  readonly tracks?: { readonly stable: Labels; readonly canary: Labels };
  /**
   * KEDA's HTTP interceptor, which stands before a model that may have no replica.
   *
   * @default - clients reach the replicas
   */
  readonly wake?: { readonly namespace: string; readonly service: string };
}

/**
 * The names by which a model is reached inside its cluster.
 *
 * Defines one `kubernetes_service_v1` for all replicas, one each for two versions behind a route, and for a model that wakes from zero an
 * alias of the interceptor, with the replicas behind `<name>-pods`.
 */
export class ModelServices extends Construct {
  constructor(scope: Construct, id: string, { metadata, selector, tracks, wake }: ModelServicesProps) {
    super(scope, id);
    const service = (track: string, name: string, labels: Labels) =>
      new ServiceV1(this, track, {
        metadata: { ...metadata, name },
        spec: {
          type: "ClusterIP",
          selector: { ...labels },
          port: [{ name: "http", port: SERVICE_PORT, targetPort: "http", protocol: "TCP" }],
        },
      });
    if (wake) {
      new ServiceV1(this, "Default", {
        metadata,
        spec: { type: "ExternalName", externalName: `${wake.service}.${wake.namespace}.svc.cluster.local` },
      });
      service("pods", `${metadata.name}-pods`, selector);
      return;
    }
    service("Default", metadata.name, selector);
    for (const [track, labels] of Object.entries(tracks ?? {})) service(track, `${metadata.name}-${track}`, labels);
  }
}
