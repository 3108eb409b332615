/** A kind of object whose controller is not on this machine. */
export interface StandInKind {
  readonly group: string;
  /** Versions that are served; the first is stored. */
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  /** @default false */
  readonly clusterWide?: boolean;
}

const GATEWAY = "gateway.networking.k8s.io";

/**
 * Kinds that the platform's own charts, or values of others, make objects of, by the chart that brings their definitions. Their fields are
 * not checked here: the definitions themselves are part of the charts that cannot be had.
 */
export const STAND_IN_KINDS: Readonly<Record<string, readonly StandInKind[]>> = {
  "cert-manager": [
    { group: "cert-manager.io", versions: ["v1"], kind: "Certificate", plural: "certificates" },
    { group: "cert-manager.io", versions: ["v1"], kind: "Issuer", plural: "issuers" },
    { group: "cert-manager.io", versions: ["v1"], kind: "ClusterIssuer", plural: "clusterissuers", clusterWide: true },
  ],
  "gateway-helm": [
    { group: GATEWAY, versions: ["v1"], kind: "GatewayClass", plural: "gatewayclasses", clusterWide: true },
    { group: GATEWAY, versions: ["v1"], kind: "Gateway", plural: "gateways" },
    { group: GATEWAY, versions: ["v1"], kind: "HTTPRoute", plural: "httproutes" },
    { group: GATEWAY, versions: ["v1", "v1beta1"], kind: "ReferenceGrant", plural: "referencegrants" },
  ],
  keda: [
    { group: "keda.sh", versions: ["v1alpha1"], kind: "ScaledObject", plural: "scaledobjects" },
    { group: "keda.sh", versions: ["v1alpha1"], kind: "TriggerAuthentication", plural: "triggerauthentications" },
  ],
  "keda-add-ons-http": [
    { group: "http.keda.sh", versions: ["v1alpha1"], kind: "HTTPScaledObject", plural: "httpscaledobjects" },
  ],
  "kube-prometheus-stack": [
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "PodMonitor", plural: "podmonitors" },
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "PrometheusRule", plural: "prometheusrules" },
    { group: "monitoring.coreos.com", versions: ["v1"], kind: "ServiceMonitor", plural: "servicemonitors" },
  ],
  "gpu-operator": [
    { group: "nvidia.com", versions: ["v1"], kind: "ClusterPolicy", plural: "clusterpolicies", clusterWide: true },
  ],
};

/** Every definition of {@link STAND_IN_KINDS}, for a cluster that is said to have those components already. */
export function standInDefinitions(): readonly object[] {
  return Object.values(STAND_IN_KINDS).flatMap((kinds) => kinds.map(standInDefinition));
}

/** A definition that takes any field of a kind. */
export function standInDefinition({ group, versions, kind, plural, clusterWide = false }: StandInKind): object {
  const anyFields = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: {
        "hybrid-gpu-platform/stand-in": "takes any field",
        // Kubernetes keeps its own groups for definitions that it has approved, and asks for this of others.
        ...(group.endsWith(".k8s.io") ? { "api-approved.kubernetes.io": "unapproved, a stand-in in a sandbox" } : {}),
      },
    },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: clusterWide ? "Cluster" : "Namespaced",
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { ...anyFields, properties: { spec: anyFields, status: anyFields } } },
        subresources: { status: {} },
      })),
    },
  };
}
